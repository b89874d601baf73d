public import Daemon
import Ledger
public import System

/// A program that is run for each event of some kinds, with the event on its standard input (docs/hooks.md).
public struct Hook: Hashable, Sendable {
  /// What complaints call it.
  public var name: String
  /// The program, a path or a name to be found in the system's directories, and its arguments. No shell reads them.
  public var command: [String]
  /// What it is run for.
  public var events: Set<Event.Kind>
  /// How long it may take; then SIGTERM, and SIGKILL 2 s later, to it and all that it started.
  public var timeout: Duration

  /// A hook from its parts.
  public init(
    name: String, command: [String], events: Set<Event.Kind> = [.block, .alarm],
    timeout: Duration = .seconds(10)
  ) {
    self.name = name
    self.command = command
    self.events = events
    self.timeout = timeout
  }

  /// Why its program is not run: others than root, the daemon's user and `others` could change it. Nil when it is, or is
  /// not there.
  public func fault(also others: Set<UInt32> = []) -> Trust.Fault? {
    command.first.flatMap { Trust(also: others).fault(ofProgram: $0) }
  }
}

struct HookSink: NotificationSink {
  let hook: Hook
  let host: String

  var name: String { "hook \(hook.name)" }
  var kinds: Set<Event.Kind> { hook.events }
  var every: Duration { .zero }
  var load: Int { 1 }
  var isTerse: Bool { true }

  func deliver(_ delivery: Delivery, _ cancellation: Cancellation) -> String? {
    if let fault = hook.fault() {
      return "run \(name): not run, as others could change it: \(fault)"
    }
    for entry in delivery.entries {
      let outcome = ExternalProgram.run(
        hook.command,
        input: EventRecord(entry.event).json(host: host, count: entry.count, tenant: entry.tenant) + "\n",
        environment: Self.environment(entry, host: host), limit: hook.timeout,
        isCalledOff: cancellation.isCalledOff)
      if let words = outcome.complaint(limit: hook.timeout) { return "run \(name): \(words)" }
    }
    return nil
  }

  /// The event once more, as variables: what does not apply is not set.
  static func environment(_ entry: CoalescingQueue.Entry, host: String) -> [String] {
    let event = EventRecord(entry.event)
    let more =
      [
        Field("at", "\(event.at)"), Field("level", event.levelName),
        Field("message", EventRecord.plain(event.message)),
        Field("host", host), Field("count", entry.count),
      ] + (entry.tenant?.fields ?? [])
    return (event.fields() + more).compactMap { field in field.value.map { "\(field.systemName)=\($0)" } }
  }
}
