import Config
import Flood
import Herald
import Kernel
import Ledger
import Rules
import Watchdog
import Wire

/// What a daemon has around it, by its settings: its log, its memory, whoever it tells, and what it serves.
final class Household {
  let log: Log
  let ledger: Ledger?
  private let configuration: Configuration
  private let herald: Herald
  private let sink: LogSink
  private let group: UInt32?
  private let isDryRun: Bool

  /// Becomes the user that was asked for first; throws when that cannot be had whole.
  init(_ options: HouseholdOptions, _ configuration: Configuration, isInFile: Bool, dryRun: Bool) throws {
    self.configuration = configuration
    isDryRun = dryRun
    let state = dryRun ? nil : Self.state(options, configuration, isInFile: isInFile)
    let group = options.group ?? configuration.daemon.group
    if let user = options.user ?? configuration.daemon.user {
      try OwnedDirectory.prepare(for: user, state: state)
      try Privileges.drop(to: user, group: group)
    }
    self.group = try group.map { try Accounts.group($0) }
    let sink = LogSink(format: options.log ?? LogSink.Format(configuration.daemon.log))
    self.sink = sink
    let ledger = state.map { Ledger(path: $0, now: WallClock.now) }
    self.ledger = ledger
    let herald = Herald(
      hooks: dryRun ? [] : configuration.hooks.map(Hook.init),
      webhooks: dryRun ? [] : configuration.webhooks.map(Webhook.init),
      mail: dryRun ? nil : configuration.mail.to.map { Mail($0, configuration.mail) }
    ) { line in sink.write(Event(at: WallClock.now, .failure, level: .warning, line)) }
    self.herald = herald
    log = Log(at: WallClock.steady) { event in
      sink.write(event)
    } observe: { event in
      if event.kind != .note { ledger?.record(HistoryEntry(event)) }
      herald.tell(event)
    }
  }

  /// What is served once every interface is guarded.
  func services(_ watchdog: Watchdog) throws -> [any Service] {
    guard !isDryRun else { return [] }
    var services: [any Service] = [try ControlService(watchdog.names, group: group)]
    let metrics = configuration.metrics
    if metrics.listen != nil || metrics.textfile != nil {
      services.append(try MetricsService(listen: metrics.listen.map { "\($0)" }, textfile: metrics.textfile))
    }
    let manager = ServiceManager()
    if manager.isPresent { services.append(SupervisionService(manager, watchdog)) }
    return services
  }

  /// Of settings that were read again: says what holds only after a restart.
  func compare(with fresh: Configuration) {
    var parts: [String] = []
    if fresh.daemon != configuration.daemon { parts.append("[daemon]") }
    if fresh.metrics != configuration.metrics { parts.append("[metrics]") }
    if fresh.hooks != configuration.hooks { parts.append("[hook]") }
    if fresh.webhooks != configuration.webhooks { parts.append("[webhook]") }
    if fresh.mail != configuration.mail { parts.append("[mail]") }
    guard !parts.isEmpty else { return }
    log.always(
      Event(
        at: WallClock.now, .note, level: .warning,
        "what changed in \(parts.joined(separator: ", ")) holds after a restart (systemctl restart dhcpward)")
    )
  }

  /// Tells what there is left to tell.
  func close() {
    herald.stop(patience: .seconds(5))
    ledger?.settle(now: WallClock.now)
  }

  private static func state(
    _ options: HouseholdOptions, _ configuration: Configuration, isInFile: Bool
  ) -> String? {
    if let state = options.state { return state == "none" ? nil : state }
    if isInFile { return configuration.daemon.state }
    return StatePath.standard
  }
}

extension LogSink.Format {
  fileprivate init(_ log: Configuration.Daemon.Log) {
    self =
      switch log {
      case .auto: .auto
      case .text: .text
      case .json: .json
      case .journal: .journal
      }
  }
}

extension Hook {
  fileprivate init(_ hook: Configuration.Hook) {
    self.init(name: hook.name, command: hook.command, events: hook.events, timeout: hook.timeout)
  }
}

extension Webhook {
  fileprivate init(_ webhook: Configuration.Webhook) {
    self.init(
      name: webhook.name, url: webhook.url, events: webhook.events, timeout: webhook.timeout,
      every: webhook.every)
  }
}

extension Mail {
  fileprivate init(_ to: String, _ mail: Configuration.Mail) {
    self.init(to: to, from: mail.from ?? "", events: mail.events, every: mail.every, sendmail: mail.sendmail)
  }
}

extension HistoryEntry {
  /// A row of the history.
  fileprivate init(_ event: Event) {
    self.init(
      at: event.at, kind: event.kind.rawValue, level: event.level.rawValue, interface: event.interface,
      mac: event.mac, message: event.message, reason: event.reason, origin: event.origin, scope: event.scope,
      length: event.length, strikes: event.strikes, alarm: event.alarm?.rawValue, behind: event.behind,
      vendor: event.vendor, delay: event.delay)
  }
}
