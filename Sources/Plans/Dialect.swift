/// The tool's language a rule is written in: dhcpward's DIALECT.
public enum Dialect: String, Sendable {
  /// Table `bridge dhcpward`, nft(8).
  case nftables
  /// User chain `DHCPWARD` of table filter, ebtables(8).
  case ebtables
  /// Instructions of the kernel's BPF machine, which no tool reads: mode `xdp` alone.
  case bpf

  /// Those that a person may ask for.
  public static let tools: [Dialect] = [.nftables, .ebtables]
}
