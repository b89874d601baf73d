import Wire

extension SavedCapture {
  /// Lends the records of a pcap file.
  mutating func forEachRecord(
    _ header: PcapHeader, upTo limit: Int, _ body: (borrowing Span<UInt8>, SavedFrame) -> Void
  ) throws(CaptureError) {
    let order = header.order
    while frames < limit, try source.fill(PcapHeader.recordLength) {
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
      let frame = SavedFrame(
        link: header.link, at: moment, interface: 0, isOneOfSeveral: false,
        isCut: captured < Int(order(source.word(at: 12))))
      source.lend(at: PcapHeader.recordLength, count: captured) { body($0, frame) }
      source.consume(whole)
    }
    guard frames == limit || source.available == 0 else {
      throw cutOff("the header of record \(frames + 1)", after: source.available, of: PcapHeader.recordLength)
    }
  }
}
