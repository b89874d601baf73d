import Daemon
import Foundation
import Leases
import Ledger
import System
import Testing
import Wire

@testable import Notify

/// A sink that does what a test wants.
private struct Stand: NotificationSink {
  var name: String { "stand" }
  var kinds: Set<Event.Kind> = [.block]
  var every: Duration = .zero
  var load = Int.max
  var isTerse = false
  let body: @Sendable (Delivery, Cancellation) -> String?

  func deliver(_ delivery: Delivery, _ cancellation: Cancellation) -> String? { body(delivery, cancellation) }
}

@Suite("The notifier")
struct NotifierTests {
  private let told = Notebook()
  private let complaints = Notebook()

  private func notifier(_ sinks: [any NotificationSink]) -> Notifier {
    Notifier(sinks) { [complaints] in complaints.note($0) }
  }

  private func notifier(hook script: String, timeout: Duration = .seconds(10), in folder: URL) throws
    -> Notifier
  {
    let hook = Hook(name: "test", command: [try Samples.script(script, in: folder)], timeout: timeout)
    return Notifier(hooks: [hook], webhooks: [], mail: nil) { [complaints] in complaints.note($0) }
  }

  private func inScratch(_ body: (URL) throws -> Void) throws {
    let folder = try Samples.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test("says of who was blocked who that is, asked for on the thread of whoever is told")
  func tenants() throws {
    let mac = try #require(Samples.mac)
    let tenant = Tenant(
      address: try #require(IPAddress("192.0.2.50")), hostName: PrintableText("lap\ttop".utf8))
    let gate = LockedValue(false)
    let notifier = Notifier([
      Stand(kinds: [.block, .unblock]) { [told] delivery, _ in
        for entry in delivery.entries {
          let variables = HookSink.environment(entry, host: "h")
          told.note(
            variables.filter { $0.contains("_ADDRESS=") || $0.contains("_CLIENT_NAME=") }.joined(
              separator: " "))
          told.note(EventRecord(entry.event).json(count: 1, tenant: entry.tenant))
        }
        return nil
      }
    ]) { macs in
      gate.wait { $0 ? .found(()) : .again(after: nil) }
      return macs == [mac] ? [mac: tenant] : [:]
    } complain: { [complaints] in
      complaints.note($0)
    }
    notifier.tell(Samples.block())
    gate.change { $0 = true }
    #expect(told.has(2))
    #expect(told.all.first == "DHCPWARD_ADDRESS=192.0.2.50 DHCPWARD_CLIENT_NAME=lap\\x09top")
    #expect(
      told.all.last?.hasSuffix(#""address":"192.0.2.50","client_name":"lap\\x09top","count":1}"#) == true)
    notifier.tell(Samples.end())
    #expect(told.has(4))
    #expect(told.all[2] == "")
    notifier.stop(patience: .seconds(1))
  }

  @Test("never waits: of a hundred thousand events for one who hangs some are told, and how many were not")
  func neverWaits() {
    let gate = LockedValue(false)
    let notifier = notifier([
      Stand { [told] delivery, _ in
        told.note("\(delivery.count) \(delivery.dropped)")
        gate.wait { $0 ? .found(()) : .again(after: nil) }
        return nil
      }
    ])
    notifier.tell(Samples.number(0))
    #expect(told.has(1))
    let start = SystemClock.boot
    for number in 0..<100_000 { notifier.tell(Samples.number(number)) }
    print("100,000 events handed over in \(SystemClock.boot - start)")
    gate.change { $0 = true }
    #expect(told.has(2))
    #expect(told.all == ["1 0", "\(SinkWorker.most) \(100_000 - SinkWorker.most)"])
    notifier.stop(patience: .seconds(5))
  }

  @Test("tells the first at once, and then no more often than wanted; what waits at the end is told then")
  func digests() {
    let notifier = notifier([
      Stand(every: .seconds(3600)) { [told] delivery, _ in
        told.note("\(delivery.entries.count)/\(delivery.count)")
        return nil
      }
    ])
    notifier.tell(Samples.number(0))
    #expect(told.has(1))
    for number in 0..<30 { notifier.tell(Samples.number(number % 3)) }
    usleep(200_000)
    #expect(told.all == ["1/1"])
    notifier.stop(patience: .seconds(5))
    #expect(told.all == ["1/1", "3/30"])
  }

  @Test("what could not be told is counted for the next time, and complained of once")
  func failures() {
    let notifier = notifier([
      Stand { [told] delivery, _ in
        told.note("\(delivery.count) \(delivery.dropped)")
        return told.all.count < 3 ? "it is broken" : nil
      }
    ])
    for count in 1...4 {
      notifier.tell(Samples.number(count))
      #expect(told.has(count))
    }
    notifier.stop(patience: .seconds(5))
    #expect(told.all == ["1 0", "1 1", "1 2", "1 0"])
    #expect(complaints.all == ["it is broken"])
  }

  @Test("nobody is told what he did not ask for, and a slow one keeps nobody else waiting")
  func apart() {
    let notifier = notifier([
      Stand { _, cancellation in cancellation.rest(.seconds(60)) ? nil : "called off" },
      Stand(kinds: [.alarm]) { [told] delivery, _ in
        told.note(delivery.entries.map(\.event.kind.rawValue).joined())
        return nil
      },
    ])
    for event in Samples.events { notifier.tell(event) }
    #expect(told.has(1))
    let start = SystemClock.boot
    notifier.stop(patience: .milliseconds(100))
    #expect(SystemClock.boot - start < .seconds(3))
    #expect(told.all == ["alarm"])
  }

  @Test("a hook gets the event on its standard input and as variables, one at a time")
  func hook() throws {
    try inScratch { (folder) throws in
      let notifier = try notifier(
        hook: """
          #!/bin/sh
          mkdir "\(folder.path)/lock" || exit 9
          sleep 0.05
          { cat; echo "$DHCPWARD_EVENT $DHCPWARD_MAC $DHCPWARD_PORT $DHCPWARD_GUEST"; } >>"\(folder.path)/told"
          rmdir "\(folder.path)/lock"
          """, in: folder)
      for number in 1...5 { notifier.tell(Samples.number(number)) }
      notifier.tell(Samples.number(1))
      notifier.stop(patience: .seconds(20))
      #expect(complaints.all.isEmpty)
      let lines = try String(contentsOf: folder.appending(path: "told"), encoding: .utf8).split(
        separator: "\n")
      #expect(lines.count == 10)
      #expect(lines.first?.hasPrefix(#"{"schema":"dhcpward.event/1","at":"2026-"#) == true)
      #expect(lines.last == "block 02:00:00:00:00:05 vnet3 web1")
    }
  }

  @Test(
    "a hook that fails, is missing, hangs or is too slow is said, and the next event is told to it all the same"
  )
  func badHooks() throws {
    try inScratch { (folder) throws in
      let failing = try notifier(
        hook: "#!/bin/sh\necho no such switch >&2\necho >>\(folder.path)/n\nexit 2\n", in: folder)
      for number in 1...3 { failing.tell(Samples.number(number)) }
      failing.stop(patience: .seconds(20))
      #expect(complaints.all == ["run hook test: exit status 2: no such switch"])
      #expect(try String(contentsOf: folder.appending(path: "n"), encoding: .utf8) == "\n\n\n")

      let hanging = try notifier(hook: "#!/bin/sh\nsleep 60\n", timeout: .milliseconds(100), in: folder)
      hanging.tell(Samples.number(1))
      #expect(complaints.has(2))
      #expect(complaints.all.last == "run hook test: no end after 100ms, and it was ended")
      hanging.stop(patience: .seconds(1))

      let missing = Notifier(
        hooks: [Hook(name: "gone", command: ["/nowhere/hook"])], webhooks: [], mail: nil
      ) { [complaints] in complaints.note($0) }
      for number in 1...3 { missing.tell(Samples.number(number)) }
      missing.stop(patience: .seconds(5))
      #expect(complaints.all.count == 3)
      #expect(
        complaints.all.last?.contains("No such file or directory; see that the program is there") == true)
    }
  }

  @Test("a hook that hangs holds up the end for no longer than said")
  func stops() throws {
    try inScratch { (folder) throws in
      let notifier = try notifier(
        hook: "#!/bin/sh\ntrap '' TERM\n: >\(folder.path)/deaf\nsleep 60 & wait; sleep 60\n",
        timeout: .seconds(60),
        in: folder)
      notifier.tell(Samples.number(1))
      let deadline = Date() + 20
      while !FileManager.default.fileExists(atPath: folder.path + "/deaf"), Date() < deadline { usleep(1000) }
      let start = SystemClock.boot
      notifier.stop(patience: .milliseconds(200))
      let taken = SystemClock.boot - start
      #expect(taken > .seconds(1) && taken < .seconds(6), "\(taken)")
    }
  }
}
