import Control
import Flood
import System

extension SourceStatus {
  /// For a person.
  var text: String {
    var lines = ["\(mac)  \(verdict)"]
    if let address { lines.append("  \(address)" + (hostName.map { ", calls itself \($0)" } ?? "")) }
    if let ports = sharedBehind {
      lines.append("  two machines share this address: behind \(ports.joined(separator: " and "))")
    }
    for client in clients ?? [] {
      let why = client.origin == "hand" ? "by hand" : client.reason ?? "-"
      lines.append("  client \(client.subject): blocked until \(client.blockedUntil ?? "unblocked"); \(why)")
    }
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
    if blockedUntil != nil || blockedSince != nil {
      words.append(
        "blocked until \(blockedUntil ?? "unblocked")" + (blockedSince.map { ", since \($0)" } ?? "")
          + (origin == "hand" ? ", by hand" : ""))
      if let reason, origin != "hand" { words.append(reason) }
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
