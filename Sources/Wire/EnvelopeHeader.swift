/// A header of a capture that says what the frame behind it is: PPI, or PKTAP of macOS.
struct EnvelopeHeader {
  /// What the frame begins with; nil for what is not read.
  let link: LinkType?
  /// Where the frame is.
  let payload: Range<Int>

  /// PPI (CACE Technologies, PPI Packet Header 1.0.10 §3.1); nil when it is not all there.
  init?(ppi bytes: Span<UInt8>) {
    guard bytes.count >= 8 else { return nil }
    self.init(bytes, length: UInt32(bytes.littleEndian16(at: 2)), type: bytes.littleEndian32(at: 4))
  }

  /// PKTAP (xnu, bsd/net/pktap.h); nil when it is not all there.
  init?(pktap bytes: Span<UInt8>) {
    guard bytes.count >= 12 else { return nil }
    self.init(bytes, length: bytes.littleEndian32(at: 0), type: bytes.littleEndian32(at: 8))
  }

  private init?(_ bytes: Span<UInt8>, length: UInt32, type: UInt32) {
    guard length >= 8, length <= bytes.count else { return nil }
    payload = Int(length)..<bytes.count
    let inner = UInt16(exactly: type).flatMap(LinkType.init)
    // One in another would be read without end.
    link = inner == .perPacketInformation || inner == .pktap ? nil : inner
  }
}
