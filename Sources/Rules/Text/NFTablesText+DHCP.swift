/// How DHCP is found in a frame, behind all that the kernel takes off before a socket hears it.
///
/// The outermost VLAN tag is off the frame when rules see it, so `meta protocol` is what the tag hid, and `udp dport`
/// finds UDP behind any number of IPv6 extension headers. Neither sees behind a second tag: there octets are counted
/// off, and what has a third is taken for DHCP, as the kernel takes off any number of priority tags and nobody honest
/// sends three.
extension NFTablesText {
  /// The chain that DHCP is sent to: the sets of sources that are blocked for it are looked into here.
  public static let dhcpChain = "dhcp"
  /// The chain that looks for DHCP behind two tags.
  public static let nestedChain = "nested"
  /// The types of the tags that Linux takes off.
  static let tags = ["8021q", "8021ad"]

  /// The rules of the chain that every frame passes: DHCP is judged in one chain, what has two tags looked at in another.
  static func searchRules(judge: String, nested: String) -> [String] {
    ["meta protocol ip udp dport 67 jump \(judge)", "meta protocol ip6 udp dport 547 jump \(judge)"]
      + tags.map { "meta protocol \($0) jump \(nested)" }
  }

  /// The rules of the chain for two tags and more, in order: the network header is the second tag, its type at 16 bits
  /// and the packet at 32.
  static func nestedRules(judge: String) -> [String] {
    [
      // IPv4 without options, UDP, to port 67; with options, UDP to any port.
      "@nh,16,24 0x080045 @nh,104,8 17 @nh,208,16 67",
      "@nh,16,16 0x0800 @nh,32,8 != 0x45 @nh,104,8 17",
      // IPv6, UDP, to port 547; an extension header, but the hop-by-hop options of multicast listener reports.
      "@nh,16,16 0x86dd @nh,80,8 17 @nh,368,16 547",
      "@nh,16,16 0x86dd @nh,80,8 0 @nh,352,8 != 58",
      "@nh,16,16 0x86dd @nh,80,8 43",
      "@nh,16,16 0x86dd @nh,80,8 44",
      "@nh,16,16 0x86dd @nh,80,8 51",
      "@nh,16,16 0x86dd @nh,80,8 60",
      // A third tag.
      "@nh,16,16 0x8100",
      "@nh,16,16 0x88a8",
    ].map { "\($0) jump \(judge)" }
  }
}
