import Daemon
import Screen
import Testing
import Wire

@Suite("The pace of snapshots")
struct TalkerRatesTests {
  private func second(_ count: Int64) -> BootTime { BootTime(seconds: 1000 + count) }

  @Test("a rate is what two snapshots differ by, of a blocked source what was dropped")
  func rates() throws {
    var pace = TalkerRates()
    let flooder = TalkerRates.Subject(try Model.interface(), Model.flooder)
    let client = TalkerRates.Subject(try Model.interface(), Model.client)
    func take(_ heard: Int, _ dropped: UInt64, _ calm: Int, at time: Int64) throws {
      pace.take(
        try Model.snapshot(
          [
            Model.talker(Model.flooder, messages: heard, dropped: dropped, verdict: .blocked),
            Model.talker(Model.client, messages: calm),
          ], messages: heard + calm), at: second(time))
    }
    try take(20, 100, 4, at: 0)
    #expect(pace.rate(of: flooder) == nil)
    try take(20, 2100, 5, at: 2)
    #expect(pace.rate(of: flooder) == 1000)
    #expect(pace.rate(of: client) == 0.5)
    #expect(pace.rate(of: TalkerRates.Subject(try Model.interface())) == 0.5)
    #expect(pace.droppedRate(of: TalkerRates.Subject(try Model.interface())) == 1000)
    // The rule was put back, its counter began anew.
    try take(20, 500, 5, at: 3)
    #expect(pace.rate(of: flooder) == 500)
    // The same moment again, or an earlier one, is no new snapshot.
    try take(20, 9999, 5, at: 3)
    #expect(pace.rates(of: flooder) == [1000, 500])
  }

  @Test("the daemon's time counts, unless somebody set its clock")
  func clocks() throws {
    var pace = TalkerRates()
    let client = TalkerRates.Subject(try Model.interface(), Model.client)
    for (messages, here, there, rate) in [
      (0, 0, 0, nil), (20, 1, 2, 10.0), (40, 2, 500, 20), (60, 3, 10, 20),
    ] {
      var snapshot = try Model.snapshot([Model.talker(Model.client, messages: messages)])
      snapshot.at = Timestamp(seconds: 1000 + Int64(there))
      pace.take(snapshot, at: second(Int64(here)))
      #expect(pace.rate(of: client) == rate)
    }
  }

  @Test("no more than a minute is remembered, and nobody who is gone")
  func bounded() throws {
    var pace = TalkerRates()
    let client = TalkerRates.Subject(try Model.interface(), Model.client)
    for moment in 0..<200 {
      pace.take(
        try Model.snapshot([Model.talker(Model.client, messages: moment * 3)]), at: second(Int64(moment)))
    }
    #expect(pace.rates(of: client) == Array(repeating: 3, count: TalkerRates.length))
    for moment in 200..<261 { pace.take(try Model.snapshot([]), at: second(Int64(moment))) }
    #expect(pace.rates(of: client) == [])
  }

  @Test("another daemon's counts are not held against this one's")
  func restarted() throws {
    var pace = TalkerRates()
    let client = TalkerRates.Subject(try Model.interface(), Model.client)
    pace.take(try Model.snapshot([Model.talker(Model.client, messages: 500)]), at: second(0))
    pace.take(
      try Model.snapshot([Model.talker(Model.client, messages: 600)], since: Timestamp(seconds: 5)),
      at: second(1))
    #expect(pace.rate(of: client) == nil)
  }
}
