/// What a run of DHCPv4 options says about the message's type (RFC 2132 §3, §9.3, §9.6).
struct DHCPv4Options {
  /// The first octet of the first option 53 that has one.
  private(set) var type: UInt8?
  /// The first octet of the first option 52 that has one: 1 options in `file`, 2 in `sname`, 3 in both.
  private(set) var overload: UInt8 = 0
  /// An option reaches past the end of the run, so what followed is unknown.
  private(set) var isCut = false
  /// END was read.
  private(set) var isEnded = false

  /// Reads options until the type is found, END, or the end.
  @inline(__always)
  init(_ bytes: Span<UInt8>) {
    var at = 0
    while at < bytes.count {
      let code = bytes[at]
      at += 1
      if code == 0 { continue }
      if code == 255 {
        isEnded = true
        return
      }
      guard at < bytes.count, bytes.count - at - 1 >= Int(bytes[at]) else {
        isCut = true
        return
      }
      let length = Int(bytes[at])
      if length > 0, code == 53 {
        type = bytes[at + 1]
        return
      }
      if length > 0, code == 52, overload == 0 { overload = bytes[at + 1] }
      at += 1 + length
    }
  }
}
