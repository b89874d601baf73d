import ArgumentParser
import Config
import Flood
import Wire

/// Who is a flooder, and who never is: the options `watch` and `replay` share, so that a replay judges as the
/// daemon would.
struct PolicyOptions: ParsableArguments {
  @Option(
    name: .customLong("threshold"),
    help: ArgumentHelp(
      "A threshold, as COUNT/WINDOW; the first given replaces all defaults of its level, block or warn.",
      discussion:
        "20/5s blocks at 20 messages in 5 s; warn:13/60s warns; decline:10/10m counts DECLINE only. "
        + "May be repeated, "
        + "or be a list: 20/5s,30/30s.",
      valueName: "threshold"),
    transform: readThresholds)
  var thresholds: [[Threshold]] = []

  private var threshold: [Threshold] { thresholds.flatMap(\.self) }

  @Option(help: .setting("ban", "time"), completion: .lengths, transform: readLifetime)
  var ban: Lifetime?

  @Option(help: .setting("ban-cap", "time"), completion: .lengths, transform: readLifetime)
  var banCap: Lifetime?

  @Option(help: .setting("strike-decay", "time"), completion: .lengths, transform: readLifetime)
  var strikeDecay: Lifetime?

  @Option(help: .setting("max-clients", "limit"), transform: readClientLimit)
  var maxClients: ClientLimit?

  @Option(help: .setting("max-blocks", "number"))
  var maxBlocks: Int?

  @Option(help: .setting("max-blocks-per-minute", "number"))
  var maxBlocksPerMinute: Int?

  @Option(help: .setting("max-sources", "number"))
  var maxSources: Int?

  @Option(help: .setting("allow", "mac"), completion: .heard, transform: readMAC)
  var allow: [MACAddress] = []

  @Option(help: .setting("relay", "mac"), completion: .heard, transform: readMAC)
  var relay: [MACAddress] = []

  /// The policy these options come to over the defaults.
  func policy() throws -> Policy {
    var policy = Policy.standard
    try apply(to: &policy)
    return policy
  }

  /// Puts these options over a policy, such as the settings file's; addresses are added to those that it spares.
  func apply(to policy: inout Policy) throws {
    for level in [Threshold.Level.warn, .block] where threshold.contains(where: { $0.level == level }) {
      policy.thresholds.removeAll { $0.level == level }
    }
    policy.thresholds += threshold
    policy.ban = try length(ban, "--ban") ?? policy.ban
    policy.banCap = max(policy.ban, try length(banCap, "--ban-cap") ?? policy.banCap)
    policy.forgiveness = try length(strikeDecay, "--strike-decay") ?? policy.forgiveness
    if let maxClients { policy.starvation = maxClients.limit }
    policy.brake = try number(maxBlocks, "--max-blocks", in: Policy.brakes) ?? policy.brake
    policy.pace = try number(maxBlocksPerMinute, "--max-blocks-per-minute", in: Policy.brakes) ?? policy.pace
    policy.capacity = try number(maxSources, "--max-sources", in: Policy.capacities) ?? policy.capacity
    policy.exemptions.allowed.formUnion(allow)
    policy.exemptions.relays.formUnion(relay)
  }

  private func length(_ lifetime: Lifetime?, _ option: String) throws -> Duration? {
    guard let lifetime else { return nil }
    guard let duration = lifetime.duration else {
      throw ValidationError("\(option) takes a length such as 300s; an automatic block always ends")
    }
    return duration
  }

  private func number(_ number: Int?, _ option: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let number else { return nil }
    guard range.contains(number) else {
      throw ValidationError("\(option) takes a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}

/// What `--max-clients` says; nil for no limit.
struct ClientLimit {
  let limit: Policy.Starvation?
}

private func readClientLimit(_ text: String) throws -> ClientLimit {
  if text == "none" { return ClientLimit(limit: nil) }
  guard let limit = Policy.Starvation(text) else {
    throw ValidationError("'\(text)' is not a limit; write it as 10/60s, or none")
  }
  return ClientLimit(limit: limit)
}

private func readThresholds(_ text: String) throws -> [Threshold] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
    guard let threshold = Threshold(String(part)) else {
      throw ValidationError("'\(part)' is not a threshold; write it as 20/5s, warn:13/60s or decline:10/10m")
    }
    return threshold
  }
}
