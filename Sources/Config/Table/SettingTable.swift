internal import Flood
import Plans
import Wire

/// Every setting there is, in the order in which it is read and printed.
public enum SettingTable {
  /// How an interface is guarded: at the top of the file for all, and in `[interface.NAME]`.
  public static let guarding: [Setting<Configuration.Guarding>] = judgement + place

  private static let judgement: [Setting<Configuration.Guarding>] = [
    Setting(
      "threshold",
      meaning:
        "Who is a flooder: `[warn:][KIND:]COUNT/WINDOW`, 1 to 64 of them. `20/5s` blocks a source at its 20th "
        + "message in 5 s, `warn:13/60s` only says so, `decline:10/10m` counts DECLINE alone. A count is 1 to 1000, a "
        + "window at most seven days. The list replaces all of the default one, warnings too (on the command line one "
        + "level's only).",
      page: "detection", text: { SettingText.list($0.policy.thresholds.map(\.description)) },
      take: { reader, name, part in
        part.policy.thresholds = reader.thresholds(name) ?? part.policy.thresholds
      }),
    .length(
      "ban", \.policy.ban,
      "How long an automatic block lasts the first time. Each further time it is twice as long."),
    Setting(
      "ban-cap", meaning: "The longest an automatic block gets; no less than `ban`.",
      text: { SettingText.quoted($0.policy.banCap.compact) },
      take: { reader, name, part in
        guard let cap = reader.length(name) else { return }
        if cap < part.policy.ban { reader.refuse(name, "no less than ban, \(part.policy.ban.compact)") }
        part.policy.banCap = cap
      }),
    .length(
      "strike-decay", former: "forgive", \.policy.forgiveness,
      "How long a source must keep quiet after a block for one time to be forgiven."),
    Setting(
      "max-clients", former: ["starvation"],
      meaning:
        "How many clients, 2 to 64, one source may speak for before it is blocked, and in what time; `none` for any "
        + "number.",
      page: "detection", text: { SettingText.quoted($0.policy.starvation?.description ?? "none") },
      take: { reader, name, part in
        if let limit = reader.clientLimit(name) { part.policy.starvation = limit }
      }),
    .number(
      "max-blocks", former: "brake", \.policy.brake, in: Policy.brakes,
      "How many automatic blocks may stand at once. More flooders are only reported."),
    .number(
      "max-blocks-per-minute", former: "pace", \.policy.pace, in: Policy.brakes,
      "How many automatic blocks there may be in a minute. More flooders are only reported."),
    .number(
      "max-sources", former: "sources", \.policy.capacity, in: Policy.capacities,
      "How many sources are watched at once, at about 400 bytes each."),
    .addresses("allow", \.policy.exemptions.allowed, "MAC addresses that are never blocked."),
    .addresses(
      "relay", \.policy.exemptions.relays,
      "MAC addresses of relay agents, and of whatever else speaks for many clients. They are never blocked either."
    ),
  ]

  private static let place: [Setting<Configuration.Guarding>] = [
    .choice(
      "scope", \.scope,
      "Which frames of a flooder are dropped: `dhcp`, `all` (every frame), `802.3` (those of 802.3 with a length)."
    ),
    .automatic(
      "mode", \.mode, of: Mode.allCases.filter { $0 != .brouteClassic },
      "How frames pass through the rules: `auto`, `bridge`, `broute-raw`, `broute-udp`, `existing`, `netdev`, `xdp`. "
        + "`auto` looks "
        + "who listens and what this kernel can do."),
    .automatic(
      "backend", former: "dialect", \.dialect, of: Dialect.tools,
      "Whose rules are used: `auto`, `nftables`, `ebtables`."),
    .flag(
      "limit-unknown", former: "guard", \.isGuarded,
      "Against floods whose every frame has another source address: sources that no server has served yet share a rate. "
        + "Needs nftables.", page: "guard"),
    .number(
      "limit-unknown-rate", former: "guard-rate", \.guardRate, in: NewcomerLimit.rates,
      "That rate: first messages a second."),
    .flag(
      "at-port", \.isAtPort,
      "On a bridge with several ports, block a flooder only at the port where it floods."),
    .flag(
      "strict", \.isStrict,
      "Refuse to start where a block would not work, rather than warn (`dhcpward doctor`)."),
    .flag("keep", \.keeps, "Leave the bridge and the blocks there when the daemon ends."),
  ]

  /// What `[interface.NAME]` has besides.
  public static let interface: [Setting<Configuration.Guarding>] = [
    Setting(
      "bridge",
      meaning:
        "The name of the bridge to build, else br0 or the first free one; no two interfaces have the same.",
      text: { $0.bridge.map { SettingText.quoted("\($0)") } },
      take: { reader, name, part in
        part.bridge = reader.text(name, expected: TableReader.interfaceWords, InterfaceName.init)
      })
  ]

  /// `[daemon]`.
  public static let daemon: [Setting<Configuration.Daemon>] = [
    .optional(
      "user", \.user,
      "The user to run as when root starts it; `\"\"` stays who it is. systemd's unit has a user of its own already.",
      text: { $0 }, read: { $0.account($1) }),
    .optional(
      "group", \.group, "The group that may use the control socket, beside root; `\"\"` for none.",
      text: { $0 },
      read: { $0.account($1) }),
    .optional(
      "state", \.state, "Where blocks and history are kept, an absolute path; `\"\"` for nowhere.",
      text: { $0 },
      read: { $0.pathOrNone($1) }),
    .choice(
      "log", \.log,
      "How the log is written: `text`, `json`, `journal` (with fields), or `auto`: journal under systemd, else text."
    ),
  ]

  /// `[metrics]`.
  public static let metrics: [Setting<Configuration.Metrics>] = [
    .optional(
      "textfile", \.textfile,
      "A file for the textfile collector of node_exporter: an absolute path that ends in `.prom`, as the collector reads no "
        + "other; `\"\"` for none.", text: { $0 }, read: { $0.pathOrNone($1, ending: ".prom") }),
    .optional(
      "listen", \.listen,
      "Where to answer Prometheus, such as `127.0.0.1:9742` or `[::1]:9742`: an address of 127.0.0.0/8 or `::1`, with a "
        + "port; `\"\"` for nowhere.", text: { $0.description }, read: { $0.endpoint($1) }),
  ]
}
