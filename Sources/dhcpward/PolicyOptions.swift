import ArgumentParser
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

  @Option(
    help: ArgumentHelp(
      "How long an automatic block lasts the first time, such as 300s or 10m (default: 300s).",
      discussion: "Each further time it is twice as long.", valueName: "time"),
    transform: readLifetime)
  var ban: Lifetime?

  @Option(
    help: ArgumentHelp("The longest an automatic block gets (default: 24h).", valueName: "time"),
    transform: readLifetime)
  var banCap: Lifetime?

  @Option(
    help: ArgumentHelp(
      "How long a source must keep quiet after a block for one time to be forgiven (default: 1h).",
      valueName: "time"),
    transform: readLifetime)
  var forgive: Lifetime?

  @Option(
    help: ArgumentHelp(
      "For how many clients one source may speak, as COUNT/WINDOW (default: 10/60s); none for any number.",
      valueName: "limit"),
    transform: readStarvation)
  var starvation: StarvationLimit?

  @Option(help: "How many automatic blocks may stand at once (default: 64).")
  var brake: Int?

  @Option(help: "How many automatic blocks there may be in a minute (default: 64).")
  var pace: Int?

  @Option(help: "How many sources are watched at once, at about 400 bytes each (default: 65536).")
  var sources: Int?

  @Option(help: ArgumentHelp("A MAC that is never blocked.", valueName: "mac"), transform: readMAC)
  var allow: [MACAddress] = []

  @Option(
    help: ArgumentHelp(
      "A relay agent's MAC, or of whatever else speaks for many clients; never blocked either.",
      valueName: "mac"), transform: readMAC)
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
    policy.forgiveness = try length(forgive, "--forgive") ?? policy.forgiveness
    if let starvation { policy.starvation = starvation.limit }
    policy.brake = try number(brake, "--brake", in: Policy.brakes) ?? policy.brake
    policy.pace = try number(pace, "--pace", in: Policy.brakes) ?? policy.pace
    policy.capacity = try number(sources, "--sources", in: Policy.capacities) ?? policy.capacity
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

/// What `--starvation` says; nil for no limit.
struct StarvationLimit {
  let limit: Policy.Starvation?
}

private func readStarvation(_ text: String) throws -> StarvationLimit {
  if text == "none" { return StarvationLimit(limit: nil) }
  guard let limit = Policy.Starvation(text) else {
    throw ValidationError("'\(text)' is not a limit; write it as 10/60s, or none")
  }
  return StarvationLimit(limit: limit)
}

private func readThresholds(_ text: String) throws -> [Threshold] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
    guard let threshold = Threshold(String(part)) else {
      throw ValidationError("'\(part)' is not a threshold; write it as 20/5s, warn:13/60s or decline:10/10m")
    }
    return threshold
  }
}
