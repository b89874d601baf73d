import Testing
import Wire

@Suite("Subjects")
struct SubjectTests {
  private static let router = MACAddress(bits: 0x02_0000_0000_aa)
  private static let all: [(Subject, String)] = [
    (.address(MACAddress(bits: 0x02_0000_0000_99)), "02:00:00:00:00:99"),
    (
      .client(
        RelayedClient(
          .v4(giaddr: IPv4Address(bits: 0x0a09_0001), chaddr: MACAddress(bits: 0x02_0000_0000_c1)),
          behind: router)),
      "02:00:00:00:00:c1 via 10.9.0.1 behind 02:00:00:00:00:aa"
    ),
    (
      .client(
        RelayedClient(
          .v6(
            link: IPv6Address(high: 0x2001_0db8_0009_0000, low: 1),
            peer: IPv6Address(high: 0xfe80 << 48, low: 0xc1)),
          behind: router)), "fe80::c1 via 2001:db8:9::1 behind 02:00:00:00:00:aa"
    ),
    (.line(RelayedLine(circuit: [0x64, 0x30])), "line 6430"),
    (.line(RelayedLine(circuit: [], remote: [1, 2], router: router)), "line /0102 behind 02:00:00:00:00:aa"),
    (
      .line(
        RelayedLine(
          circuit: [0x64], remote: [0xff], relay: .v4(IPv4Address(bits: 0x0a09_0001)), router: router)),
      "line 64/ff of 10.9.0.1 behind 02:00:00:00:00:aa"
    ),
  ]

  @Test("each is written on one line and read again; no shorter text is the same one")
  func texts() {
    for (subject, text) in Self.all {
      #expect("\(subject)" == text)
      #expect(Subject(text) == subject)
      for length in 0..<text.utf8.count { #expect(Subject(String(text.prefix(length))) != subject) }
    }
    #expect(Set(Self.all.map(\.0)).count == Self.all.count)
    #expect(Self.all.map(\.0).shuffled().sorted() == Self.all.map(\.0).sorted())
  }

  @Test(
    "what is none is refused",
    arguments: [
      "", "line", "line ", "line /", "line 6", "line 64 of", "line 64 of x", "line 64 behind x",
      "line 64 on x",
      "line 64 behind 02:00:00:00:00:aa of 10.9.0.1", "02:00:00:00:00:c1 via 10.9.0.1",
      "02:00:00:00:00:c1 via 2001:db8::1 behind 02:00:00:00:00:aa",
      "fe80::1 via 10.9.0.1 behind 02:00:00:00:00:aa",
      "02:00:00:00:00:c1 via 10.9.0.1 behind 10.9.0.1",
      "02:00:00:00:00:c1  via 10.9.0.1 behind 02:00:00:00:00:aa",
      "02:00:00:00:00:c1 via 10.9.0.1 behind 02:00:00:00:00:aa ",
    ])
  func refused(text: String) { #expect(Subject(text) == nil) }

  @Test("a client's address is its own, not its router's")
  func addresses() {
    let subjects = Self.all.map(\.0)
    #expect(subjects.map(\.address) == [MACAddress(bits: 0x02_0000_0000_99), nil, nil, nil, nil, nil])
    #expect(
      subjects.map(\.hardwareAddress) == [
        MACAddress(bits: 0x02_0000_0000_99), MACAddress(bits: 0x02_0000_0000_c1), nil, nil, nil, nil,
      ])
    #expect(
      subjects[1].client?.renewals?.description == "02:00:00:00:00:c1 via 0.0.0.0 behind 02:00:00:00:00:aa")
    #expect(subjects[1].client?.renewals?.renewals == nil && subjects[2].client?.renewals == nil)
  }
}
