import Plans
import Testing
import Wire

@testable import Daemon

/// What a bridge had is remembered while it is whole, not while it is taken apart.
@Suite("The keeper of the bridge")
struct BridgeKeeperTests {
  private let bridge: Bridge
  private let whole: Network
  private func second(_ seconds: Int64) -> BootTime { BootTime(seconds: seconds) }

  init() throws {
    let (name, port) = (try #require(InterfaceName("br0")), try #require(InterfaceName("eth0")))
    let mac = MACAddress(bits: 0x02_0000_0000_01)
    bridge = Bridge(name: name, port: port, address: mac, origin: .watch)
    whole = Network(
      links: [
        Link(name: port, index: 2, kind: .ethernet(""), address: mac, mtu: 1500, isUp: true, master: name),
        Link(name: name, index: 3, kind: .bridge, address: mac, mtu: 1500, isUp: true, alias: bridge.alias),
      ],
      addresses: try ["192.0.2.1/24", "192.0.2.2/24"].map {
        Address(interface: name, prefix: try #require(Prefix($0)))
      })
  }

  private var deleted: Network {
    var network = whole
    network.links.removeLast()
    network.links[0].master = nil
    network.addresses = []
    return network
  }

  private func added(_ plan: Plan) -> [String] {
    plan.changes.compactMap { if case .addAddress(let address) = $0 { "\(address.prefix)" } else { nil } }
  }

  @Test("a bridge that lost its addresses one by one before it went comes back with all of them")
  func dying() throws {
    var keeper = BridgeKeeper(bridge)
    #expect(try keeper.look(at: whole, now: second(0)) == Plan())
    #expect(keeper.settles == nil)
    var dying = whole
    dying.addresses.removeLast()
    #expect(try keeper.look(at: dying, now: second(100)) == Plan())
    #expect(keeper.settles == second(101))
    dying.addresses = []
    dying.links[1].isUp = false
    #expect(try keeper.look(at: dying, now: second(102)) == Plan())
    #expect(added(try keeper.look(at: deleted, now: second(103))) == ["192.0.2.1/24", "192.0.2.2/24"])
  }

  @Test("an address that a person takes from the bridge is forgotten a second later")
  func removed() throws {
    var keeper = BridgeKeeper(bridge)
    _ = try keeper.look(at: whole, now: second(0))
    var less = whole
    less.addresses.removeLast()
    _ = try keeper.look(at: less, now: second(100))
    #expect(try keeper.look(at: less, now: second(101)) == Plan())
    #expect(keeper.settles == nil)
    #expect(added(try keeper.look(at: deleted, now: second(102))) == ["192.0.2.1/24"])
  }

  @Test("an address that comes is remembered at once")
  func came() throws {
    var keeper = BridgeKeeper(bridge)
    _ = try keeper.look(at: whole, now: second(0))
    var more = whole
    more.addresses.append(Address(interface: bridge.name, prefix: try #require(Prefix("192.0.2.3/24"))))
    _ = try keeper.look(at: more, now: second(1))
    #expect(keeper.settles == nil)
    #expect(added(try keeper.look(at: deleted, now: second(1))).count == 3)
  }

  @Test("the port's device is missed, and found again")
  func port() throws {
    var keeper = BridgeKeeper(bridge)
    _ = try keeper.look(at: whole, now: second(0))
    var without = whole
    let port = without.links.removeFirst()
    #expect(try keeper.look(at: without, now: second(1)) == Plan())
    #expect(keeper.isPortGone)
    var back = without
    back.links.append(port)
    back.links[1].master = nil
    #expect(
      try keeper.look(at: back, now: second(2)) == Plan([.enslave(port: bridge.port, bridge: bridge.name)]))
    #expect(!keeper.isPortGone)
  }
}
