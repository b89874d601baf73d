public import Daemon
public import Leases
import System
public import Wire

/// Tells people and programs what happens: hooks, webhooks, mail. The daemon hands an event over and goes on; whoever is
/// slow, hangs or fails has its own thread to do so in.
public final class Notifier: Sendable {
  /// Who clients are: those of them that are known.
  public typealias WhoIs = @Sendable (Set<MACAddress>) -> [MACAddress: Tenant]

  private let messengers: [SinkWorker]

  /// A notifier; without anybody to tell it has no thread. `complain` is called from other threads with a line for the log,
  /// and once for what fails again and again; what it says must not be told by the notifier itself. `whoIs` is called from
  /// them, too, and may take its time.
  public convenience init(
    hooks: [Hook], webhooks: [Webhook], mail: Mail?, whoIs: @escaping WhoIs = { _ in [:] },
    complain: @escaping @Sendable (String) -> Void
  ) {
    let host = HostName.current
    var sinks: [any NotificationSink] = hooks.map { HookSink(hook: $0, host: host) }
    sinks += webhooks.map { WebhookSink(webhook: $0, host: host) }
    if let mail { sinks.append(MailSink(mail: mail, host: host)) }
    self.init(sinks, whoIs: whoIs, complain: complain)
  }

  init(
    _ sinks: [any NotificationSink], whoIs: @escaping WhoIs = { _ in [:] },
    complain: @escaping @Sendable (String) -> Void
  ) {
    messengers = sinks.map { SinkWorker($0, whoIs: whoIs, complain: complain) }
  }

  /// Hands an event over; never waits. Of more than can be told some are left out, and that is told.
  public func tell(_ event: Event) {
    let now = SystemClock.boot
    for messenger in messengers { messenger.tell(event, at: now) }
  }

  /// Has what waits be told at once, gives that `patience`, ends what still runs then, and returns at the latest some 3 s
  /// after. To be called once.
  public func stop(patience: Duration) {
    let deadline = SystemClock.boot + patience
    for messenger in messengers { messenger.stop() }
    let slow = messengers.filter { !$0.isOver(by: deadline) }
    for messenger in slow { messenger.callOff() }
    let last = SystemClock.boot + ExternalProgram.grace + .seconds(1)
    for messenger in slow { _ = messenger.isOver(by: last) }
  }
}
