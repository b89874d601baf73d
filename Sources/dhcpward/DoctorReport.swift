import Control
import Placement
import System

/// `dhcpward.doctor/1`: what `doctor` found, as JSON or as text.
struct DoctorReport: Encodable {
  let schema = "dhcpward.doctor/1"
  /// Per dialect and use: null when it works, else the system's words; the whole null when this process may not ask.
  @Nullable var capabilities: [String: [String: String?]]?
  /// What could not be seen, in words.
  let unseen: [String]
  let places: [DoctorFinding]
  /// In the mode that is or would be used, blocks do what they are for; null when that could not be looked at.
  @Nullable var holds: Bool?

  private let titles: [String]

  private enum CodingKeys: String, CodingKey { case schema, capabilities, unseen, places, holds }

  init(capabilities: Capabilities?, servers: [Server], unseen: [String], places: [DoctorFinding]) {
    self.capabilities = capabilities.map { found in
      [
        "nftables": [
          "blocks": found.nftables.failure, "netdev": found.netdev.failure,
          "broute": found.nftablesBroute.failure,
        ],
        "ebtables": ["blocks": found.ebtables.failure, "broute": found.ebtablesBroute.failure],
        "bpf": ["xdp": found.xdp.failure],
      ]
    }
    let privilege = "what nftables, ebtables and the XDP hook can do here: only root may ask"
    self.unseen = unseen + (capabilities == nil ? [privilege] : [])
    self.places = places
    titles = servers.map { server in
      let versions = server.families.map(\.rawValue).sorted().joined(separator: " and ")
      return "\(server.title), DHCP\(versions): \(server.place)"
    }
    let verdicts = places.map(\.holds)
    holds = verdicts.contains(false) ? false : verdicts.contains(nil) || capabilities == nil ? nil : true
  }

  var text: String {
    var lines = tools
    if !unseen.isEmpty {
      lines += ["", "Not seen"]
      lines += unseen.flatMap { $0.wrapped(after: "  ", indent: 4) }
    }
    lines += ["", "Servers"]
    lines += titles.flatMap { $0.wrapped(after: "  ", indent: 4) }
    if titles.isEmpty {
      let none = "none on this host: blocks protect what lies behind its bridge, if anything"
      lines += none.wrapped(after: "  ", indent: 4)
    }
    let known = (capabilities ?? [:]).values.flatMap { $0.values.compactMap(\.self) }
    lines += places.flatMap { $0.lines(known: known) }
    if places.isEmpty { lines += ["", "No interface to look at; name one: --interface eth0"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private var tools: [String] {
    var lines = ["Kernel and tools"]
    for (dialect, uses) in (capabilities ?? [:]).sorted(by: { $0.key > $1.key }) {
      for (use, failure) in uses.sorted(by: { $0.key < $1.key }) {
        let head = "  \(dialect) \(use.padded(6))  "
        lines += (failure.map { "no: \($0)" } ?? "works").wrapped(after: head)
      }
    }
    return lines + (capabilities == nil ? ["  not known"] : [])
  }
}

extension Capabilities.Support {
  fileprivate var failure: String? {
    switch self {
    case .works: nil
    case .fails(let words): words
    }
  }
}
