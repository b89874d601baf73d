import Flood
import Testing
import Wire

@testable import Daemon

@Suite("Messages of a capture of several interfaces")
struct InterfaceMergerTests {
  private let start = Timestamp(seconds: 1_795_432_000)

  private func arrival(_ print: UInt64, _ milliseconds: Int64) -> Arrival {
    let message = ClientMessage(
      source: MACAddress(bits: 0x02_0000_0000_99), kind: .discover, fingerprint: print)
    return Arrival(message: message, at: start + .milliseconds(milliseconds))
  }

  private func add(_ merger: inout InterfaceMerger, _ arrival: Arrival, by interface: UInt64) {
    merger.add(.init(arrival: arrival, interface: interface, isCut: false))
  }

  @Test("come in order of time, those of one moment as they were written")
  func order() {
    var merger = InterfaceMerger()
    for (print, time) in [(1, 30), (2, 10), (3, 20), (4, 10)] as [(UInt64, Int64)] {
      add(&merger, arrival(print, time), by: 0)
    }
    #expect(merger.take(all: true).map(\.arrival.message.fingerprint) == [2, 4, 3, 1])
  }

  @Test("once, whichever interface saw them first")
  func once() {
    var merger = InterfaceMerger()
    for interface in [2, 0, 1] as [UInt64] { add(&merger, arrival(7, Int64(interface)), by: interface) }
    #expect(merger.take(all: true).map(\.arrival) == [arrival(7, 0)] && merger.copies == 2)
  }

  @Test("what comes again at the same interface, or much later at another, is another message")
  func again() {
    var merger = InterfaceMerger()
    for (time, interface) in [(0, 0), (1, 1), (5, 0), (6, 1), (100, 1)] as [(Int64, UInt64)] {
      add(&merger, arrival(7, time), by: interface)
    }
    #expect(merger.take(all: true).map(\.arrival.at) == [0, 5, 100].map { start + .milliseconds($0) })
  }

  @Test("what came before is no copy of what came after, in one capture or in the next")
  func backwards() {
    var merger = InterfaceMerger()
    add(&merger, arrival(7, 5000), by: 0)
    #expect(merger.take(all: true).count == 1)
    for time in 0..<3 as Range<Int64> { add(&merger, arrival(7, time * 1000), by: 1) }
    #expect(merger.take(all: true).count == 3)
    merger.forget()
    add(&merger, arrival(7, 2001), by: 0)
    #expect(merger.take(all: true).count == 1 && merger.copies == 0)
  }

  @Test("what cannot be read is not told apart")
  func malformed() {
    var merger = InterfaceMerger()
    for interface in 0..<3 as Range<UInt64> { add(&merger, arrival(0, 0), by: interface) }
    #expect(merger.take(all: true).count == 3)
  }

  @Test("no more are kept back than may, and none is lost")
  func bounded() {
    var merger = InterfaceMerger()
    var taken = 0
    for number in 0..<200_000 as Range<UInt64> {
      add(&merger, arrival(number + 1, Int64(number)), by: number % 2)
      if merger.isFull { taken += merger.take(all: false).count }
    }
    #expect(taken + merger.take(all: true).count == 200_000)
  }
}
