/// What this kernel and these tools can do, probed by Kernel and handed to the planner as a value.
public struct Capabilities: Hashable, Sendable {
  /// The kernel takes a table of family `bridge` with a set of timeouts and counters; else why not.
  public var nftables: Support
  /// The `ebtables` command can list table filter; else why not.
  public var ebtables: Support

  /// Whether a thing can be done, and if not the system's words.
  public enum Support: Hashable, Sendable {
    /// It was tried and worked.
    case works
    /// It was tried and failed, with these words.
    case fails(String)
  }

  /// Capabilities from their parts.
  public init(nftables: Support, ebtables: Support) {
    self.nftables = nftables
    self.ebtables = ebtables
  }
}
