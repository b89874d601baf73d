import CNetlink

/// An object of libnl-route (`struct rtnl_link`, `struct rtnl_neigh`), whose only owner this is.
@safe package struct RouteObject: ~Copyable {
  /// What the library's functions take; valid as long as this lives.
  package let pointer: OpaquePointer

  // The library reads some numbers without looking at their length.
  private static let margin = 64

  /// Takes what a function of the library allocated. That it has no memory is as fatal as it is to Swift.
  package init(_ allocated: OpaquePointer?) {
    guard let allocated = unsafe allocated else { preconditionFailure("libnl-route is out of memory") }
    unsafe pointer = unsafe allocated
  }

  /// Reads a message of rtnetlink; nil for one that the library does not understand in all its parts.
  ///
  /// Neighbours it reads whatever the octets are. Links it must not be given unless they are the kernel's own words: it goes
  /// on without looking where a part is missing (docs/architecture.md).
  package init?(_ reply: NetlinkReply) {
    let length = NetlinkMessage.headerLength + reply.payload.count
    guard let message = unsafe nlmsg_alloc_size(length + Self.margin), let header = unsafe nlmsg_hdr(message)
    else { return nil }
    defer { unsafe nlmsg_free(message) }
    unsafe nlmsg_set_proto(message, NETLINK_ROUTE)
    unsafe header.pointee.nlmsg_len = UInt32(length)
    unsafe header.pointee.nlmsg_type = reply.type
    unsafe UnsafeMutableRawBufferPointer(start: nlmsg_data(header), count: reply.payload.count)
      .copyBytes(from: reply.payload)
    var found: OpaquePointer?
    unsafe nl_msg_parse(
      message,
      { object, place in
        unsafe nl_object_get(object)
        unsafe place?.assumingMemoryBound(to: OpaquePointer?.self).pointee = object
      }, &found)
    guard let found = unsafe found else { return nil }
    unsafe pointer = unsafe found
  }

  deinit { unsafe nl_object_put(pointer) }
}

extension NetlinkMessage {
  /// A request that a function of libnl-route (`rtnl_link_build_change_request`) builds: it is given the flags and the place
  /// for its answer, and says 0 when all went well.
  package init(
    flags: Flags = [.acknowledge], building build: (Int32, UnsafeMutablePointer<OpaquePointer?>) -> Int32
  ) {
    var built: OpaquePointer?
    let code = unsafe build(Int32(flags.rawValue), &built)
    guard let message = unsafe built, let header = unsafe nlmsg_hdr(message) else {
      preconditionFailure("libnl-route builds no request: error \(code)")
    }
    defer { unsafe nlmsg_free(message) }
    let payload = unsafe UnsafeRawBufferPointer(
      start: nlmsg_data(header), count: Int(nlmsg_datalen(header)))
    self.init(type: unsafe header.pointee.nlmsg_type, flags: flags, header: unsafe Array(payload))
  }
}
