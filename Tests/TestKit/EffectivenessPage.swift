import Foundation

/// docs/effectiveness.md, as the recorded measurements make it.
public struct EffectivenessPage {
  /// dhcpward's modes, in the table's order.
  public static let modes = ["bridge", "existing", "netdev", "xdp", "broute-raw", "broute-udp"].filter(
    isWanted)

  /// Of DHCPWARD_MODE=MODE, with which one column is recorded anew, that mode alone.
  static func isWanted(_ mode: String) -> Bool {
    ProcessInfo.processInfo.environment["DHCPWARD_MODE"].map { $0 == mode } ?? true
  }

  /// Its dialects, with ebtables' flavours.
  public static let dialects = ["nftables", "ebtables-nft", "ebtables-legacy"]

  /// Those of a mode.
  public static func dialects(of mode: String) -> [String] { mode == "xdp" ? ["bpf"] : dialects }

  /// What is measured.
  public static let columns = modes.flatMap { mode in dialects(of: mode).map { (mode: mode, dialect: $0) } }

  /// The words that ask for them: mode xdp has one dialect, of which nobody has to speak.
  public static func words(_ mode: String, _ dialect: String) -> String {
    dialect == "bpf"
      ? "--mode \(mode)" : "--mode \(mode) --dialect \(dialect.hasPrefix("ebtables") ? "ebtables" : dialect)"
  }
  /// Who listens, and where each may stand.
  public static let listeners: [(name: String, places: [String])] =
    [
      ("isc-dhcpd", ["port", "bridge"]), ("Kea (raw)", ["port", "bridge"]),
      ("Kea (udp)", ["port", "bridge"]),
      ("dnsmasq", ["any", "port", "bridge"]), ("UDP socket", ["any"]), ("packet socket", ["port", "bridge"]),
      ("host", ["any"]),
    ]
    + Traffic.wrapped.flatMap { kind in
      [
        (name: wrapped("UDP socket", kind), places: ["any"]),
        (name: wrapped("packet socket", kind), places: ["bridge"]),
      ]
    }

  /// The listener's name where it is about what stands in front of DHCP.
  public static func wrapped(_ listener: String, _ kind: Traffic) -> String {
    "\(kind.wrapping ?? ""): \(listener)"
  }

  private let records: [EffectivenessRecord]

  /// The page of these kernels, in this order.
  public init(_ records: [EffectivenessRecord]) { self.records = records }

  /// Its text.
  public var text: String { Self.head + records.map { "\n" + section($0) }.joined() }

  private static let head = """
    # Who is shielded, measured

    What a block keeps from whom: by mode, backend, kernel, DHCP server and where the server listens. Nothing here is
    by hand. Tests put a real server behind each mode, block a client with `dhcpward block` (scope `all`, then `dhcp`)
    and send for it, and for one that is allowed, DISCOVERs by broadcast, renewals by unicast, rebinds by broadcast,
    ARP, IPv6 neighbour solicitations, ICMP echo, UDP and TCP; a real udhcpc gets its lease. `make table` measures
    this machine's kernel and writes the page; `make test` fails when a kernel of these series does something else, and
    of any other says that there is nothing to compare with.

    | it says | of the blocked client | of everybody else |
    |---|---|---|
    | shielded | nothing is answered (or seen, by a socket that only listens) | all is |
    | **exposed** | DHCP is answered all the same | all is |
    | only … | nothing is | these kinds are; the others go past this socket |
    | hears nobody | nothing is | nothing is: the server has to listen elsewhere, or be restarted (Kea, udp) |
    | does not start | | isc-dhcpd ends where its interface has no address |
    | – | | the mode has no bridge, or is none for that place |
    | refused | | nothing was changed |
    | no such device | | the kernel cannot make one |

    "On the port" is a server that was there before dhcpward came, "on the bridge" one that was started on the bridge;
    dnsmasq without an `interface=` line, and a plain UDP socket, are on "any". Kea's UDP sockets hear no broadcast
    whatever dhcpward does, so only relayed DISCOVERs and renewals are asked of it. A packet socket is any AF_PACKET
    socket, such as tcpdump's. "The host" is ARP, IPv6, ping, UDP and TCP of the machine itself: in scope `all` none of
    it is answered to the blocked client, in scope `dhcp` all of it is. Dialects that do the same share a column.

    The rows "one priority tag" and so on are DISCOVERs by broadcast behind tags of VLAN 0, which the kernel takes off
    before a socket hears them, and SOLICITs behind ten headers of destination options: what a rule has to look behind.

    "Above the guarded device" the server listens on a device that stands on the guarded one, by a packet socket and by
    a UDP socket; where that is a VLAN the clients are in it. There `dhcpward block --strict` was asked for; what is
    refused has changed nothing, and why is said below. Without `--strict` the modes that build a bridge warn that what
    is tagged for a VLAN of the port never comes to it, and block what does.

    """

  private func section(_ record: EffectivenessRecord) -> String {
    let tools = ["nft", "ebtables-nft", "ebtables-legacy"].map { "\($0) \(record.versions[$0] ?? "missing")" }
    let columns = columns(record)
    var lines = ["## Linux \(record.versions["kernel"] ?? "?")", "", tools.joined(separator: ", ") + ".", ""]
    lines.append(
      "| | " + columns.map { "`\($0.mode)`: \($0.dialects.joined(separator: ", "))" }.joined(separator: " | ")
        + " |")
    lines.append("|---" + columns.map { _ in "|---" }.joined() + "|")
    for (listener, places) in Self.listeners {
      for place in places {
        let cells = columns.map { column in
          Self.words(column.rows.first { $0.listener == listener && $0.place == place })
        }
        lines.append("| \(Self.title(listener, place)) | " + cells.joined(separator: " | ") + " |")
      }
    }
    lines += ["", "Refused before anything is touched:", ""] + refusals(record)
    lines += above(record)
    return lines.joined(separator: "\n") + "\n"
  }

  struct Column {
    var mode: String
    var dialects: [String]
    var rows: [EffectivenessRow]
    var cells: [String] { rows.map { EffectivenessPage.words($0) } }
  }

  // Those of a mode that say the same are one.
  func columns(_ record: EffectivenessRecord) -> [Column] {
    var columns: [Column] = []
    for mode in Self.modes {
      for dialect in Self.dialects(of: mode) {
        let column = Column(mode: mode, dialects: [dialect], rows: record.column(mode, dialect))
        guard !column.rows.isEmpty, column.rows.first?.outcome != .refused else { continue }
        if let twin = columns.firstIndex(where: { $0.mode == mode && $0.cells == column.cells }) {
          columns[twin].dialects.append(dialect)
        } else {
          columns.append(column)
        }
      }
    }
    return columns
  }

  private func refusals(_ record: EffectivenessRecord) -> [String] {
    var reasons: [(reason: String, columns: [String])] = []
    for row in record.rows where row.outcome == .refused && row.device == nil {
      let reason = (row.reason ?? "").replacing("use mode \(row.mode)", with: "use mode MODE")
      let column = "`\(row.mode)` in \(row.dialect)"
      if let known = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[known].columns.append(column)
      } else {
        reasons.append((reason, [column]))
      }
    }
    return reasons.isEmpty
      ? ["- nothing"] : reasons.map { "- \($0.columns.joined(separator: ", ")): \($0.reason)" }
  }

  private static func title(_ listener: String, _ place: String) -> String {
    switch (listener, place) {
    case ("host", _): "the host"
    case ("dnsmasq", "any"): "dnsmasq"
    case (_, "any"): listener
    default: "\(listener) on the \(place)"
    }
  }

  static func words(_ row: EffectivenessRow?) -> String {
    switch row?.outcome {
    case .shielded: "shielded"
    case .exposed: "**exposed**"
    case .partial:
      "only " + Set((row?.allowed ?? [:]).values.joined()).sorted().map(\.rawValue).joined(separator: ", ")
    case .deaf: "hears nobody"
    case .ends: "does not start"
    case .absent: "–"
    case .refused: "refused"
    case .missing: "no such device"
    case nil: "?"
    }
  }
}
