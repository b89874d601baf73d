import TestKit
import Wire

/// What Wire makes of a frame.
func read(_ frame: DHCPv6Frame) -> ClientMessage? { read(frame.bytes, link: frame.link) }

/// The kind of message in a right DHCPv6 frame that was changed.
func kind6(_ change: (inout DHCPv6Frame) -> Void) -> MessageKind? { read(DHCPv6Frame(change: change))?.kind }

/// What Wire shows of a frame.
func evidence(_ bytes: [UInt8], link: LinkType = .ethernet) -> ClientEvidence? {
  Frame.evidence(in: bytes.span, link: link)
}

/// The octets of hexadecimal digits; blanks and line ends are skipped.
func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
