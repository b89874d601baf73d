import Flood
import Plans
import Testing
import Wire

@testable import Blocks

/// Blocks of clients behind a router: nothing of them is the router's.
@Suite("Clients behind a router")
struct ClientTests {
  private let now = Samples.at(100)
  private let router = Samples.flooder
  private let client: Subject
  private let key: Block.Key

  init() {
    let name = RelayedClient.Name.v4(giaddr: IPv4Address(bits: 0x0a09_0001), chaddr: Samples.other)
    client = .client(RelayedClient(name, behind: Samples.flooder))
    key = Block.Key(client, scope: .dhcp)
  }

  private func carrier(_ table: Table = .nftables, scope: Scope = .dhcp) -> Carrier {
    Carrier(table, scope: scope)
  }

  @discardableResult
  private func propose(_ carrier: inout Carrier) -> [BlockAction] {
    let finding = Samples.finding(router, subject: client, now: now)
    carrier.perform(carrier.table.propose(finding, now: now), now: now)
    return carrier.take()
  }

  @Test(
    "a client is blocked though its router never is, for its DHCP alone, and the router is not",
    arguments: [Scope.dhcp, .all])
  func proposed(scope: Scope) {
    var carrier = carrier(scope: scope)
    carrier.table.exemptions.gateways = [router]
    let actions = propose(&carrier)
    #expect(actions.put.map(\.key) == [key] && carrier.keys(now) == [key])
    #expect(carrier.table.isBlocked(client) && !carrier.table.isBlocked(router))
    #expect(carrier.table.standing(of: .address(router), now: now) == nil)
    #expect(!actions.contains(.forgetClient(router)))
    #expect(carrier.table.sets == [BlockSet(clients: .v4)])
  }

  @Test("the router's unblocking leaves its client blocked, and the other way about")
  func apart() throws {
    var carrier = carrier()
    propose(&carrier)
    try carrier.command(.unblock([.address(router)], standing: []), now: now)
    #expect(carrier.keys(now) == [key])
    carrier.propose(router, now: now)
    #expect(carrier.keys(now).count == 2)
    try carrier.command(.unblock([client], standing: []), now: now)
    #expect(carrier.keys(now) == [Samples.key(router)])
  }

  @Test("a client that is allowed by its own address is spared")
  func allowed() {
    var carrier = carrier()
    carrier.table.exemptions.allowed = [Samples.other]
    #expect(propose(&carrier).put.isEmpty && carrier.keys(now) == [])
  }

  @Test("where no rule finds it, it is told once why, and nothing is written or changed")
  func refused() throws {
    for table in [Table.ebtables, .brouting(try #require(InterfaceName("eth0")))] {
      var carrier = carrier(table)
      let actions = propose(&carrier)
      guard case .tell(.failed(.block, client, let words)) = try #require(actions.first), actions.count == 1
      else {
        Issue.record("\(actions)")
        return
      }
      #expect(words.hasPrefix("block \(client): "))
      #expect(carrier.keys(now) == [])
    }
  }

  @Test("what an earlier run left of it is taken over, and put back where it is gone")
  func restored() {
    var first = carrier()
    propose(&first)
    let written = first.table.standing(now: now).map(\.block)
    #expect(written.map(\.key) == [key])
    for standing in [[], [Samples.standing(written[0])]] {
      var second = carrier()
      let actions = second.table.restore(EarlierRun(standing: standing, written: written), now: now)
      second.perform(actions, now: now)
      #expect(second.take().put.map(\.key) == (standing.isEmpty ? [key] : []))
      #expect(second.table.isBlocked(client) && second.keys(now) == [key])
    }
  }

  @Test(
    "one of another mode's that cannot stand here is told of, and keeps no other block from being put back")
  func otherMode() throws {
    var first = carrier()
    propose(&first)
    first.propose(Samples.other, now: now)
    let written = first.table.standing(now: now).map(\.block)
    for table in [Table.ebtables, .brouting(try #require(InterfaceName("eth0")))] {
      var second = carrier(table)
      let actions = second.table.restore(EarlierRun(standing: [], written: written), now: now)
      second.perform(actions, now: now)
      #expect(second.take().put.map(\.key) == [Samples.key(Samples.other)])
      #expect(second.keys(now) == [Samples.key(Samples.other)] && !second.table.isBlocked(client))
      let told = actions.filter { if case .tell(.failed(.block, client, _)) = $0 { true } else { false } }
      #expect(told.count == 1)
    }
  }

  @Test("a block that is heard and gone is put back")
  func escaped() {
    var carrier = carrier()
    propose(&carrier)
    let block = carrier.table.hear(client, at: Samples.wall(200), isBehind: true, now: Samples.at(102))
    #expect(block?.key == key)
    #expect(carrier.table.hear(router, at: Samples.wall(200), isBehind: true, now: Samples.at(102)) == nil)
  }
}
