import PacketFilter
import Plans
import TestKit
import Testing
import Wire

/// The program in the kernel and the decoder read every frame alike.
@Suite struct DecoderEqualityTests {
  /// What the decoder says, in the program's words.
  static func verdict(of frame: [UInt8]) -> XDPVerdict {
    guard let message = Frame.clientMessage(in: frame.span, link: .ethernet) else { return .nothing }
    return message.isRelayed ? .relayed : message.isRouted ? .routed : .direct
  }

  @Test func capturesAreReadAlike() throws {
    let program = try XDPObjects(XDPProgram(), purpose: .decoding).program
    var seen: [XDPVerdict: Int] = [:]
    for capture in SavedFrames.all {
      for frame in capture.frames where frame.octets.count >= 14 {
        let found = XDPVerdict(rawValue: try program.run(on: frame.octets).verdict)
        let wanted = Self.verdict(of: frame.octets)
        #expect(found == wanted, "\(capture.name), at \(frame.at)")
        seen[wanted, default: 0] += 1
      }
    }
    #expect(SavedFrames.all.count > 40)
    for verdict in [XDPVerdict.nothing, .direct, .relayed, .routed] { #expect(seen[verdict] ?? 0 > 0) }
  }

  @Test func mutatedFramesAreReadAlike() throws {
    let program = try XDPObjects(XDPProgram(), purpose: .decoding).program
    let seeds = Dictionary(
      SavedFrames.all.flatMap { $0.frames.map(\.octets) }.filter { $0.count >= 34 }
        .map { (Array($0[12..<min($0.count, 60)]), $0) }
    ) { first, _ in first }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    let count = 1_000_000
    var mutator = FrameMutator(seed: 1)
    var dice = SplitMix(state: 2)
    var seen: [XDPVerdict: Int] = [:]
    for _ in 0..<count {
      let frame = mutator.mutated(seeds[Int(dice.next() % UInt64(seeds.count))])
      guard frame.count <= 3400 else { continue }
      let found = XDPVerdict(rawValue: try program.run(on: frame).verdict)
      let wanted = Self.verdict(of: frame)
      if found != .beyond, found != wanted {
        Issue.record("\(String(describing: found)), not \(wanted): \(frame.map { String($0, radix: 16) })")
        return
      }
      seen[wanted, default: 0] += 1
    }
    for verdict in [XDPVerdict.nothing, .direct, .relayed, .routed] {
      #expect(seen[verdict] ?? 0 > count / 1000)
    }
  }
}
