/// A BPF program in the making, and done: instructions, and labels for where they go on.
public struct Assembly: Hashable, Sendable {
  /// First to last.
  public private(set) var instructions: [Instruction] = []
  private var labels = 0

  init() {}

  mutating func add(_ some: Instruction...) { instructions += some }
  mutating func add(_ some: [Instruction]) { instructions += some }

  /// A label that no other has.
  mutating func fresh(_ name: String) -> String {
    labels += 1
    return "\(name)_\(labels)"
  }

  /// How many times eight octets the kernel is handed.
  public var count: Int { instructions.reduce(0) { $0 + $1.slots } }

  /// One line an instruction, labels at the margin.
  public var text: String {
    instructions.map { instruction in
      if case .label = instruction { instruction.text + "\n" } else { "    " + instruction.text + "\n" }
    }.joined()
  }

  /// What bpf(2) is handed (BPF_PROG_LOAD), given the descriptors of the maps.
  public func code(_ descriptor: (XDPMap) -> Int32) -> [UInt8] {
    var places: [String: Int] = [:]
    var at = 0
    for instruction in instructions {
      if case .label(let name) = instruction {
        precondition(
          places.updateValue(at, forKey: name) == nil, "label \(name) of a BPF program is there twice")
      }
      at += instruction.slots
    }
    var code: [UInt8] = []
    code.reserveCapacity(8 * at)
    for instruction in instructions {
      let here = code.count / 8
      instruction.append(
        to: &code,
        offset: { label in
          guard let place = places[label], let offset = Int16(exactly: place - here - 1) else {
            preconditionFailure("label \(label) of a BPF program is missing or too far")
          }
          return offset
        }, descriptor: descriptor)
    }
    return code
  }
}
