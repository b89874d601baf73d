/// Who makes up addresses behind a prefix of their own, of those that the IEEE assigns to nobody (U/L bit set).
public enum LocalMaker {
  // Prefixes that these programs document, or have in their sources.
  private static let names: [(prefix: UInt64, octets: UInt64, name: String)] = [
    (0x5254_00, 3, "QEMU/KVM"), (0x5255_0a, 3, "QEMU user network"), (0x0242, 2, "Docker"),
    (0x0a58, 2, "Kubernetes (CNI)"), (0xfa16_3e, 3, "OpenStack"), (0x0a00_27, 3, "VirtualBox host network"),
    (0x4201_0a, 3, "Google Cloud"), (0xeeee_eeee_eeee, 6, "Calico"), (0x02bf, 2, "Microsoft load balancer"),
    (0x0200_4c4f_4f50, 6, "Microsoft loopback"), (0xaa00_0400, 4, "DECnet"),
  ]

  /// The name of whoever gives such addresses; nil for an assigned address, and for one that is nobody's known.
  public static func name(of mac: MACAddress) -> String? {
    guard mac.isLocal else { return nil }
    return names.first { mac.bits >> (48 - 8 * $0.octets) == $0.prefix }?.name
  }

  /// What a person is told of a locally administered address; nil for an assigned one.
  public static func words(for mac: MACAddress) -> String? {
    guard mac.isLocal else { return nil }
    return name(of: mac).map { "\($0) (local address)" } ?? Vendors.local
  }
}
