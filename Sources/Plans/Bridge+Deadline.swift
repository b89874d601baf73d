public import Wire

extension Bridge {
  /// The shortest and the longest time that may be asked for to confirm a bridge in.
  public static let confirmationTimes: ClosedRange<Duration> = .seconds(1) ... .seconds(86_400)

  /// `boot+86400.500`: seconds since boot, to the millisecond.
  static func text(_ deadline: BootTime) -> String {
    let milliseconds = max(0, deadline.nanoseconds / 1_000_000)
    let fraction = String(1000 + milliseconds % 1000).dropFirst()
    return "boot+\(milliseconds / 1000).\(fraction)"
  }

  /// Reads what `text` writes; nil for anything else.
  static func deadline(_ text: some StringProtocol) -> BootTime? {
    guard text.hasPrefix("boot+") else { return nil }
    let parts = text.dropFirst(5).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...9).contains(parts[0].utf8.count), parts[1].utf8.count == 3,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let seconds = Int64(parts[0]), let milliseconds = Int64(parts[1])
    else { return nil }
    return BootTime(seconds: seconds, nanoseconds: milliseconds * 1_000_000)
  }
}

extension BridgePlanner {
  /// Lets an unconfirmed bridge stay: one change of its mark. Nothing where it stays already.
  ///
  /// Refused when its time is over, as it is being undone then, and when it is not complete.
  public static func confirm(_ bridge: Bridge, network: Network, now: BootTime) throws(PlanError) -> Plan {
    let attempt = "confirm the bridge \(bridge.name) over \(bridge.port)"
    guard let standing = network[bridge.name].flatMap(Bridge.init), standing.port == bridge.port else {
      throw PlanError(
        attempt: attempt, reason: "it is not there any more",
        advice: "build it again (dhcpward bridge up --port \(bridge.port))")
    }
    guard let deadline = standing.deadline else { return Plan() }
    guard now < deadline else {
      throw PlanError(
        attempt: attempt, reason: "its time is over",
        advice:
          "it is being undone; build it again with more time (dhcpward bridge up --port \(bridge.port) --confirm 5m)"
      )
    }
    let plan = try up(standing, network: network)
    guard plan.changes.allSatisfy(\.isOfVLANFilter) else {
      throw PlanError(
        attempt: attempt, reason: "it is only half built",
        advice: "`dhcpward bridge up --port \(bridge.port)` finishes it, `bridge down` removes it")
    }
    return plan + Plan(mark(standing, until: nil))
  }
}
