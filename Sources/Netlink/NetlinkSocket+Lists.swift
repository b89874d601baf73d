import Glibc

/// Lists that are not kept whole.
extension NetlinkSocket {
  /// The beginning of a list, at most so many entries, as it is while others change it. What is left of the list waits
  /// unread, so the socket is of no use after this.
  package func beginning(_ count: Int, of message: NetlinkMessage, operation: String) throws(NetlinkError)
    -> ArraySlice<NetlinkReply>
  {
    var replies: [NetlinkReply] = []
    _ = try scan(message, operation: operation) { reply in
      replies.append(reply)
      return replies.count < count
    }
    return replies.prefix(count)
  }

  /// Lists without keeping: each answer is handed to `body`, which says whether to go on. False when it did not; a list
  /// that changed meanwhile is taken as it came.
  package func scan(
    _ message: NetlinkMessage, operation: String, _ body: (NetlinkReply) -> Bool
  ) throws(NetlinkError) -> Bool {
    var message = message
    message.flags = message.flags.union(.dump).subtracting(.acknowledge)
    let sequence = try send([message], operation: operation)
    while let datagram = try receive(operation: operation) {
      for reply in NetlinkReply.all(in: datagram) where reply.sequence == sequence {
        if let verdict = reply.verdict {
          guard verdict.errno == 0 || verdict.errno == EINTR else {
            throw NetlinkError(operation: operation, errno: verdict.errno, text: verdict.text)
          }
          return true
        }
        guard body(reply) else { return false }
      }
    }
    return true
  }
}
