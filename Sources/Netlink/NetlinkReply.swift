/// One message as it was received.
package struct NetlinkReply {
  /// `nlmsg_type`
  package let type: UInt16
  /// `nlmsg_flags`
  let flags: UInt16
  /// `nlmsg_seq`: which request it answers.
  let sequence: UInt32
  /// `nlmsg_pid`: the port of the socket whose request this answers, or tells of.
  package var port: UInt32 = 0
  /// What follows `struct nlmsghdr`.
  package let payload: ArraySlice<UInt8>

  /// NLM_F_DUMP_INTR: what is being listed changed meanwhile.
  var isInterrupted: Bool { flags & 0x10 != 0 }

  /// The attributes after a family's header of `headerLength` bytes.
  package func attributes(after headerLength: Int) -> NetlinkAttributes {
    NetlinkAttributes(payload.dropFirst((headerLength + 3) & ~3))
  }

  /// The messages of one datagram. Bytes that make no whole message end the list.
  static func all(in datagram: [UInt8]) -> [NetlinkReply] {
    var replies: [NetlinkReply] = []
    var rest = datagram[...]
    while let length = rest.nativeNumber(at: 0, as: UInt32.self).map(Int.init),
      length >= NetlinkMessage.headerLength, length <= rest.count,
      let type = rest.nativeNumber(at: 4, as: UInt16.self),
      let flags = rest.nativeNumber(at: 6, as: UInt16.self),
      let sequence = rest.nativeNumber(at: 8, as: UInt32.self),
      let port = rest.nativeNumber(at: 12, as: UInt32.self)
    {
      replies.append(
        NetlinkReply(
          type: type, flags: flags, sequence: sequence, port: port,
          payload: rest.prefix(length).dropFirst(NetlinkMessage.headerLength)))
      rest = rest.dropFirst((length + 3) & ~3)
    }
    return replies
  }

  /// What NLMSG_ERROR or NLMSG_DONE says: an errno, 0 for success, and the kernel's own words (NLMSGERR_ATTR_MSG);
  /// nil for any other message.
  var verdict: (errno: Int32, text: String?)? {
    let isError = type == 2  // NLMSG_ERROR
    guard isError || type == 3 else { return nil }  // NLMSG_DONE
    guard let code = payload.nativeNumber(at: 0, as: Int32.self) else { return (0, nil) }
    guard flags & 0x200 != 0 else { return (0 &- code, nil) }  // NLM_F_ACK_TLVS
    var skipped = 4
    if isError {
      // `struct nlmsgerr` repeats the request, only its header when NLM_F_CAPPED.
      let echoed = payload.nativeNumber(at: 4, as: UInt32.self).map(Int.init) ?? NetlinkMessage.headerLength
      skipped += flags & 0x100 != 0 ? NetlinkMessage.headerLength : (echoed + 3) & ~3
    }
    let text = NetlinkAttributes(payload.dropFirst(skipped))[1]?.text  // NLMSGERR_ATTR_MSG
    return (0 &- code, text)
  }
}
