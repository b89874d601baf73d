import Plans
internal import Wire

extension Server {
  /// What to change, in exact lines, so that it hears what passed the rules and nothing else.
  func remedy(on ground: Ground) -> [String] {
    // A packet socket on the guarded device is shielded by a bridge, or by a hook below.
    let needsBridge = socket == .raw && !isInterfaceGone && ground.site.hearsBlocked
    if needsBridge, let obstacle = ground.obstacleToBridge {
      return [
        "\(obstacle), so no bridge can be built",
        "a server with a UDP socket, such as dnsmasq, is shielded here as it is",
      ] + below(ground)
    }
    let place = needsBridge ? ground.classicBridge : ground.place
    let lines = remedy(listeningOn: place, instead: ground)
    return (needsBridge ? ["use --mode bridge, and in that mode:"] + lines : lines) + below(ground)
  }

  /// The devices under the one that its packet socket is on; blocks at them are in force before the socket hears.
  private func below(_ ground: Ground) -> [String] {
    guard socket == .raw, let interface, let link = ground.network[interface] else { return [] }
    let slaves = ground.network.links.filter { $0.master == interface && link.kind != .bridge }.map(\.name)
    // Of a bond with several each would have to be guarded, and mode netdev stands at one device only.
    guard let lower = link.base ?? (slaves.count == 1 ? slaves.first : nil) else { return [] }
    let mode = ground.network[lower]?.kind == .bridge ? "" : " --mode netdev"
    return [
      "or leave it as it is, and guard what is below: dhcpward watch --interface \(lower)\(mode)"
    ]
  }

  /// Everything that it listens on, with `place` for what frames no longer come to.
  private func listening(on place: InterfaceName, _ ground: Ground) -> [String] {
    let replaced = ground.entrances.union(ground.bypassed.map { [$0] } ?? [])
    var places: [String] = []
    for old in self.places.isEmpty ? [place.description] : self.places {
      let name = InterfaceName(String(old.prefix { $0 != "/" && $0 != "%" && $0 != "#" }))
      let isGone = name.map { ground.network[$0] == nil } ?? true
      let new = name.map(replaced.contains) ?? false || isGone ? place.description : old
      if !places.contains(new) { places.append(new) }
    }
    return places.contains(place.description) ? places : [place.description] + places
  }

  private func remedy(listeningOn place: InterfaceName, instead ground: Ground) -> [String] {
    let all = listening(on: place, ground)
    switch process {
    case "dhcpd":
      let version = families == [.v6] ? "v6" : "v4"
      return [
        "INTERFACES\(version)=\"\(all.joined(separator: " "))\" in /etc/default/isc-dhcp-server",
        "systemctl restart isc-dhcp-server, when \(place) is there",
      ]
    case "kea-dhcp4", "kea-dhcp6": return kea(all, place, ground)
    case "dnsmasq":
      return all.map {
        "interface=\($0)"
          + (all.count > 1 ? "" : " in its configuration (/etc/dnsmasq.conf), or no interface= line")
      }
        + ["systemctl restart dnsmasq"]
    case "dhcrelay":
      return [
        "INTERFACES=\"\(all.joined(separator: " "))\" in /etc/default/isc-dhcp-relay",
        "\(place) for \(ground.site.interface) in its OPTIONS there, if -id, -iu, -l or -u names that",
        "systemctl restart isc-dhcp-relay, when \(place) is there",
      ]
    case "dhcp-helper":
      return [
        "\(all.map { "-i \($0)" }.joined(separator: " ")) in DHCPHELPER_OPTS, /etc/default/dhcp-helper",
        "systemctl restart dhcp-helper, when \(place) is there",
      ]
    case "systemd-network", "systemd-networkd":
      return [
        "DHCPServer=yes in the .network file of \(place), not in that of its port", "networkctl reload",
      ]
    default:
      let name = process.isEmpty ? "it" : process
      return [
        "tell \(name) to listen on \(all.joined(separator: " and "))",
        "restart \(name), when \(place) is there",
      ]
    }
  }

  private func kea(_ all: [String], _ place: InterfaceName, _ ground: Ground) -> [String] {
    let list = all.map { "\"\($0)\"" }.joined(separator: ", ")
    var lines = ["\"interfaces-config\": { \"interfaces\": [ \(list) ] } in /etc/kea/\(process).conf"]
    // A subnet for clients on the link is chosen by the interface that it names (Kea ARM, "Subnet Selection").
    if process == "kea-dhcp6", place != ground.site.interface {
      lines.append("\"interface\": \"\(place)\" in each \"subnet6\" that names \(ground.site.interface)")
    }
    lines.append("systemctl restart \(process)-server, when \(place) is there")
    // Kea binds such a socket to a unicast address, so it hears no broadcast (lib/dhcpsrv/cfg_iface.cc).
    if socket == .raw {
      lines.append("or, only if every client comes by a relay: \"dhcp-socket-type\": \"udp\" there")
    }
    return lines
  }
}
