package import Plans
package import System
internal import Wire

/// Chain DHCPWARD of ebtables' table broute.
extension Ebtables {
  /// The name of the table.
  private static let broute = "broute"

  /// Table broute as it is. Listing it makes ebtables-legacy load the kernel's module of it.
  func brouteListing() throws(ToolError) -> EbtablesListing {
    let text = try run(["ebtables", "-t", Self.broute, "-L", "--Lc", "--Lmac2"])
    return EbtablesListing(String(decoding: text, as: UTF8.self))
  }

  /// What is routed up now; nil when nothing is, or when somebody took part of it away.
  package func broute() throws(ToolError) -> Broute? {
    let listing = try brouteListing()
    guard listing.jumps(from: EbtablesText.brouteHook) > 0 else { return nil }
    let rules = listing.rules(of: Self.broute)
    return listing.chains[EbtablesText.chain, default: []].lazy.compactMap { $0.recipe }.first { broute in
      EbtablesText.commands(.installBroute(broute)).filter { $0[3] == "-A" }
        .allSatisfy { rules[EbtablesRule($0)] != nil }
    }
  }

  /// Routes up what the recipe says, in place of what was routed up before.
  package func install(_ broute: Broute) throws(ToolError) {
    let listing = try brouteListing()
    if listing.hasChain { try removeBroute() } else { markTable(Self.broute) }
    do throws(ToolError) {
      for command in EbtablesText.commands(.installBroute(broute)) { try run(command) }
    } catch {
      _ = try? removeBroute()
      throw error
    }
  }

  /// Bridges everything again; nothing there is fine.
  package func removeBroute() throws(ToolError) {
    let listing = try brouteListing()
    for _ in 0..<listing.jumps(from: EbtablesText.brouteHook) {
      try run(["ebtables", "-t", Self.broute, "-D", EbtablesText.brouteHook, "-j", EbtablesText.chain])
    }
    if listing.hasChain {
      for verb in ["-F", "-X"] { try run(["ebtables", "-t", Self.broute, verb, EbtablesText.chain]) }
    }
    removeMarkedTable(Self.broute)
  }
}

extension EbtablesListing.Rule {
  /// The recipe that has this rule, which routes up, for its last.
  fileprivate var recipe: Broute? {
    guard value(of: "-j") == "DROP", let port = value(of: "-i").flatMap(InterfaceName.init) else {
      return nil
    }
    if let mac = value(of: "-d").flatMap(MACAddress.init) {
      return Broute(port: port, dialect: .ebtables, recipe: .raw(mac: mac))
    }
    return words.count == 4 ? Broute(port: port, dialect: .ebtables, recipe: .udp) : nil
  }
}
