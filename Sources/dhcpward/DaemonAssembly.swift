import Config
import Control
import Daemon
import Flood
import Ledger
import Notify
import ServerDiscovery
import System
import Wire

/// What a daemon has around it, by its settings: its log, its memory, whoever it tells, and what it serves.
final class DaemonAssembly {
  let log: RateLimitedLog
  let ledger: Ledger?
  private let configuration: Configuration
  private let notifier: Notifier
  private let sink: EventLog
  private let group: UInt32?
  private let isDryRun: Bool

  /// Becomes the user that was asked for first; throws when that cannot be had whole.
  /// `usesXDP`: a program is to be put at an XDP hook.
  init(
    _ options: DaemonOptions, _ configuration: Configuration, isInFile: Bool, dryRun: Bool, usesXDP: Bool
  ) throws {
    self.configuration = configuration
    isDryRun = dryRun
    let state = dryRun ? nil : Self.state(options.state, isInFile ? configuration : nil)
    let group = options.group ?? configuration.daemon.group
    var concerns: [String] = []
    if let user = options.user ?? configuration.daemon.user {
      concerns = try OwnedDirectory.prepare(for: user, state: state)
      try Privileges.drop(to: user, group: group, withBPF: usesXDP)
    }
    self.group = try group.map { try Accounts.group($0) }
    let sink = EventLog(format: options.log ?? EventLog.Format(configuration.daemon.log))
    self.sink = sink
    let ledger = state.map { path in
      Ledger(path: path, now: SystemClock.wall, distrust: Self.distrust)
    }
    self.ledger = ledger
    let leases = LeaseLookup { sink.write(Event(at: SystemClock.wall, .note($0, .warning))) }
    let notifier = Notifier(
      hooks: dryRun ? [] : configuration.hooks.map(Hook.init),
      webhooks: dryRun ? [] : configuration.webhooks.map(Webhook.init),
      mail: dryRun ? nil : configuration.mail.to.map { Mail($0, configuration.mail) },
      whoIs: { leases.tenants($0) }
    ) { line in sink.write(Event(at: SystemClock.wall, .failure(.other, line))) }
    self.notifier = notifier
    log = RateLimitedLog(at: SystemClock.boot) { event in
      sink.write(event)
    } observe: { event in
      if event.kind != .note { ledger?.record(EventRecord(event)) }
      notifier.tell(event)
    }
    guard !dryRun else { return }
    for words in concerns + Self.distrusted(configuration) { warn(words) }
  }

  /// What is served once every interface is guarded.
  func services(_ daemon: Daemon) -> [any Service] {
    guard !isDryRun else { return [] }
    var services: [any Service] = []
    // Whoever cannot ask is no reason for anybody to go unguarded.
    func serve(_ what: String, _ make: () throws -> any Service) {
      do {
        services.append(try make())
      } catch {
        warn("\(what) not served, the interfaces are guarded all the same: \(error)", .error)
      }
    }
    serve("commands are") { try ControlService(daemon.names, group: group) { status(of: $0) } }
    let metrics = configuration.metrics
    if metrics.listen != nil || metrics.textfile != nil {
      serve("metrics are") {
        try MetricsService(listen: metrics.listen.map { "\($0)" }, textfile: metrics.textfile)
      }
    }
    let manager = SystemdNotifier()
    if manager.isPresent { services.append(SupervisionService(manager, daemon)) }
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
    warn(
      "what changed in \(parts.joined(separator: ", ")) holds after a restart (systemctl restart dhcpward)")
  }

  private func warn(_ words: String, _ level: Event.Level = .warning) {
    log.always(
      Event(at: SystemClock.wall, level == .error ? .failure(.grave, words) : .note(words, level)))
  }

  /// Tells what there is left to tell.
  func close() {
    notifier.stop(patience: .seconds(5))
    ledger?.settle(now: SystemClock.wall)
  }

  /// The programs that are not run, as others than root, the daemon's user and `others` could change them: a line each.
  static func distrusted(_ configuration: Configuration, also others: Set<UInt32> = []) -> [String] {
    let hooks = configuration.hooks.compactMap { hook in
      Hook(hook).fault(also: others).map { "hook \(hook.name) is not run, as others could change it: \($0)" }
    }
    let mail = configuration.mail.to.map { Mail($0, configuration.mail) }
    return hooks
      + [mail?.fault(also: others)].compactMap { fault in
        fault.map { "mail is not sent, as others could change \(configuration.mail.sendmail): \($0)" }
      }
  }

  /// Why nothing is to be kept in a directory.
  static func distrust(_ directory: String) -> String? { Trust().fault(ofDirectory: directory)?.description }

  /// The state file that an option, the settings file or the package names; nil for none.
  static func state(_ option: String?, _ configuration: Configuration?) -> String? {
    if let option { return option == "none" ? nil : option }
    return configuration.map(\.daemon.state) ?? StatePath.standard
  }
}

extension EventLog.Format {
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
