internal import Wire

extension IPText {
  /// What names an address: itself, its far end and its interface.
  static func place(_ address: Address) -> [String] {
    let peer = address.peer.map { ["peer", "\($0)/\(address.prefix.length)"] } ?? []
    let local = peer.isEmpty ? "\(address.prefix)" : "\(address.prefix.address)"
    return [local] + peer + ["dev", "\(address.interface)"]
  }

  /// Everything else about it, as far as it is not the default.
  static func settings(_ address: Address) -> [String] {
    var words: [String] = []
    if let broadcast = address.broadcast { words += ["broadcast", "\(broadcast)"] }
    if !address.labelSuffix.isEmpty { words += ["label", "\(address.interface)\(address.labelSuffix)"] }
    if address.scope != 0 { words += ["scope", scopeName(address.scope)] }
    if address.metric != 0 { words += ["metric", "\(address.metric)"] }
    if address.validLifetime != .max || address.preferredLifetime != .max {
      words += [
        "valid_lft", lifetime(address.validLifetime), "preferred_lft", lifetime(address.preferredLifetime),
      ]
    }
    return words + flags(address)
  }

  /// `rtm_scope` and `ifa_scope` by name (rt_scopes).
  static func scopeName(_ scope: UInt8) -> String {
    switch scope {
    case 0: "global"
    case 200: "site"
    case 253: "link"
    case 254: "host"
    default: "\(scope)"
    }
  }

  private static func lifetime(_ seconds: UInt32) -> String { seconds == .max ? "forever" : "\(seconds)" }

  // Duplicate address detection would make the address wait for seconds.
  private static func flags(_ address: Address) -> [String] {
    var words: [String] = []
    if case .v6 = address.prefix.address { words.append("nodad") }
    if address.flags & 0x10 != 0 { words.append("home") }
    if address.flags & 0x100 != 0 { words.append("mngtmpaddr") }
    if address.flags & 0x200 != 0 { words.append("noprefixroute") }
    if address.flags & 0x400 != 0 { words.append("autojoin") }
    return words
  }
}
