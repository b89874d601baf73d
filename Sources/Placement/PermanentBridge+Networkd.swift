import Plans
internal import Wire

extension PermanentBridge {
  /// systemd.netdev(5) and systemd.network(5).
  var networkdText: String {
    var text = """
      # Replaces what else there is for \(port) in /etc/systemd/network; then: networkctl reload

      # /etc/systemd/network/10-\(name).netdev
      [NetDev]
      Name=\(name)
      Kind=bridge

      """
    if let mac { text += "MACAddress=\(mac)\n" }
    text += """

      [Bridge]
      STP=no
      ForwardDelaySec=0
      MulticastSnooping=no

      # /etc/systemd/network/10-\(port).network
      [Match]
      Name=\(port)

      [Network]
      Bridge=\(name)

      [Bridge]
      Learning=no

      # /etc/systemd/network/10-\(name).network
      [Match]
      Name=\(name)

      [Network]
      DHCP=\(leases ? "ipv4" : "no")
      IPv6AcceptRA=\(listensToRouters ? "yes" : "no")

      """
    for address in addresses { text += "Address=\(address)\n" }
    for route in routes { text += "\n" + Self.networkd(route) }
    return text
  }

  private static func networkd(_ route: Route) -> String {
    let hop = route.hops[0]
    var lines = ["[Route]"]
    if route.destination.length > 0 || hop.gateway == nil { lines.append("Destination=\(route.destination)") }
    if let gateway = hop.gateway { lines.append("Gateway=\(gateway)") }
    if hop.flags & 4 != 0 { lines.append("GatewayOnLink=yes") }
    if let metric = route.metric { lines.append("Metric=\(metric)") }
    if route.table != 254 { lines.append("Table=\(route.table)") }
    if let source = route.source { lines.append("PreferredSource=\(source)") }
    return lines.joined(separator: "\n") + "\n"
  }
}
