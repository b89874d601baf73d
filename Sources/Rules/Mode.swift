/// How frames are made to pass through rules: dhcpward's MODE.
public enum Mode: String, Sendable, CaseIterable {
  /// A single-port bridge is built and the port's addresses move to it.
  case bridge
  /// A bridge that is already there is used as it is.
  case existing
  /// The old "real examples" page: a single-port bridge, the address stays on the port, broute routes unicast
  /// up. Printed only, never applied: docs/blocking.md says what it breaks.
  case brouteClassic = "broute-classic"
}
