/// A register of the kernel's BPF machine (Documentation/bpf/standardization/instruction-set.rst): `r0` is what a call
/// gives and a program returns, `r1` to `r5` are what a call takes and loses, `r6` to `r9` outlive calls, `fp` is where the
/// 512 octets of stack end.
public enum Register: UInt8, Sendable {
  case r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, fp
}

/// A register, or a number of 32 bits that is extended with its sign.
public enum Operand: Hashable, Sendable, ExpressibleByIntegerLiteral {
  case register(Register)
  case number(Int32)

  /// A number.
  public init(integerLiteral value: Int32) { self = .number(value) }

  static let r0 = Operand.register(.r0)
  static let r1 = Operand.register(.r1)
  static let r2 = Operand.register(.r2)
  static let r3 = Operand.register(.r3)
  static let r4 = Operand.register(.r4)
  static let r5 = Operand.register(.r5)
  static let r6 = Operand.register(.r6)
  static let r7 = Operand.register(.r7)
  static let r8 = Operand.register(.r8)
  static let r9 = Operand.register(.r9)
  static let fp = Operand.register(.fp)

  /// The number that a load of two octets gives where they are this one in network byte order.
  static func network(_ value: UInt16) -> Operand { .number(Int32(value.bigEndian)) }
}
