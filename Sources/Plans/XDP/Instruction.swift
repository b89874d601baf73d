/// One instruction of a BPF program, or a mark in its text: a value, without an address.
public enum Instruction: Hashable, Sendable {
  /// How many octets are loaded or stored at once.
  public enum Width: UInt8, Sendable {
    case word = 0x00
    case half = 0x08
    case byte = 0x10
    case double = 0x18
  }

  /// What is computed, in 64 bits.
  public enum Operation: UInt8, Sendable {
    case add = 0x00
    case subtract = 0x10
    case multiply = 0x20
    case divide = 0x30
    case or = 0x40
    case and = 0x50
    case shiftLeft = 0x60
    case shiftRight = 0x70
    case modulo = 0x90
    case xor = 0xa0
    case move = 0xb0
  }

  /// When a branch is taken; numbers are without a sign.
  public enum Comparison: UInt8, Sendable {
    case equal = 0x10
    case above = 0x20
    case atLeast = 0x30
    case differs = 0x50
    case below = 0xa0
  }

  /// A function of the kernel, bpf-helpers(7); the numbers are those of linux/bpf.h.
  public enum Helper: Int32, Sendable {
    case mapLookup = 1
    case mapUpdate = 2
    case mapDelete = 3
    case bootTime = 125
    case ringReserve = 131
    case ringSubmit = 132
    case ringDiscard = 133
    case frameLength = 188
    case loadFrame = 189
  }

  /// `REGISTER = REGISTER OPERATION OPERAND`
  case compute(Operation, Register, Operand)
  /// The low 32 bits alone.
  case truncate(Register)
  /// The low bits from network byte order, or to it.
  case swap(Register, bits: Int32)
  /// Reads what the address register points at, so many octets behind it.
  case load(Width, Register, at: Register, Int16)
  /// Writes there.
  case store(Width, at: Register, Int16, Operand)
  /// Adds the register to what is there, at once for all processors, and gives what was there before.
  case fetchAdd(Width, Register, at: Register, Int16)
  /// Puts the register there, at once for all processors, and gives what was there before.
  case exchange(Width, Register, at: Register, Int16)
  /// A number of 64 bits.
  case constant(Register, UInt64)
  /// A map, for a call.
  case map(Register, XDPMap)
  /// Where the one value of map `state` is, and so many octets on.
  case state(Register, Int32)
  /// Goes on at a label.
  case goto(String)
  /// Goes on there when this is so.
  case branch(String, Register, Comparison, Operand)
  /// Calls a function of the kernel.
  case call(Helper)
  /// Returns `r0`.
  case exit
  /// A place to go on at.
  case label(String)
  /// A line for people.
  case remark(String)

  /// How many times eight octets it takes.
  var slots: Int {
    switch self {
    case .label, .remark: 0
    case .constant, .map, .state: 2
    default: 1
    }
  }
}

// The ways in which programs write them.
extension Instruction {
  static func set(_ register: Register, _ value: Operand) -> Self { .compute(.move, register, value) }
  static func add(_ register: Register, _ value: Operand) -> Self { .compute(.add, register, value) }
  static func subtract(_ register: Register, _ value: Operand) -> Self {
    .compute(.subtract, register, value)
  }
  static func and(_ register: Register, _ value: Operand) -> Self { .compute(.and, register, value) }
  static func or(_ register: Register, _ value: Operand) -> Self { .compute(.or, register, value) }
  static func xor(_ register: Register, _ value: Operand) -> Self { .compute(.xor, register, value) }
  static func shiftLeft(_ register: Register, _ bits: Int32) -> Self {
    .compute(.shiftLeft, register, .number(bits))
  }
  static func shiftRight(_ register: Register, _ bits: Int32) -> Self {
    .compute(.shiftRight, register, .number(bits))
  }
}
