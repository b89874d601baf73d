public import Wire

/// Whose the ports of a hypervisor's bridges are.
public struct Guests: Hashable, Sendable {
  // Nil where two guests claim the same port, as a status file may outlive a crash: a wrong name is worse than none.
  private var names: [InterfaceName: String?] = [:]

  /// The guests of these domains, beside those that a port's own name tells.
  public init(_ domains: [DomainStatus] = []) {
    for domain in domains {
      for port in domain.ports {
        let isClaimed = names[port].map { $0 != domain.name } ?? false
        names.updateValue(isClaimed ? nil : domain.name, forKey: port)
      }
    }
  }

  /// The guest behind a port, by its name, or by its number where Proxmox named the port.
  public subscript(port: InterfaceName) -> String? { names[port] ?? Self.number(in: port) }

  /// `tap100i0` is VM 100's, `veth101i0` is container 101's, and `fwpr102p0` leads to guest 102's firewall bridge.
  private static func number(in port: InterfaceName) -> String? {
    let name = "\(port)"
    for (prefix, separator) in [("tap", "i"), ("veth", "i"), ("fwpr", "p")] where name.hasPrefix(prefix) {
      let parts = name.dropFirst(prefix.count).split(
        separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
      // Proxmox numbers its guests from 100.
      guard parts.count == 2, parts.allSatisfy(isNumber), parts[0].utf8.count >= 3, parts[0].first != "0"
      else {
        return nil
      }
      return String(parts[0])
    }
    return nil
  }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
