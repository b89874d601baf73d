public import Daemon

extension Configuration {
  /// `[hook.NAME]`: a program that is started at an event, the event as JSON on its standard input.
  public struct Hook: Hashable, Sendable {
    /// Its name in the log.
    public var name: String
    /// The program by its absolute path, and its arguments; no shell reads them.
    public var command: [String]
    /// At which events.
    public var events: Set<Event.Kind> = [.block, .alarm]
    /// How long it may take before it is killed.
    public var timeout: Duration = .seconds(10)

    /// A hook with the defaults.
    public init(name: String, command: [String]) {
      self.name = name
      self.command = command
    }
  }

  /// `[webhook.NAME]`: an address that events are posted to.
  public struct Webhook: Hashable, Sendable {
    /// Its name in the log.
    public var name: String
    /// Its address: `http://` or `https://`.
    public var url: String
    /// Which events.
    public var events: Set<Event.Kind> = [.block, .alarm]
    /// How long one post may take.
    public var timeout: Duration = .seconds(10)
    /// What is gathered into one post; nothing is posted more often. Zero for each event at once.
    public var every: Duration = .zero

    /// A webhook with the defaults.
    public init(name: String, url: String) {
      self.name = name
      self.url = url
    }
  }

  /// `[mail]`: events as mail, through the host's own mail system.
  public struct Mail: Hashable, Sendable {
    /// To whom; nil for no mail.
    public var to: String?
    /// From whom; nil leaves it to the mail system.
    public var from: String?
    /// Which events.
    public var events: Set<Event.Kind> = [.block, .alarm, .failure]
    /// What is gathered into one mail; none is sent more often.
    public var every: Duration = .seconds(600)
    /// sendmail(8), an absolute path.
    public var sendmail = "/usr/sbin/sendmail"

    /// The defaults: no mail.
    public init() {}
  }
}
