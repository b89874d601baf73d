import ArgumentParser
import Flood
import Wire

/// Who is a flooder, and who never is: the options `watch` and `replay` share, so that a replay judges as the
/// daemon would.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A threshold, as COUNT/WINDOW; the first given replaces all defaults of its level, block or warn.",
      discussion:
        "20/5s blocks at 20 messages in 5 s; warn:13/60s warns; decline:10/10m counts DECLINE only. May be repeated.",
      valueName: "threshold"),
    transform: readThreshold)
  var threshold: [Threshold] = []

  @Option(
    help: ArgumentHelp(
      "How long an automatic block lasts, such as 300s or 10m (default: 300s).", valueName: "time"),
    transform: readLifetime)
  var ban: Lifetime?

  @Option(help: ArgumentHelp("A MAC that is never blocked.", valueName: "mac"), transform: readMAC)
  var allow: [MACAddress] = []

  @Option(
    help: ArgumentHelp("A relay agent's MAC, never blocked either.", valueName: "mac"), transform: readMAC)
  var relay: [MACAddress] = []

  /// The policy these options come to.
  func policy() throws -> Policy {
    var policy = Policy.standard
    for level in [Threshold.Level.warn, .block] where threshold.contains(where: { $0.level == level }) {
      policy.thresholds.removeAll { $0.level == level }
    }
    policy.thresholds += threshold
    if let ban {
      guard let duration = ban.duration else {
        throw ValidationError("--ban takes a length such as 300s; an automatic block always ends")
      }
      policy.ban = duration
    }
    policy.exemptions.allowed.formUnion(allow)
    policy.exemptions.relays.formUnion(relay)
    return policy
  }
}

private func readThreshold(_ text: String) throws -> Threshold {
  guard let threshold = Threshold(text) else {
    throw ValidationError("'\(text)' is not a threshold; write it as 20/5s, warn:13/60s or decline:10/10m")
  }
  return threshold
}
