import Placement
import Plans
import PlansKit
import Testing
import Wire

@Suite("Where a source is")
struct PortMapTests {
  private let flooder = Sample.flooder

  private func entry(_ port: String, age: Int, bridge: String = "virbr0") -> ForwardingEntry {
    ForwardingEntry(mac: flooder, bridge: name(bridge), port: name(port), age: .seconds(age))
  }

  @Test("a source is where it was heard last, in whatever order the bridges tell")
  func freshest() {
    let entries = [entry("vnet1", age: 9), entry("vnet2", age: 2), entry("eth1", age: 5, bridge: "virbr1")]
    for list in [entries, entries.reversed()] {
      #expect(PortMap(list).whereabouts(of: flooder)?.port == name("vnet2"))
    }
    #expect(PortMap(entries).whereabouts(of: mac("02:00:00:00:00:01")) == nil)
  }

  @Test("a source that was heard in two VLANs of a port counts once")
  func counted() {
    let entries = [1, 2].map { vlan in
      ForwardingEntry(mac: flooder, bridge: name("virbr0"), port: name("vnet1"), vlan: vlan)
    }
    #expect(PortMap(entries).sourceCount(at: name("vnet1")) == 1)
    #expect(PortMap(entries).sourceCount(at: name("vnet2")) == 0)
  }

  @Test("the guest's name goes with the port")
  func guest() {
    let map = PortMap(
      [entry("vnet1", age: 0)], guests: Guests([DomainStatus(name: "web1", ports: [name("vnet1")])]))
    #expect(map.whereabouts(of: flooder)?.description == "vnet1, guest web1")
    #expect(map[name("vnet2")].description == "vnet2")
  }

  @Test("a remark says for which time it is, and words that look like that are told from it")
  func strikes() {
    for strikes in [1, 2, 99] {
      for reason in ["20 messages in 5 s", "x3 is a guest", "x", "x100 of them"] {
        let remark = BlockComment(origin: .watch, since: Sample.since, reason: reason, strikes: strikes)
        #expect(BlockComment(remark.description) == remark)
      }
    }
    #expect(BlockComment("watch 2026-11-23T16:07:00Z 20 messages in 5 s")?.strikes == 1)
    #expect(BlockComment("watch 2026-11-23T16:07:00Z x3 20 messages in 5 s")?.strikes == 3)
  }

  @Test(
    "a remark keeps the place apart from the reason",
    arguments: [
      nil, Whereabouts(port: name("vnet3")), Whereabouts(port: name("vnet3"), guest: "web1, the 2nd"),
    ])
  func remark(place: Whereabouts?) {
    let remark = BlockComment(
      origin: .watch, since: Sample.since, reason: "20 messages in 5 s: much", behind: place)
    #expect(BlockComment(remark.description) == remark)
  }

  @Test("a guest's name leaves room for the reason, and cannot be taken for it")
  func longName() throws {
    let place = Whereabouts(port: name("fifteen-letters"), guest: "a: b" + String(repeating: "é", count: 100))
    let remark = BlockComment(
      origin: .watch, since: Sample.since, reason: "20 messages in 5 s", behind: place)
    let read = try #require(BlockComment(remark.description))
    #expect(read.reason == "20 messages in 5 s")
    #expect(read.behind?.port == place.port)
    #expect(read.behind?.guest?.hasPrefix("a? b") == true)
  }

  @Test("a remark of somebody else's that begins like a place is a reason")
  func notAPlace() {
    for reason in ["behind", "behind the moon: far", "behind a/b: c", "behind : "] {
      let remark = BlockComment("hand 2026-11-23T16:07:00Z \(reason)")
      #expect(remark?.behind == nil && remark?.reason == reason)
    }
  }
}
