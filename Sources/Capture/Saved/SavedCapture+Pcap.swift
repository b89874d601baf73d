import Wire

extension SavedCapture {
  /// Lends the records of a pcap file.
  mutating func forEachRecord(
    _ header: PcapHeader, _ body: (borrowing Span<UInt8>, LinkType, Timestamp) -> Void
  ) throws(CaptureError) {
    let order = header.order
    while try source.fill(PcapHeader.recordLength) {
      let captured = Int(order(source.word(at: 8)))
      guard captured <= Self.maximumFrame else {
        throw damaged(
          "record \(frames + 1) claims \(captured) captured bytes, of at most \(Self.maximumFrame)")
      }
      let whole = PcapHeader.recordLength + captured
      guard try source.fill(whole) else {
        throw cutOff("record \(frames + 1)", after: source.available, of: whole)
      }
      let seconds = Int64(order(source.word(at: 0)))
      let fraction = Int64(order(source.word(at: 4)))
      // Neither product nor sum can overflow: each factor but the constants has 32 bits.
      let moment = Timestamp(nanoseconds: seconds * 1_000_000_000 + fraction * header.unit)
      frames += 1
      source.lend(at: PcapHeader.recordLength, count: captured) { body($0, header.link, moment) }
      source.consume(whole)
    }
    guard source.available == 0 else {
      throw cutOff("the header of record \(frames + 1)", after: source.available, of: PcapHeader.recordLength)
    }
  }
}
