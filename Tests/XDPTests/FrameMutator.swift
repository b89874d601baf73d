/// Changes frames at random, as a sender might: tags, SNAP, options, extension headers, cuts, numbers that decide, bits.
struct FrameMutator {
  private var dice: SplitMix

  init(seed: UInt64) { dice = SplitMix(state: seed) }

  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(dice.next() % UInt64(range.count))
  }

  private mutating func one<T>(of some: [T]) -> T { some[pick(0...some.count - 1)] }

  /// A frame of at least 14 octets.
  mutating func mutated(_ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    for _ in 0..<pick(0...3) {
      switch pick(0...8) {
      case 0: tag(&frame)
      case 1: snap(&frame)
      case 2: options(&frame)
      case 3: extensions(&frame)
      case 4: frame = Array(frame.prefix(pick(14...max(14, frame.count))))
      case 5: if frame.count > 13 { frame[pick(12...min(frame.count, 90) - 1)] = UInt8(pick(0...255)) }
      case 6: number(&frame)
      case 7: if frame.count > 13 { frame[pick(12...min(frame.count, 110) - 1)] ^= 1 << UInt8(pick(0...7)) }
      default: length(&frame)
      }
    }
    return frame + [UInt8](repeating: 0, count: max(0, 14 - frame.count))
  }

  private mutating func tag(_ frame: inout [UInt8]) {
    for _ in 0..<pick(1...4) {
      let type = one(of: [0x8100, 0x88a8, 0x9100])
      let tag = pick(0...4095)
      frame.insert(
        contentsOf: [UInt8(type >> 8), UInt8(type & 255), UInt8(tag >> 8), UInt8(tag & 255)], at: 12)
    }
  }

  private mutating func snap(_ frame: inout [UInt8]) {
    let length = one(of: [max(0, frame.count - 14 + 8) & 0xffff, 8, pick(0...1500), 46])
    frame.insert(
      contentsOf: [
        UInt8(length >> 8 & 255), UInt8(length & 255), 0xaa, 0xaa, 3, 0, 0, one(of: [0, 0xf8, 1]),
      ], at: 12)
  }

  private mutating func options(_ frame: inout [UInt8]) {
    guard frame.count >= 34, frame[12] == 8, frame[13] == 0 else { return }
    let words = pick(1...10)
    frame[14] = 0x40 | UInt8(min(15, 5 + words))
    frame.insert(contentsOf: [UInt8](repeating: 0, count: 4 * words), at: 34)
  }

  private mutating func extensions(_ frame: inout [UInt8]) {
    guard frame.count >= 54, frame[12] == 0x86, frame[13] == 0xdd else { return }
    var next = frame[20]
    var headers: [UInt8] = []
    for _ in 0..<pick(1...9) {
      let type: UInt8 = one(of: [0, 43, 44, 51, 60])
      let words = type == 44 ? 0 : pick(0...2)
      var body: [UInt8] = [next, UInt8(words)]
      if type == 44 {
        body += [0, one(of: [0, 0, 1, 8, 9]), 0, 0, 0, 1]
      } else {
        body += [UInt8](repeating: 0, count: 6 + (type == 51 ? 4 : 8) * words)
      }
      headers = body + headers
      next = type
    }
    let payload = Int(frame[18]) << 8 | Int(frame[19])
    let promised = one(of: [payload + headers.count, payload, 0]) & 0xffff
    frame[18] = UInt8(promised >> 8)
    frame[19] = UInt8(promised & 255)
    frame[20] = next
    frame.insert(contentsOf: headers, at: 54)
  }

  private mutating func number(_ frame: inout [UInt8]) {
    guard frame.count > 15 else { return }
    let at = pick(12...min(frame.count, 70) - 2)
    let value = one(of: [0, 1, 7, 8, 9, 12, 67, 547, 0x800, 0x86dd, 0x8100, 0xffff])
    frame[at] = UInt8(value >> 8)
    frame[at + 1] = UInt8(value & 255)
  }

  // What a relay, a router or a short message has.
  private mutating func length(_ frame: inout [UInt8]) {
    guard frame.count > 100 else { return }
    switch pick(0...3) {
    case 0: for at in 66..<70 { frame[at] = UInt8(pick(0...1)) }  // giaddr
    case 1:
      frame[22] = one(of: [63, 64, 127, 254, 255, 32, 31, 223, 95, 96])
      for at in 0..<4 { frame[54 + at] = frame[26 + at] }  // ciaddr, the IP source
    case 2: frame[21] = one(of: [63, 64, 127, 254, 1])
    default:
      frame[22] = UInt8(pick(0...255))
      frame[62] = one(of: [1, 3, 12, 7, 14, 20])
    }
  }
}

/// A generator that gives the same numbers every time.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}
