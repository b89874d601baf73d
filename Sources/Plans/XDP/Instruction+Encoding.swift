/// The octets of instructions, eight each: code, registers, offset of 16 bits, number of 32 bits (`struct bpf_insn`).
extension Instruction {
  // The classes, and what of the rest stands for 64 bits, memory, and a register as the source.
  private static let load64: UInt8 = 0x18
  private static let loadClass: UInt8 = 0x61
  private static let storeNumber: UInt8 = 0x62
  private static let storeRegister: UInt8 = 0x63
  private static let atomic: UInt8 = 0xc3
  private static let compute32: UInt8 = 0x04
  private static let jump: UInt8 = 0x05
  private static let compute64: UInt8 = 0x07
  private static let bySource: UInt8 = 0x08
  private static let toNetwork: UInt8 = 0xdc
  // BPF_PSEUDO_MAP_FD and BPF_PSEUDO_MAP_VALUE, BPF_ADD | BPF_FETCH, and BPF_XCHG.
  private static let mapDescriptor: UInt8 = 1
  private static let mapValue: UInt8 = 2
  private static let addAndFetch: Int32 = 0x01
  private static let swapBoth: Int32 = 0xe1

  /// Appends its octets in the machine's byte order. `offset` is how many instructions on a label is; `descriptor` gives
  /// that of a map.
  func append(
    to code: inout [UInt8], offset: (String) -> Int16, descriptor: (XDPMap) -> Int32
  ) {
    func put(
      _ operation: UInt8, _ target: Register = .r0, _ source: UInt8 = 0, _ offset: Int16 = 0,
      _ number: Int32 = 0
    ) {
      code.append(operation)
      #if _endian(big)
        code.append(target.rawValue << 4 | source)
      #else
        code.append(source << 4 | target.rawValue)
      #endif
      Self.append(UInt64(UInt16(bitPattern: offset)), octets: 2, to: &code)
      Self.append(UInt64(UInt32(bitPattern: number)), octets: 4, to: &code)
    }
    switch self {
    case .compute(let operation, let target, .number(let number)):
      put(Self.compute64 | operation.rawValue, target, 0, 0, number)
    case .compute(let operation, let target, .register(let source)):
      put(Self.compute64 | operation.rawValue | Self.bySource, target, source.rawValue)
    case .truncate(let target):
      put(Self.compute32 | Operation.move.rawValue | Self.bySource, target, target.rawValue)
    case .swap(let target, let bits): put(Self.toNetwork, target, 0, 0, bits)
    case .load(let width, let target, let address, let at):
      put(Self.loadClass | width.rawValue, target, address.rawValue, at)
    case .store(let width, let address, let at, .number(let number)):
      put(Self.storeNumber | width.rawValue, address, 0, at, number)
    case .store(let width, let address, let at, .register(let source)):
      put(Self.storeRegister | width.rawValue, address, source.rawValue, at)
    case .fetchAdd(let width, let source, let address, let at):
      put(Self.atomic | width.rawValue, address, source.rawValue, at, Self.addAndFetch)
    case .exchange(let width, let source, let address, let at):
      put(Self.atomic | width.rawValue, address, source.rawValue, at, Self.swapBoth)
    case .constant(let target, let value):
      put(Self.load64, target, 0, 0, Int32(truncatingIfNeeded: value))
      put(0, .r0, 0, 0, Int32(truncatingIfNeeded: value >> 32))
    case .map(let target, let map):
      put(Self.load64, target, Self.mapDescriptor, 0, descriptor(map))
      put(0)
    case .state(let target, let at):
      put(Self.load64, target, Self.mapValue, 0, descriptor(.state))
      put(0, .r0, 0, 0, at)
    case .goto(let label): put(Self.jump, .r0, 0, offset(label))
    case .branch(let label, let register, let comparison, .number(let number)):
      put(Self.jump | comparison.rawValue, register, 0, offset(label), number)
    case .branch(let label, let register, let comparison, .register(let other)):
      put(Self.jump | comparison.rawValue | Self.bySource, register, other.rawValue, offset(label))
    case .call(let helper): put(Self.jump | 0x80, .r0, 0, 0, helper.rawValue)
    case .exit: put(Self.jump | 0x90)
    case .label, .remark: break
    }
  }

  private static func append(_ value: UInt64, octets: Int, to code: inout [UInt8]) {
    for place in 0..<octets {
      #if _endian(big)
        let shift = 8 * (octets - 1 - place)
      #else
        let shift = 8 * place
      #endif
      code.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }
}
