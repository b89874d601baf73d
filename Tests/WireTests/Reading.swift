import TestKit
import Wire

/// What Wire makes of a frame.
func read(_ frame: DHCPv4Frame) -> ClientMessage? { read(frame.bytes, link: frame.link) }

/// What Wire makes of octets.
func read(_ bytes: [UInt8], link: LinkType = .ethernet) -> ClientMessage? {
  Frame.clientMessage(in: bytes.span, link: link)
}

/// The kind of message in a right frame that was changed.
func kind(_ change: (inout DHCPv4Frame) -> Void) -> MessageKind? { read(DHCPv4Frame(change: change))?.kind }
