import Flood
import Plans
public import Wire

/// Addresses that two machines share, on a bridge with several ports.
extension GuardedInterface {
  func lookForShared() {
    let now = now.boot
    for (mac, vlan) in shared.due(now: now) {
      guard let place = enforcer.whereabouts(of: .address(mac), vlan: vlan),
        let ports = shared.found(mac, behind: place.port, now: now)
      else { continue }
      tell(.alarm(sharing(mac, ports)))
    }
  }

  private func sharing(_ mac: MACAddress, _ ports: SharedAddresses.Ports) -> Alarm {
    Alarm(
      kind: .sharedAddress, at: now.wall, mac: mac,
      detail: "two machines share this address: behind \(ports.one) and \(ports.other)")
  }
}

extension Daemon {
  /// The ports of an interface's bridge behind which two machines share that address; nil where none are known to.
  public func portsSharing(_ mac: MACAddress, on interface: InterfaceName) -> [InterfaceName]? {
    guard let guarded = guarded.first(where: { $0.interface == interface }) else { return nil }
    return guarded.shared.ports(of: mac, now: guarded.now.boot).map { [$0.one, $0.other] }
  }
}
