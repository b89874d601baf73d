public import Daemon
public import System
import Wire

/// A person who is sent digests of events by mail, through sendmail(8) or what stands in for it.
public struct Mail: Hashable, Sendable {
  /// To whom; several are separated by commas.
  public var to: String
  /// From whom; empty leaves that to sendmail.
  public var from: String
  /// What is told by it.
  public var events: Set<Event.Kind>
  /// How much time is between two mails, at least; the first comes at once.
  public var every: Duration
  /// The program, called with `-t -oi`.
  public var sendmail: String

  /// A recipient from its parts.
  public init(
    to: String, from: String = "", events: Set<Event.Kind> = [.block, .alarm, .failure],
    every: Duration = .seconds(600), sendmail: String = "/usr/sbin/sendmail"
  ) {
    self.to = to
    self.from = from
    self.events = events
    self.every = every
    self.sendmail = sendmail
  }

  /// Why the program is not run, as of a hook's.
  public func fault(also others: Set<UInt32> = []) -> Trust.Fault? {
    Trust(also: others).fault(ofProgram: sendmail)
  }
}

struct MailSink: NotificationSink {
  // sendmail takes it into its queue, or has an exchange with another machine first.
  private static let limit: Duration = .seconds(60)

  let mail: Mail
  let host: String

  var name: String { "mail" }
  var kinds: Set<Event.Kind> { mail.events }
  var every: Duration { mail.every }
  var load: Int { SinkWorker.most }
  var isTerse: Bool { false }

  func deliver(_ delivery: Delivery, _ cancellation: Cancellation) -> String? {
    if let fault = mail.fault() {
      return "mail by \(mail.sendmail): not run, as others could change it: \(fault)"
    }
    let text = MailText(mail: mail, host: host, delivery: delivery, at: SystemClock.wall).text
    let outcome = ExternalProgram.run(
      [mail.sendmail, "-t", "-oi"], input: text, limit: Self.limit, isCalledOff: cancellation.isCalledOff)
    let advice = "install a mail transfer agent, or a small one that only passes mail on, such as msmtp-mta"
    return outcome.complaint(limit: Self.limit, missing: advice).map {
      "mail by \(mail.sendmail): \($0)"
    }
  }
}
