import Control
import Placement
import Plans
import Wire

/// What `doctor` found of one interface.
struct DoctorFinding: Encodable {
  struct Judgement: Encodable {
    let process: String
    @Nullable var pid: Int32?
    let socket: String
    @Nullable var interface: String?
    let modes: [String: Verdict]
  }

  struct Verdict: Encodable, Hashable {
    static let unknown = Verdict(shielding: "unknown", why: "", advice: [])

    /// `shielded`, `exposed`, `deaf`, `elsewhere` or `unknown`.
    let shielding: String
    let why: String
    let advice: [String]
  }

  struct Warning: Encodable {
    let severity: String
    let words: String
    let advice: [String]
  }

  @Nullable var interface: String?
  @Nullable var bridge: String?
  @Nullable var mode: String?
  @Nullable var dialect: String?
  /// Why this mode, or why none.
  let reason: String
  let servers: [Judgement]
  /// Modes that cannot be had here, and why.
  let impossible: [String: String]
  let concerns: [Warning]

  private(set) var titles: [String] = []
  private(set) var modes: [String] = []
  /// Blocks do what they are for; nil when that could not be looked at.
  let holds: Bool?

  private enum CodingKeys: String, CodingKey {
    case interface, bridge, mode, dialect, reason, servers, impossible, concerns
  }

  init(
    wish: Site.Wish, site: Site?, refusal: PlanError?, possible: [Site], impossible: [Mode: String],
    concerns: [Concern], servers: [Server], network: Network, isPrivileged: Bool
  ) {
    interface = (site?.interface ?? wish.interface)?.description
    bridge = site?.bridge?.description
    mode = site?.mode.rawValue
    dialect = site?.dialect.rawValue
    reason = site?.reason ?? refusal.map { "\($0.reason); \($0.advice)" } ?? ""
    self.impossible = Dictionary(uniqueKeysWithValues: impossible.map { ($0.key.rawValue, $0.value) })
    self.concerns = concerns.map {
      Warning(severity: $0.severity.rawValue, words: $0.words, advice: $0.advice)
    }
    let isSeen = isPrivileged && servers.allSatisfy { $0.pid != nil }
    holds = site == nil || concerns.contains { $0.severity != .note } ? false : isSeen ? true : nil
    modes = possible.map(\.mode.rawValue)
    for server in servers { titles.append(server.title) }
    self.servers = servers.map { server in
      Judgement(
        process: server.process, pid: server.pid, socket: server.socket.rawValue,
        interface: server.interface?.description,
        modes: Dictionary(
          uniqueKeysWithValues: possible.map {
            // A process that cannot be seen may have a packet socket beside.
            (
              $0.mode.rawValue,
              server.pid == nil ? .unknown : Verdict(server.shielding(at: $0, network: network))
            )
          }))
    }
  }
}

extension DoctorFinding.Verdict {
  init(_ shielding: Shielding) {
    switch shielding {
    case .shielded: self.init(shielding: "shielded", why: "", advice: [])
    case .exposed(let why, let advice): self.init(shielding: "exposed", why: why, advice: advice)
    case .deaf(let why, let advice): self.init(shielding: "deaf", why: why, advice: advice)
    case .absent(let why, let advice): self.init(shielding: "deaf", why: why, advice: advice)
    case .elsewhere: self.init(shielding: "elsewhere", why: "", advice: [])
    }
  }

  /// For a person.
  var words: String {
    switch shielding {
    case "shielded": "shielded"
    case "exposed": "LEAKS: \(why)"
    case "deaf": "DEAF: \(why)"
    case "unknown": "not known, as only root may see whether it has a packet socket"
    default: "not concerned, it listens elsewhere"
    }
  }
}
