import Blocks
import Flood
import Plans
import Testing
import Wire

/// Blocks that hold at one port of a bridge, and that say where their sources are.
@Suite("Blocks and ports")
struct BlockPortTests {
  private let now = Samples.at(100)
  private let flooder = Samples.flooder

  @Test("where the source is found out goes into the block, and is told with it")
  func place() {
    var carrier = Carrier()
    carrier.behind = Samples.place("vnet1")
    let actions = carrier.propose(now: now)
    #expect(actions.changes.count == 2 && actions.put.last?.remark?.behind == carrier.behind)
    #expect(actions.put.last?.lifetime == .seconds(300))
    guard case .blocked(let block, _, _, let inForce)? = actions.events.last else {
      Issue.record("\(actions)")
      return
    }
    #expect(block.remark?.behind == carrier.behind && inForce == now.wall && actions.events.count == 1)
  }

  @Test("a block is in force though it cannot say where")
  func notPlaced() {
    var carrier = Carrier()
    carrier.behind = Samples.place("vnet1")
    carrier.fails = { if case .place = $0.purpose { true } else { false } }
    let actions = carrier.propose(now: now)
    #expect(actions.events.first == .failed(.place, flooder, "no"))
    guard case .blocked(let block, _, _, _)? = actions.events.last else {
      Issue.record("\(actions)")
      return
    }
    #expect(block.remark?.behind == nil && carrier.keys(now) == [Samples.key()])
  }

  @Test("in ebtables a rule cannot say it, and it is told all the same")
  func ebtables() {
    var carrier = Carrier(.ebtables)
    carrier.behind = Samples.place("vnet1")
    let actions = carrier.propose(now: now)
    #expect(actions.changes.count == 1)
    #expect(carrier.table.block(of: flooder)?.remark?.behind == carrier.behind)
  }

  @Test("a source that floods at another port is blocked there; where it had dropped next to nothing it ends")
  func moved() {
    var carrier = Carrier(isAtPort: true)
    carrier.propose(at: "vnet0", now: Samples.at(0))
    carrier.count = .packets(19)
    let actions = carrier.propose(strikes: 2, at: "vnet1", now: now)
    let (old, new) = (Samples.key(port: "vnet0"), Samples.key(port: "vnet1"))
    #expect(actions.reads == [.move] && actions.taken == [old])
    #expect(actions.written.contains(.end(old, at: now.wall)))
    #expect(carrier.keys(now) == [new] && carrier.table.isOwn(new))
    #expect(!actions.orders.contains(.release(flooder, strikes: .stay)))
  }

  @Test("where it had dropped a flood both stand, and the old one ends by itself")
  func stays() {
    var carrier = Carrier(isAtPort: true)
    carrier.propose(at: "vnet0", now: Samples.at(0))
    carrier.count = .packets(20)
    #expect(carrier.propose(at: "vnet1", now: now).taken == [])
    #expect(carrier.table.count(now: now) == (2, 1))
    let actions = carrier.tick(Samples.at(300))
    #expect(actions.taken == [] && actions.events == [])
    #expect(actions.written == [.end(Samples.key(port: "vnet0"), at: Samples.wall(300))])
    #expect(carrier.keys(Samples.at(300)) == [Samples.key(port: "vnet1")])
  }

  @Test("in ebtables the old one is ended in any case")
  func movedInEbtables() {
    var carrier = Carrier(.ebtables, isAtPort: true)
    carrier.propose(at: "vnet0", now: Samples.at(0))
    carrier.count = .packets(1000)
    let actions = carrier.propose(at: "vnet1", now: now)
    #expect(actions.reads == [] && actions.taken == [Samples.key(port: "vnet0")])
  }

  @Test("one that is blocked at one port and heard at another is judged anew, once")
  func elsewhere() {
    var carrier = Carrier(isAtPort: true)
    carrier.propose(at: "vnet0", now: Samples.at(0))
    let key = Samples.key(port: "vnet0")
    func heard(_ port: String) -> Observation {
      .counted(key, .escape(vlan: nil), .packets(3), behind: Samples.place(port))
    }
    #expect(carrier.observe(heard("vnet0"), now: now) == [])
    #expect(carrier.observe(heard("vnet1"), now: now) == [.engine([.release(flooder, strikes: .takeBack)])])
    #expect(carrier.observe(heard("vnet1"), now: now) == [])
  }
}
