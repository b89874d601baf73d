extension Configuration {
  /// `[daemon]`: what is not of one interface.
  public struct Daemon: Hashable, Sendable {
    /// How the log is written.
    public enum Log: String, CaseIterable, Sendable {
      /// `journal` under systemd, else `text`.
      case auto
      /// A line an event, with its time.
      case text
      /// A JSON object an event.
      case json
      /// An entry of systemd's journal an event, with its fields.
      case journal
    }

    /// The user to run as; nil for the one it is started by.
    public var user: String?
    /// The group that may use the control socket; nil for the user's own.
    public var group: String?
    /// The state database, an absolute path; nil for none.
    public var state: String? = "/var/lib/dhcpward/dhcpward.db"
    /// How the log is written.
    public var log = Log.auto

    /// The defaults.
    public init() {}
  }
}
