internal import CNetlink
internal import Glibc
package import Netlink

/// One of dhcpward's tables of nf_tables, changed and read by netlink in this process.
///
/// One socket, so one user at a time. Every change is one transaction: all of it or nothing.
package final class NFTables {
  /// Which table.
  package let home: NFTBaseChain
  private let socket: NetlinkSocket

  /// Opens the socket.
  package init(_ home: NFTBaseChain = .bridge) throws(NetlinkError) {
    self.home = home
    socket = try NetlinkSocket(.netfilter)
    ports = [socket.port]
  }

  /// Where its transactions came from, so that they are known when the kernel tells everybody of them. Not by
  /// pid: the kernel tells that of the first pid namespace.
  private(set) var ports: Set<UInt32>

  /// How often a transaction is tried again when somebody else changed the ruleset meanwhile.
  private static let attempts = 32

  // MARK: The socket, for the extensions

  func dump(_ message: NetlinkMessage, operation: String) throws(NetlinkError) -> [NetlinkReply] {
    try socket.dump(message, operation: operation)
  }

  /// Asks for each of these alone; nil where the kernel has no such thing (ENOENT).
  func lookUp(_ messages: [NetlinkMessage], operation: String) throws(NetlinkError) -> [NetlinkReply?] {
    let outcomes = try socket.request(messages, operation: operation)
    var replies: [NetlinkReply?] = []
    replies.reserveCapacity(outcomes.count)
    for outcome in outcomes {
      guard outcome.succeeded || outcome.errno == ENOENT else {
        throw NetlinkError(operation: operation, errno: outcome.errno, text: outcome.text)
      }
      replies.append(outcome.replies.first)
    }
    return replies
  }

  /// NFT_MSG_GETGEN: changes with every transaction of anybody in this network namespace.
  func generation() throws(NetlinkError) -> UInt32 {
    let reply = try lookUp(
      [NFTMessage.request(.getGeneration, nil)], operation: "read the generation")[0]
    guard let generation = reply?.attributes(after: 4)[NFTA_GEN_ID]?.bigEndian(UInt32.self) else {
      throw NetlinkError(operation: "read the generation", errno: EBADMSG)
    }
    return generation
  }

  /// Does all of `changes` or nothing. `generation`: only while the ruleset is of that one, else ERESTART.
  func commit(
    _ changes: [NetlinkMessage], generation: UInt32? = nil, operation: String, subject: String = ""
  ) throws(NetlinkError) {
    guard !changes.isEmpty else { return }
    var batch: [NetlinkMessage] = [NFTMessage.batchBegin(generation: generation)]
    batch.reserveCapacity(changes.count + 2)
    batch += changes
    batch[batch.count - 1].flags.insert(.acknowledge)
    batch.append(NFTMessage.batchEnd)
    let size = batch.reduce(0) { $0 + NetlinkMessage.headerLength + $1.payload.count }
    let outcomes: [NetlinkSocket.Outcome]
    if size < 1 << 19 {
      outcomes = try socket.request(batch, operation: operation)
    } else {
      // The kernel takes a transaction in one piece: the send buffer must hold it.
      let wide = try NetlinkSocket(.netfilter, bufferSize: Int32(clamping: size + 1 << 16))
      ports.insert(wide.port)
      outcomes = try wide.request(batch, operation: operation)
    }
    for outcome in outcomes where !outcome.succeeded {
      throw NetlinkError(operation: operation, subject: subject, errno: outcome.errno, text: outcome.text)
    }
  }

  /// Commits what `changes` makes of the ruleset as it is now; again when somebody else changed it meanwhile.
  func commitUnlessChanged(
    operation: String, _ changes: () throws(NetlinkError) -> [NetlinkMessage]
  ) throws(NetlinkError) {
    for attempt in 1... {
      let generation = try self.generation()
      let batch = try changes()
      do throws(NetlinkError) {
        return try commit(
          batch, generation: generation, operation: operation, subject: home.words)
      } catch {
        guard error.errno == ERESTART, attempt < Self.attempts else { throw error }
      }
    }
  }
}
