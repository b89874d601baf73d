import Flood
import Wire

/// `dhcpward.standing/1`: how a source stands with the running daemon.
struct Standing: Codable {
  /// How far one threshold is filled.
  struct Fill: Codable {
    /// As `--threshold` takes it.
    let threshold: String
    let level: String
    let words: String
    let count: Int
    let limit: Int
  }

  /// One IP version of it.
  struct Part: Codable {
    let version: Int
    let messages: Int
    let kinds: [String: Int]
    let clients: Int?
    let vlan: Int?
    let first: String
    let last: String
    let looksLikeRelay: Bool
    let thresholds: [Fill]
  }

  let schema: String
  let interface: String
  let mac: String
  /// The end of its block; null when the daemon does not block it.
  let blockedUntil: String?
  /// Why it is never blocked; null when it may be.
  let exemption: String?
  /// `brake` when it floods and is not blocked, as no more may be; null otherwise.
  let spared: String?
  let strikes: Int
  /// Empty when the daemon knows nothing of it.
  let versions: [Part]

  init(_ account: Account?, of mac: MACAddress, on interface: InterfaceName) {
    schema = "dhcpward.standing/1"
    self.interface = interface.description
    self.mac = mac.description
    blockedUntil = account?.bannedUntil.map { "\($0.truncated(to: .seconds(1)))" }
    exemption = account?.exemption?.text
    spared = account?.isBraked == true ? Spared.brake.text : nil
    strikes = account?.strikes ?? 0
    versions = account?.parts.map(Part.init) ?? []
  }

  /// For a person.
  var text: String {
    var lines = ["\(mac)  \(verdict)"]
    for part in versions {
      let kinds = part.kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.value) \($0.key)" }
      let noun = part.messages == 1 ? "message" : "messages"
      lines.append("")
      lines.append("  DHCPv\(part.version): \(part.messages) \(noun): \(kinds.joined(separator: ", "))")
      lines.append("  first \(part.first), last \(part.last)")
      var traits = part.clients.map { ["speaks for \($0) clients"] } ?? []
      if part.looksLikeRelay { traits.append("looks like a relay") }
      if let vlan = part.vlan { traits.append("VLAN \(vlan)") }
      if !traits.isEmpty { lines.append("  " + traits.joined(separator: "; ")) }
      lines += ["", "  threshold                                now"]
      for fill in part.thresholds {
        lines.append(
          "  \(fill.level.padded(6))\(fill.words.padded(31))\(String(fill.count).leftPadded(5))"
            + (fill.count < fill.limit ? ", \(fill.limit - fill.count) short" : ", reached"))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var verdict: String {
    var words: [String] = []
    if let blockedUntil {
      words.append("blocked until \(blockedUntil)")
    } else if let exemption {
      words.append(
        "never blocked: \(exemption)"
          + (exemption == Spared.own.text ? ", as blocking it would block this machine" : ""))
    } else if let spared {
      words.append(
        "not blocked: \(spared): as many sources are blocked as may be, and all of them still flood")
    } else if versions.isEmpty {
      words.append("sent nothing that is remembered")
    } else {
      words.append("not blocked by the daemon")
    }
    if strikes > 0 { words.append("blocked \(strikes == 1 ? "once" : "\(strikes) times") of late") }
    return words.joined(separator: "; ") + ", on \(interface)"
  }
}

extension Standing.Part {
  init(_ part: Account.Part) {
    version = part.isVersion6 ? 6 : 4
    messages = part.evidence.messages
    kinds = Dictionary(uniqueKeysWithValues: part.evidence.kinds.map { ($0.key.name, $0.value) })
    clients = part.evidence.clients
    vlan = part.evidence.vlan.map { Int($0.number) }
    first = "\(part.evidence.first.truncated(to: .seconds(1)))"
    last = "\(part.evidence.last.truncated(to: .seconds(1)))"
    looksLikeRelay = part.looksLikeRelay
    thresholds = part.fills.map {
      Standing.Fill(
        threshold: "\($0.threshold)", level: "\($0.threshold.level)", words: $0.threshold.words,
        count: $0.count, limit: $0.threshold.count)
    }
  }
}
