import Foundation
import TestKit
import Testing
import Wire

/// Measures what each mode does for a server on a device above the guarded one.
struct EffectivenessAbove {
  let device: UpperDevice

  /// A row a listener of each mode and dialect; one where it is refused, and one alone where there is no such device.
  func rows() throws -> [EffectivenessRow] {
    let lan: AboveLAN
    do {
      lan = try AboveLAN(device)
    } catch let missing as AboveLAN.NoSuchDevice {
      var row = row("auto", "nftables", nil, .missing)
      row.reason = missing.words
      return [row]
    }
    return try device.modes.flatMap { mode in
      try UpperDevice.dialects(of: mode).flatMap { try rows(mode, $0, lan) }
    }
  }

  private func rows(_ mode: String, _ dialect: String, _ lan: AboveLAN) throws -> [EffectivenessRow] {
    let flavour = dialect.hasPrefix("ebtables-") ? try EbtablesFlavour(dialect) : nil
    defer { withExtendedLifetime(flavour) {} }
    let words = mode == "auto" ? "" : " \(EffectivenessPage.words(mode, dialect))"
    let place = "--interface \(device.guarded)\(words)"
    let before = try lan.picture()
    let answer = try Program.run("block \(EffectivenessLAN.bystander) --strict \(place)")
    guard answer.status == 0 else {
      guard try lan.picture() == before, answer.complaints.count == 1 else {
        throw ToolFailure(words: "\(mode), \(dialect): refused, but not beforehand: \(answer.complaint)")
      }
      var row = row(mode, dialect, nil, .refused)
      row.reason = answer.complaint.replacing("dhcpward: ", with: "").trimmingCharacters(in: .newlines)
      return [row]
    }
    defer { try? lan.restore() }
    let chosen = answer.complaint.firstMatch(of: #/mode ([a-z-]+), because/#).map { String($0.output.1) }
    // Of a bridge that is taken as it is `auto` says nothing.
    let taken = chosen ?? (mode == "auto" ? "existing" : mode)
    let claim = try DoctorJSON.claim(of: lan.host.pid, in: taken, place)
    var rows = UpperDevice.listeners.map { row(mode, dialect, $0, .deaf) }
    for scope in ["all", "dhcp"] {
      try Program.succeed("block \(EffectivenessLAN.blocked) --scope \(scope) \(place)")
      let heard = try lan.hear()
      if scope == "all" { try Program.succeed("unblock \(EffectivenessLAN.blocked)") }
      for index in rows.indices {
        let listener = UpperDevice.listeners[index]
        rows[index].blocked = (rows[index].blocked ?? [:]).merging([scope: heard.blocked[listener] ?? []]) {
          $1
        }
        rows[index].allowed = (rows[index].allowed ?? [:]).merging([scope: heard.allowed[listener] ?? []]) {
          $1
        }
      }
    }
    for index in rows.indices {
      rows[index].reason = chosen
      rows[index].outcome = EffectivenessRow.outcome(
        blocked: rows[index].blocked ?? [:], allowed: rows[index].allowed ?? [:], of: Traffic.dhcp)
    }
    // To doctor the probe is one server, which listens by its packet socket.
    #expect(rows[0].outcome.rawValue == claim, "\(rows[0]): doctor says \(claim)")
    return rows
  }

  private func row(
    _ mode: String, _ dialect: String, _ listener: String?, _ outcome: EffectivenessRow.Outcome
  ) -> EffectivenessRow {
    EffectivenessRow(
      mode: mode, dialect: dialect, listener: listener, place: device.rawValue, outcome: outcome)
  }
}
