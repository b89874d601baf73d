import Plans
internal import Wire

extension PermanentBridge {
  /// interfaces(5) and bridge-utils-interfaces(5).
  var ifupdownText: String {
    var text = """
      # Needs the package bridge-utils. Take the stanzas of \(port) out of /etc/network/interfaces
      # first; then: ifup \(name), or a restart.

      # /etc/network/interfaces.d/\(name)

      """
    if portKind.isEmpty || portKind == "veth" { text += "iface \(port) inet manual\n\n" }
    text += "auto \(name)\n"
    let v4 = addresses(v4: true)
    let v6 = addresses(v4: false)
    var stanzas: [[String]] = []
    if leases { stanzas.append(["iface \(name) inet dhcp"]) }
    stanzas += v4.map { ["iface \(name) inet static", "    address \($0)"] }
    if stanzas.isEmpty { stanzas.append(["iface \(name) inet manual"]) }
    // The bridge is made by the first stanza, and the routes come when its addresses are there.
    stanzas[0] += ["    bridge_ports \(port)", "    bridge_stp off", "    bridge_fd 0"]
    if let mac { stanzas[0].append("    bridge_hw \(mac)") }
    stanzas[0].append("    up ip link set \(name) type bridge mcast_snooping 0")
    stanzas[0].append("    up ip link set \(port) type bridge_slave learning off")
    stanzas[stanzas.count - 1] += ifupdownRoutes(v4: true)
    if listensToRouters { stanzas.append(["iface \(name) inet6 auto"]) }
    var last = v6.map { ["iface \(name) inet6 static", "    address \($0)"] }
    if !listensToRouters, !last.isEmpty { last[0].append("    accept_ra 0") }
    stanzas += last
    let routes = ifupdownRoutes(v4: false)
    if !routes.isEmpty {
      if v6.isEmpty, !listensToRouters { stanzas.append(["iface \(name) inet6 manual"]) }
      stanzas[stanzas.count - 1] += routes
    }
    return text + stanzas.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private func ifupdownRoutes(v4: Bool) -> [String] {
    let isStatic = !addresses(v4: v4).isEmpty
    let gateway = isStatic ? gateway(v4: v4) : nil
    return routes(v4: v4).flatMap { route -> [String] in
      if route == gateway, let hop = route.hops[0].gateway {
        return ["    gateway \(hop)"] + (route.metric.map { ["    metric \($0)"] } ?? [])
      }
      return ["    up ip \(IPText.family(route)) route replace \(IPText.words(route).joined(separator: " "))"]
    }
  }
}
