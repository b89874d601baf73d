/// What is to be done, in order. A value: the printer prints the very plan the kernel applies.
public struct Plan: Hashable, Sendable {
  /// The steps, first to last.
  public var changes: [Change]

  /// A plan of these steps.
  public init(_ changes: [Change] = []) { self.changes = changes }

  /// The plan that takes this one back, newest step first.
  public var undone: Plan { Plan(changes.reversed().map(\.inverse)) }

  /// Nothing is to be done.
  public var isEmpty: Bool { changes.isEmpty }

  /// One plan after another.
  public static func + (first: Plan, second: Plan) -> Plan { Plan(first.changes + second.changes) }
}
