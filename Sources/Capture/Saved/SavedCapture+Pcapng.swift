import Wire

extension SavedCapture {
  /// Lends the packets of a pcapng file, section by section.
  ///
  /// Frames of an interface of a refused link type are left out; at the end they are an error when the file described no
  /// other.
  mutating func forEachBlock(
    upTo limit: Int, _ body: (borrowing Span<UInt8>, SavedFrame) -> Void
  ) throws(CaptureError) {
    while frames < limit, let block = try nextBlock() {
      switch block.type {
      case PcapngBlock.sectionHeader: break
      case PcapngBlock.interfaceDescription: try describeInterface(block)
      default:
        let snapshot = progress.section?.interfaces.first?.snapshot ?? 0
        let packet = PcapngPacket(block, source, snapshot: snapshot)
        if let frame = try frame(of: packet) {
          frames += 1
          source.lend(at: packet.start, count: packet.captured) { body($0, frame) }
        }
      }
      source.consume(block.length)
    }
    if let refused = progress.refused, !progress.hasAccepted, frames < limit {
      throw .refusedLink(source.name, refused)
    }
  }

  /// The next block that is read, all of it available; nil at the end of the file.
  private mutating func nextBlock() throws(CaptureError) -> PcapngBlock? {
    while try source.fill(12) {
      progress.blocks += 1
      if source.word(at: 0) == PcapngBlock.sectionHeader { try beginSection() }
      guard let order = progress.section?.order else { throw damaged("the first block is no section header") }
      let block = PcapngBlock(
        order: order, type: order(source.word(at: 0)), length: Int(order(source.word(at: 4))))
      guard block.isSane else {
        throw damaged(
          "block \(progress.blocks) of type \(block.type) claims a length of \(block.length) bytes")
      }
      if block.isRead {
        guard try source.fill(block.length) else { throw cutOff(after: source.available, of: block.length) }
        try check(trailer: source.word(at: block.length - 4), of: block)
        return block
      }
      let had = try source.skip(block.length - 4)
      guard try source.fill(4) else { throw cutOff(after: had + source.available, of: block.length) }
      try check(trailer: source.word(at: 0), of: block)
      source.consume(4)
    }
    guard source.available == 0 else {
      throw cutOff("the header of block \(progress.blocks + 1)", after: source.available, of: 12)
    }
    return nil
  }

  private mutating func beginSection() throws(CaptureError) {
    guard try source.fill(16) else {
      throw cutOff("the header of block \(progress.blocks)", after: source.available, of: 16)
    }
    guard let section = PcapngSection(source) else {
      throw damaged("block \(progress.blocks) begins a section of an unknown byte order or version")
    }
    progress.described += progress.section?.interfaces.count ?? 0
    progress.section = section
  }

  private mutating func describeInterface(_ block: PcapngBlock) throws(CaptureError) {
    guard let count = progress.section?.interfaces.count, count < PcapngSection.maximumInterfaces else {
      throw damaged("block \(progress.blocks) describes one interface too many")
    }
    let interface = PcapngInterface(source, block)
    progress.section?.interfaces.append(interface)
    if interface.link != nil {
      progress.hasAccepted = true
    } else if progress.refused == nil {
      progress.refused = interface.linkNumber
    }
  }

  /// What is known of a packet, after its time was noted; nil for one that is left out.
  private mutating func frame(of packet: PcapngPacket) throws(CaptureError) -> SavedFrame? {
    let count = progress.section?.interfaces.count ?? 0
    guard packet.interface < count, let interface = progress.section?.interfaces[packet.interface] else {
      throw damaged("block \(progress.blocks) names interface \(packet.interface), of \(count) described")
    }
    guard packet.captured <= min(packet.room, Self.maximumFrame) else {
      throw damaged(
        "block \(progress.blocks) claims \(packet.captured) captured bytes, of at most \(packet.room)")
    }
    guard let link = interface.link else {
      unreadFrames[interface.linkNumber, default: 0] += 1
      return nil
    }
    if let ticks = packet.ticks {
      progress.moment = interface.resolution.moment(ticks)
    } else {
      untimedFrames += 1
    }
    return SavedFrame(
      link: link, at: progress.moment, interface: UInt32(clamping: progress.described + packet.interface),
      isOneOfSeveral: count > 1, isCut: packet.captured < packet.original)
  }

  private func check(trailer: UInt32, of block: PcapngBlock) throws(CaptureError) {
    guard Int(block.order(trailer)) == block.length else {
      throw damaged(
        "block \(progress.blocks) has the length \(block.length) at its head and another at its end")
    }
  }

  private func cutOff(after had: Int, of whole: Int) -> CaptureError {
    cutOff("block \(progress.blocks)", after: had, of: whole)
  }
}
