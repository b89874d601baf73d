/// What a block means to one server.
public enum Shielding: Hashable, Sendable {
  /// It does not hear the blocked, and hears everybody else.
  case shielded
  /// It hears the blocked all the same, and keeps answering them; what to change, line by line.
  case exposed(why: String, advice: [String])
  /// It hears nobody; what to change, line by line.
  case deaf(why: String, advice: [String])
  /// It hears nobody, whatever is blocked, as what it listens on is not there; what to change, line by line.
  case absent(why: String, advice: [String])
  /// It serves other interfaces only.
  case elsewhere
}
