internal import Wire

extension Server {
  /// What to change, in exact lines, so that it hears what passed the rules and nothing else.
  func remedy(on ground: Ground) -> [String] {
    // A packet socket is shielded by a bridge alone.
    let needsBridge = socket == .raw && ground.site.hearsBlocked
    let place = needsBridge ? ground.site.bridge?.description ?? "br0" : ground.place.description
    let lines = remedy(listeningOn: place)
    return needsBridge ? ["use --mode bridge, and in that mode:"] + lines : lines
  }

  private func remedy(listeningOn place: String) -> [String] {
    switch process {
    case "dhcpd":
      let version = families == [.v6] ? "v6" : "v4"
      return [
        "INTERFACES\(version)=\"\(place)\" in /etc/default/isc-dhcp-server",
        "systemctl restart isc-dhcp-server, when \(place) is there",
      ]
    case "kea-dhcp4", "kea-dhcp6":
      let lines = [
        "\"interfaces-config\": { \"interfaces\": [ \"\(place)\" ] } in /etc/kea/\(process).conf",
        "systemctl restart \(process)-server, when \(place) is there",
      ]
      // Kea binds such a socket to a unicast address, so it hears no broadcast (lib/dhcpsrv/cfg_iface.cc).
      let relayed = "or, only if every client comes by a relay: \"dhcp-socket-type\": \"udp\" there"
      return socket == .raw ? lines + [relayed] : lines
    case "dnsmasq":
      return [
        "interface=\(place) in its configuration (/etc/dnsmasq.conf), or no interface= line",
        "systemctl restart dnsmasq",
      ]
    case "dhcrelay":
      return [
        "INTERFACES=\"\(place)\" in /etc/default/isc-dhcp-relay",
        "systemctl restart isc-dhcp-relay, when \(place) is there",
      ]
    case "systemd-network", "systemd-networkd":
      return [
        "DHCPServer=yes in the .network file of \(place), not in that of its port", "networkctl reload",
      ]
    default:
      let name = process.isEmpty ? "it" : process
      return ["tell \(name) to listen on \(place)", "restart \(name), when \(place) is there"]
    }
  }
}
