import ArgumentParser
import Config
import Plans

/// What `watch` and `rules` take against floods whose every frame has another source address.
struct NewcomerOptions: ParsableArguments {
  @Flag(name: .customLong("limit-unknown"), help: .setting("limit-unknown"))
  var isOn = false

  @Option(
    help: ArgumentHelp(
      "The first messages a second that --limit-unknown lets them share, such as 20/s (default: 1/s).",
      valueName: "rate"),
    transform: readRate)
  var limitUnknownRate: UInt32?

  func validate() throws {
    guard isOn || limitUnknownRate == nil else {
      throw ValidationError("--limit-unknown-rate says how fast; add --limit-unknown")
    }
  }

  /// Nil without `--limit-unknown`.
  var rate: UInt32? { isOn ? limitUnknownRate ?? NewcomerLimit.standardRate : nil }

  /// Puts these options over what the settings file says of the interface.
  func apply(to guarding: inout Configuration.Guarding) {
    if isOn { guarding.isGuarded = true }
    if let limitUnknownRate { guarding.guardRate = limitUnknownRate }
  }
}

private func readRate(_ text: String) throws -> UInt32 {
  let digits = text.hasSuffix("/s") ? text.dropLast(2) : text[...]
  guard let rate = UInt32(digits), NewcomerLimit.rates.contains(rate) else {
    throw ValidationError(
      "'\(text)' is not a rate; write it as 20/s, from \(NewcomerLimit.rates.lowerBound) to \(NewcomerLimit.rates.upperBound) a second"
    )
  }
  return rate
}
