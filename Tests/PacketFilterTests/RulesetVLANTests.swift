import Plans
import Testing
import Wire

@testable import PacketFilter

/// Filters of tagged frames in a real kernel.
@Suite(.serialized, .inPrivateNamespace)
struct RulesetVLANTests {
  private let filter: VLANFilter

  init() throws {
    try RulesetKit.clear()
    filter = VLANFilter(
      port: try #require(InterfaceName("rsport")),
      vlans: [VLAN(id: VLANID(tagControl: 10)), VLAN(id: VLANID(tagControl: 20), tag: .service)])
  }

  private func install(_ filter: VLANFilter) throws { try NFTables(.vlan(filter.port)).install(filter) }

  private func standing() throws -> [VLANFilter] { try NFTables().vlanFilters() }

  @Test(
    "the table by netlink is what nft lists after loading the printed one",
    arguments: ["rsport", "a@b-c_d.9"])
  func sameAsText(port: String) throws {
    for vlans in [[], filter.vlans] {
      let filter = VLANFilter(port: try #require(InterfaceName(port)), vlans: vlans)
      try install(filter)
      let ours = try RulesetKit.listing()
      #expect(try standing() == [filter])
      try RulesetKit.clear()
      try RulesetKit.tool("nft", "-f", "-", input: NFTablesText.script(Plan([.installVLANFilter(filter)])))
      #expect(try RulesetKit.listing() == ours)
      #expect(try standing() == [filter])
    }
  }

  @Test("each port has its own, which is changed and removed alone")
  func several() throws {
    let other = VLANFilter(port: try #require(InterfaceName("eth7")))
    try install(filter)
    try install(other)
    #expect(Set(try standing()) == [filter, other])
    try install(VLANFilter(port: filter.port))
    #expect(Set(try standing()) == [VLANFilter(port: filter.port), other])
    for _ in 0..<2 { try NFTables(.vlan(filter.port)).removeTable() }
    #expect(try standing() == [other])
    try NFTables(.vlan(other.port)).removeTable()
    #expect(try RulesetKit.listing().isEmpty)
  }

  @Test(
    "one that somebody changed is read as such",
    arguments: [
      "add rule bridge dhcpward_vlan_rsport prerouting ether type arp accept",
      "insert rule bridge dhcpward_vlan_rsport tagged vlan id 7 return",
      "flush chain bridge dhcpward_vlan_rsport tagged", "flush chain bridge dhcpward_vlan_rsport prerouting",
    ])
  func damaged(edit: String) throws {
    try install(filter)
    try RulesetKit.tool("nft", "-f", "-", input: edit)
    let read = try standing()
    // A VLAN that somebody lets in besides reads as if it were let in, which is not what is wanted either.
    #expect(read.count == 1 && read != [filter])
    try install(filter)
    #expect(try standing() == [filter])
  }

  @Test(
    "of frames of VLANs without a device none reaches a packet socket on the bridge; what is untagged, of VLAN 0, or of one with a device does"
  )
  func frames() throws {
    try RulesetKit.buildBridge()
    let all = Set(Self.stacks)
    #expect(try passing() == all)
    try install(filter)
    // The outer tag decides, as at the NIC.
    #expect(
      try passing() == ["", "8100:0", "88a8:0", "8100:10", "88a8:20", "8100:0 8100:7", "8100:10 8100:7"])
    try install(VLANFilter(port: filter.port))
    #expect(try passing() == ["", "8100:0", "88a8:0", "8100:0 8100:7"])
    let counter = try RulesetKit.tool("nft", "list", "chain", "bridge", "dhcpward_vlan_rsport", "tagged")
    #expect(counter.contains("packets \(3 * (all.count - 4))"))
    // That of another port is no concern of this one.
    try NFTables(.vlan(filter.port)).removeTable()
    try install(VLANFilter(port: try #require(InterfaceName("rsport1"))))
    #expect(try passing() == all)
  }

  private static let stacks = [
    "", "8100:0", "88a8:0", "8100:7", "88a8:7", "8100:10", "88a8:10", "88a8:20", "8100:4095", "8100:7 8100:0",
    "8100:0 8100:7", "8100:10 8100:7", "88a8:7 8100:10",
  ]

  /// Sends three DHCPDISCOVERs behind each stack of tags; gives the stacks of which all three came to the bridge. Of the
  /// others none may have come.
  private func passing() throws -> Set<String> {
    let text = try RulesetKit.tool("python3", "-c", Self.sender, Self.stacks.joined(separator: ","))
    return Set(text.split(separator: "\n").map { String($0.dropLast()) })
  }

  private static let sender = #"""
    import socket, struct, sys
    stacks = sys.argv[1].split(",")
    def frame(number, types):
      dhcp = struct.pack(">BBBBI", 1, 1, 6, 0, number).ljust(236, b"\0") + bytes.fromhex("63825363350101ff")
      def header(check): return struct.pack(">BBHHHBBH8s", 69, 0, 28 + len(dhcp), 1, 0, 64, 17, check, b"\0" * 4 + b"\xff" * 4)
      total = sum(struct.unpack(">10H", header(0)))
      ip = header(~(total + (total >> 16)) & 0xffff)
      udp = struct.pack(">HHHH", 68, 67, 8 + len(dhcp), 0)
      return b"\xff" * 6 + bytes.fromhex("020000000011") + types + ip + udp + dhcp
    def tags(stack):
      pairs = [t.split(":") for t in stack.split()]
      return b"".join(struct.pack(">HH", int(t, 16), 0x2000 | int(v)) for t, v in pairs) + b"\x08\0"
    inside = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)); inside.bind(("rsbr0", 0))
    outside = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); outside.bind(("rswire", 0))
    inside.settimeout(10)
    for number, stack in enumerate(stacks):
      for _ in range(3): outside.send(frame(number, tags(stack)))
    outside.send(frame(0xdeadbeef, b"\x08\0"))
    count = [0] * len(stacks)
    while True:
      data, address = inside.recvfrom(2048)
      place = data.find(bytes.fromhex("01010600"))
      if address[2] == socket.PACKET_OUTGOING or place < 0: continue
      number = int.from_bytes(data[place + 4:place + 8], "big")
      if number == 0xdeadbeef: break
      count[number] += 1
    assert set(count) <= {0, 3}, count
    for stack, some in zip(stacks, count):
      if some: print(stack + ";")
    """#
}
