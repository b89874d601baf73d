/// The tool's language a rule is written in: dhcpward's DIALECT.
public enum Dialect: String, Sendable, CaseIterable {
  /// Table `bridge dhcpward`, nft(8).
  case nftables
  /// User chain `DHCPWARD` of table filter, ebtables(8).
  case ebtables
}
