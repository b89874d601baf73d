import Flood
import TestKit
import Testing
import Wire

@Suite("The tally") struct TallyTests {
  @Test("sources come by messages, most first, equals by MAC") func order() {
    var tally = Tally()
    for (number, times) in [(3, 2), (1, 2), (2, 5), (4, 1)] {
      for _ in 0..<times { tally.note(message(stranger(number)), at: epoch) }
    }
    #expect(tally.sources.map(\.mac) == [2, 1, 3, 4].map(stranger))
    #expect(tally.messages == 10 && tally.count == 4)
  }

  @Test("kinds, relayed and malformed are counted apart") func kinds() {
    var tally = Tally()
    tally.note(message(), at: epoch)
    tally.note(message(someone, .request, giaddr: 1), at: epoch)
    tally.note(ClientMessage(source: someone, kind: .malformed), at: epoch)
    let source = tally.sources[0]
    #expect(source.kinds == [.discover: 1, .request: 1, .malformed: 1])
    #expect(source.messages == 3 && source.relayed == 1 && source.malformed == 1 && source.chaddrs == 1)
    #expect(tally.malformed == 1)
  }

  @Test("first and last are the earliest and latest, in whatever order they come") func times() {
    var tally = Tally()
    #expect(tally.first == nil && tally.last == nil)
    for seconds in [5, 9, 1, 7] { tally.note(message(), at: epoch + .seconds(seconds)) }
    #expect(tally.first == epoch + .seconds(1) && tally.last == epoch + .seconds(9))
    #expect(tally.sources[0].first == tally.first && tally.sources[0].last == tally.last)
  }

  @Test("VLANs of all tags are gathered") func vlans() {
    var tally = Tally()
    for ids in [[10], [], [20, 10], [10], [30]] as [[UInt16]] {
      var tagged = message()
      for id in ids { _ = tagged.vlans.append(VLANID(tagControl: id)) }
      tally.note(tagged, at: epoch)
    }
    tally.note(message(stranger(1)), at: epoch)
    #expect(tally.sources[0].vlans.map(\.number) == [10, 20, 30])
    #expect(tally.sources[1].vlans.isEmpty)
  }

  @Test("counts equal a naive recount, one by one and in batches") func recount() {
    var generator = SeededGenerator(seed: 3)
    let arrivals = (0..<30_003).map { number in
      let source = stranger(.random(in: 0..<400, using: &generator))
      let chaddr = Bool.random(using: &generator) ? source : stranger(.random(in: 0..<50, using: &generator))
      let kind = MessageKind.allCases.randomElement(using: &generator) ?? .bootp
      return Arrival(message: message(source, kind, chaddr: chaddr), at: epoch + .milliseconds(number))
    }
    var single = Tally()
    var batched = Tally()
    for arrival in arrivals { single.note(arrival.message, at: arrival.at) }
    batched.note(contentsOf: arrivals)
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
}
