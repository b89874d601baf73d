package import CNetlink
import Glibc

/// A socket of one netlink protocol; libnl-3 carries the bytes.
///
/// The kernel does what a request asks before sendto(2) returns, so every answer is there to be read at once and
/// no call here ever waits.
@safe package final class NetlinkSocket {
  /// Which part of the kernel is asked.
  package enum Family: Int32 {
    /// NETLINK_ROUTE: links, addresses, routes, neighbours.
    case route = 0
    /// NETLINK_SOCK_DIAG: the sockets of this network namespace, sock_diag(7).
    case socketDiagnosis = 4
    /// NETLINK_NETFILTER: nf_tables.
    case netfilter = 12
  }

  /// What became of one request.
  package struct Outcome {
    /// 0 when it was done.
    package var errno: Int32 = 0
    /// The kernel's own words.
    package var text: String?
    /// Answers other than the acknowledgement.
    package var replies: [NetlinkReply] = []
    /// An error or an acknowledgement came.
    fileprivate var isAnswered = false

    /// The kernel did it.
    package var succeeded: Bool { errno == 0 }
  }

  private static let datagramLimit = 65536
  private static let dumpAttempts = 16

  private let handle: OpaquePointer
  private var sequence: UInt32 = 0

  /// Opens the socket with room for `bufferSize` bytes each way (beyond the system's limit only with
  /// CAP_NET_ADMIN). One batch must fit.
  package init(_ family: Family, bufferSize: Int32 = 1 << 20) throws(NetlinkError) {
    guard let socket = unsafe nl_socket_alloc() else {
      throw NetlinkError(operation: "open socket", errno: ENOMEM)
    }
    unsafe handle = socket
    let code = unsafe nl_connect(socket, family.rawValue)
    guard code == 0 else {
      // libnl's own codes are lossy, but the system call's errno is still there.
      throw NetlinkError(operation: "open socket", subject: "\(family)", errno: Glibc.errno)
    }
    unsafe nl_socket_set_nonblocking(socket)
    unsafe nl_socket_set_msg_buf_size(socket, Self.datagramLimit)
    unsafe nl_socket_set_buffer_size(socket, bufferSize, bufferSize)
    set(SOL_SOCKET, SO_RCVBUFFORCE, bufferSize)
    set(SOL_SOCKET, SO_SNDBUFFORCE, bufferSize)
    set(SOL_NETLINK, NETLINK_EXT_ACK, 1)
    set(SOL_NETLINK, NETLINK_CAP_ACK, 1)
    set(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1)
  }

  deinit { unsafe nl_socket_free(handle) }

  /// Its own port: what the kernel tells of a request bears the port it came from.
  package var port: UInt32 { unsafe nl_socket_get_local_port(handle) }

  /// Options that an old kernel lacks, or that need a privilege, are done without.
  private func set(_ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    unsafe setsockopt(nl_socket_get_fd(handle), level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Sends all messages in one system call and says what became of each, in their order.
  ///
  /// Throws only when the kernel could not be asked or its answers were lost. A message that asks for no
  /// acknowledgement is taken as done unless the kernel complains.
  package func request(_ messages: [NetlinkMessage], operation: String) throws(NetlinkError) -> [Outcome] {
    guard !messages.isEmpty else { return [] }
    let first = try send(messages, operation: operation)
    var outcomes = [Outcome](repeating: Outcome(), count: messages.count)
    while let datagram = try receive(operation: operation) {
      for reply in NetlinkReply.all(in: datagram) {
        let position = Int(reply.sequence &- first)
        guard position < messages.count else { continue }
        if let verdict = reply.verdict {
          outcomes[position].isAnswered = true
          // A refused commit is reported on the same message after its acknowledgement.
          if outcomes[position].errno == 0 { (outcomes[position].errno, outcomes[position].text) = verdict }
        } else {
          outcomes[position].replies.append(reply)
        }
      }
    }
    let failed = outcomes.contains { $0.errno != 0 }
    for (message, outcome) in zip(messages, outcomes)
    where message.flags.contains(.acknowledge) && !outcome.isAnswered && !failed {
      throw NetlinkError(operation: operation, errno: ENOBUFS, text: "the kernel's answer was lost")
    }
    return outcomes
  }

  /// Sends one message and gives its answers; a refusal is thrown.
  @discardableResult
  package func perform(_ message: NetlinkMessage, operation: String, subject: String = "")
    throws(NetlinkError)
    -> [NetlinkReply]
  {
    let outcome = try request([message], operation: operation)[0]
    guard outcome.succeeded else {
      throw NetlinkError(operation: operation, subject: subject, errno: outcome.errno, text: outcome.text)
    }
    return outcome.replies
  }

  /// Lists what the message asks for, whole and consistent: begins again when it changed meanwhile.
  package func dump(_ message: NetlinkMessage, operation: String) throws(NetlinkError) -> [NetlinkReply] {
    var message = message
    message.flags = message.flags.union(.dump).subtracting(.acknowledge)
    var failure = NetlinkError(
      operation: operation, errno: EINTR, text: "it kept changing while it was listed")
    for _ in 0..<Self.dumpAttempts {
      do throws(NetlinkError) {
        if let replies = try dumpOnce(message, operation: operation) { return replies }
      } catch {
        guard error.errno == ENOBUFS || error.errno == EAGAIN else { throw error }
        failure = error
      }
    }
    throw failure
  }

  /// Nil when the list was inconsistent.
  private func dumpOnce(_ message: NetlinkMessage, operation: String) throws(NetlinkError) -> [NetlinkReply]?
  {
    let sequence = try send([message], operation: operation)
    var replies: [NetlinkReply] = []
    var isConsistent = true
    while let datagram = try receive(operation: operation) {
      for reply in NetlinkReply.all(in: datagram) where reply.sequence == sequence {
        if reply.isInterrupted { isConsistent = false }
        guard let verdict = reply.verdict else {
          replies.append(reply)
          continue
        }
        guard verdict.errno == 0 else {
          if verdict.errno == EINTR { return nil }
          throw NetlinkError(operation: operation, errno: verdict.errno, text: verdict.text)
        }
        return isConsistent ? replies : nil
      }
    }
    throw NetlinkError(operation: operation, errno: EAGAIN, text: "the list broke off")
  }

  // MARK: - Notices

  /// To be polled for input.
  package var descriptor: Int32 { unsafe nl_socket_get_fd(handle) }

  /// Has the kernel tell of every change in a multicast group (RTNLGRP_). A socket that listens is not to be used
  /// for requests: they drop what waits unread.
  package func listen(to group: rtnetlink_groups) throws(NetlinkError) { try listen(to: group.rawValue) }

  /// The same by the group's number in the socket's own protocol (NFNLGRP_).
  package func listen(to group: UInt32) throws(NetlinkError) {
    guard unsafe nl_socket_add_membership(handle, Int32(group)) == 0 else {
      throw NetlinkError(operation: "listen to changes", errno: Glibc.errno)
    }
  }

  /// What was told since the last call, without waiting. Throws ENOBUFS when more was told than there was room for:
  /// then look at everything anew.
  package func notices() throws(NetlinkError) -> [NetlinkReply] {
    var notices: [NetlinkReply] = []
    while let next = try nextNotices() { notices += next }
    return notices
  }

  /// The next of it that was told in one piece; nil when nothing waits.
  package func nextNotices() throws(NetlinkError) -> [NetlinkReply]? {
    try receive(operation: "listen to changes").map(NetlinkReply.all)
  }

  /// The sequence number of the first message; the others follow it.
  func send(_ messages: [NetlinkMessage], operation: String) throws(NetlinkError) -> UInt32 {
    // What an earlier call left unread would only fill the buffer.
    while (try? receive(operation: operation)) != nil {}
    let first = sequence &+ 1
    var batch: [UInt8] = []
    batch.reserveCapacity(messages.reduce(0) { $0 + NetlinkMessage.headerLength + $1.payload.count })
    for message in messages {
      sequence &+= 1
      message.appendBytes(sequence: sequence, to: &batch)
    }
    while true {
      let sent = unsafe batch.withUnsafeMutableBytes { unsafe nl_sendto(handle, $0.baseAddress, $0.count) }
      if sent >= 0 { return first }
      guard Glibc.errno == EINTR else { throw NetlinkError(operation: operation, errno: Glibc.errno) }
    }
  }

  /// The next datagram from the kernel; nil when there is none.
  func receive(operation: String) throws(NetlinkError) -> [UInt8]? {
    while true {
      var sender = sockaddr_nl()
      var buffer: UnsafeMutablePointer<UInt8>?
      let count = unsafe nl_recv(handle, &sender, &buffer, nil)
      defer { unsafe free(buffer) }
      if count == -NLE_AGAIN || count == 0 { return nil }
      if count == -NLE_MSG_TRUNC {
        throw NetlinkError(operation: operation, errno: EMSGSIZE, text: "the kernel's answer was cut short")
      }
      guard count > 0, let bytes = unsafe buffer else {
        throw NetlinkError(operation: operation, errno: count == -NLE_INTR ? EINTR : Glibc.errno)
      }
      // Other processes may write to this socket too; only the kernel has port 0.
      guard sender.nl_pid == 0 else { continue }
      return unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
  }
}
