/// Who asked for a thing that dhcpward made, so that each undoes only its own.
public enum Origin: String, Sendable {
  /// The daemon, `dhcpward watch`.
  case watch
  /// A person, by `dhcpward block` or `dhcpward bridge up`.
  case hand
}
