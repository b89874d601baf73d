public import Plans

extension Preflight {
  /// The concerns to warn of; throws the gravest one when it forbids to go on, and with `strict` also the first that
  /// makes a block ineffective or would stop something else from working.
  public static func warnings(
    _ concerns: [Concern], attempt: String, strict: Bool
  ) throws(PlanError) -> [Concern] {
    for concern in concerns {
      let forbids = concern.severity == .refusal || strict && concern.severity != .note
      guard forbids else { continue }
      throw PlanError(
        attempt: attempt, reason: concern.words, advice: concern.advice.joined(separator: "; "))
    }
    return concerns.filter(\.warns)
  }
}
