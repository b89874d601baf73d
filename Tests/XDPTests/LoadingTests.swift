import PacketFilter
import Plans
import Testing

/// The kernel takes the program, whatever policy it is made for.
@Suite struct LoadingTests {
  static let programs = [
    XDPProgram(), XDPProgram(limits: limits((1, 1)), scope: .all),
    XDPProgram(limits: limits((20, 5), (30, 30), (50, 60)), scope: .dhcp),
    XDPProgram(limits: limits((20, 5)), unknownRate: 1), XDPProgram(unknownRate: 10_000, sources: 16),
    XDPProgram(limits: limits((64, 2100), (2, 1), (33, 60), (63, 61)), scope: .llc, pace: 1),
  ]

  @Test(arguments: programs) func policiesAreTaken(program: XDPProgram) throws {
    for purpose in [XDPProgram.Purpose.guarding, .timed, .decoding] {
      let objects = try XDPObjects(program, purpose: purpose)
      #expect(objects.program.name == "dhcpward")
      #expect(objects[.policy] == program.digest)
    }
  }

  @Test func policiesAreToldApart() {
    #expect(Set(Self.programs.map(\.digest)).count == Self.programs.count)
  }

  static func limits(_ some: (Int, Int)...) -> [XDPProgram.Limit] {
    some.compactMap { XDPProgram.Limit(count: $0.0, window: .seconds($0.1)) }
  }
}
