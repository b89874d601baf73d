import Plans
internal import Wire

extension PermanentBridge {
  /// nm-settings-keyfile(5).
  var networkManagerText: String {
    let folder = "/etc/NetworkManager/system-connections"
    var text = """
      # Replaces the connection of \(port). The files belong to root and have mode 600; then:
      # nmcli connection reload && nmcli connection up \(name)

      # \(folder)/\(name).nmconnection
      [connection]
      id=\(name)
      type=bridge
      interface-name=\(name)
      autoconnect-slaves=1

      [bridge]
      stp=false
      forward-delay=0
      multicast-snooping=false
      ageing-time=0

      """
    if let mac { text += "mac-address=\(mac)\n" }
    text += "\n[ipv4]\n" + networkManagerAddresses(v4: true, idle: "disabled", dynamic: leases)
    text += "\n[ipv6]\n" + networkManagerAddresses(v4: false, idle: "link-local", dynamic: listensToRouters)
    if portKind.isEmpty || portKind == "veth" {
      text += """

        # \(folder)/\(name)-\(port).nmconnection
        [connection]
        id=\(name)-\(port)
        type=ethernet
        interface-name=\(port)
        master=\(name)
        slave-type=bridge

        """
    } else {
      text += """

        # To the connection of \(port) itself, in place of its addresses:
        # [connection]
        # master=\(name)
        # slave-type=bridge

        """
    }
    return text
  }

  private func networkManagerAddresses(v4: Bool, idle: String, dynamic: Bool) -> String {
    let addresses = addresses(v4: v4)
    var lines = ["method=\(dynamic ? "auto" : addresses.isEmpty ? idle : "manual")"]
    for (number, address) in addresses.enumerated() { lines.append("address\(number + 1)=\(address)") }
    let gateway = addresses.isEmpty ? nil : gateway(v4: v4)
    if let hop = gateway?.hops[0].gateway {
      lines.append("gateway=\(hop)")
      if let metric = gateway?.metric { lines.append("route-metric=\(metric)") }
    }
    for (number, route) in routes(v4: v4).filter({ $0 != gateway }).enumerated() {
      lines += Self.networkManager(route, number + 1)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func networkManager(_ route: Route, _ number: Int) -> [String] {
    let hop = route.hops[0]
    let any = route.destination.address.width == 32 ? "0.0.0.0" : "::"
    var words = ["\(route.destination)"]
    if hop.gateway != nil || route.metric != nil { words.append(hop.gateway.map { "\($0)" } ?? any) }
    if let metric = route.metric { words.append("\(metric)") }
    var options: [String] = []
    if hop.flags & 4 != 0 { options.append("onlink=true") }
    if let source = route.source { options.append("src=\(source)") }
    if route.table != 254 { options.append("table=\(route.table)") }
    let line = "route\(number)=\(words.joined(separator: ","))"
    return options.isEmpty ? [line] : [line, "route\(number)_options=\(options.joined(separator: ","))"]
  }
}
