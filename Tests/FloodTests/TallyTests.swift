import Flood
import TestKit
import Testing
import Wire

@Suite("The tally") struct TallyTests {
  @Test("sources come by messages, most first, equals by MAC") func order() {
    var hindsight = OfflineDetector(policy: .standard)
    for (number, times) in [(3, 2), (1, 2), (2, 5), (4, 1)] {
      for _ in 0..<times { hindsight.note(message(stranger(number)), at: epoch) }
    }
    #expect(hindsight.tally.sources.map(\.mac) == [2, 1, 3, 4].map(stranger))
    #expect(hindsight.tally.messages == 10 && hindsight.tally.count == 4)
  }

  @Test("kinds, relayed and malformed are counted apart") func kinds() {
    var hindsight = OfflineDetector(policy: .standard)
    hindsight.note(message(), at: epoch)
    hindsight.note(message(someone, .request, giaddr: 1), at: epoch)
    hindsight.note(ClientMessage(source: someone, kind: .malformed), at: epoch)
    let source = hindsight.tally.sources[0]
    #expect(source.kinds == [.discover: 1, .request: 1, .malformed: 1])
    #expect(source.messages == 3 && source.relayed == 1 && source.malformed == 1 && source.chaddrs == 1)
    #expect(hindsight.tally.malformed == 1)
  }

  @Test("first and last are the earliest and latest, in whatever order they come") func times() {
    var hindsight = OfflineDetector(policy: .standard)
    #expect(hindsight.tally.first == nil && hindsight.tally.last == nil)
    for seconds in [5, 9, 1, 7] { hindsight.note(message(), at: epoch + .seconds(seconds)) }
    #expect(hindsight.tally.first == epoch + .seconds(1) && hindsight.tally.last == epoch + .seconds(9))
    #expect(
      hindsight.tally.sources[0].first == hindsight.tally.first
        && hindsight.tally.sources[0].last == hindsight.tally.last)
  }

  @Test("VLANs of all tags are gathered") func vlans() {
    var hindsight = OfflineDetector(policy: .standard)
    for ids in [[10], [], [20, 10], [10], [30]] as [[UInt16]] {
      var tagged = message()
      for id in ids { tagged.vlans.append(VLANID(tagControl: id)) }
      hindsight.note(tagged, at: epoch)
    }
    hindsight.note(message(stranger(1)), at: epoch)
    #expect(hindsight.tally.sources[0].vlans.map(\.number) == [10, 20, 30])
    #expect(hindsight.tally.sources[0].chaddrs == 1)
    #expect(hindsight.tally.sources[1].vlans.isEmpty)
  }

  @Test("counts equal a naive recount, one by one and in batches") func recount() {
    var generator = SeededRandom(seed: 3)
    let arrivals = (0..<30_003).map { number in
      let source = stranger(.random(in: 0..<400, using: &generator))
      let chaddr = Bool.random(using: &generator) ? source : stranger(.random(in: 0..<50, using: &generator))
      let kind = MessageKind.allCases.randomElement(using: &generator) ?? .bootp
      var message = message(source, kind, chaddr: chaddr)
      if number % 3 == 0 { message.vlans.append(VLANID(tagControl: 7)) }
      return Arrival(message: message, at: epoch + .milliseconds(number))
    }
    var one = OfflineDetector(policy: .standard)
    var many = one
    for arrival in arrivals { one.note(arrival.message, at: arrival.at) }
    _ = many.note(contentsOf: arrivals)
    let (single, batched) = (one.tally, many.tally)
    let groups = Dictionary(grouping: arrivals, by: \.message.source)
    #expect(single.sources == batched.sources && single.sources.count == groups.count)
    for source in single.sources {
      let group = groups[source.mac] ?? []
      #expect(source.messages == group.count)
      #expect(source.kinds == Dictionary(grouping: group, by: \.message.kind).mapValues(\.count))
      #expect(source.chaddrs == Set(group.map(\.message.chaddr)).count)
      #expect(source.first == group.first?.at && source.last == group.last?.at)
    }
  }

  @Test("the first few that are meant are those of the whole list") func few() {
    var generator = SeededRandom(seed: 5)
    var hindsight = OfflineDetector(policy: .standard)
    for _ in 0..<5000 {
      hindsight.note(message(stranger(.random(in: 0..<900, using: &generator))), at: epoch)
    }
    let tally = hindsight.tally
    for limit in [0, 1, 20, 1000] {
      let meant = tally.sources.filter { $0.mac.bits % 3 == 0 }
      #expect(tally.sources(limit) { $0.bits % 3 == 0 } == Array(meant.prefix(limit)))
    }
  }

  @Test("several addresses named by one source are told apart, its own among them") func chaddrs() {
    var hindsight = OfflineDetector(policy: .standard)
    for chaddr in [1, 2, 1, 1, 3, 2] { hindsight.note(message(chaddr: stranger(chaddr)), at: epoch) }
    #expect(hindsight.tally.sources[0].chaddrs == 3)
    hindsight.note(message(), at: epoch)
    #expect(hindsight.tally.sources[0].chaddrs == 4)
  }
}
