public import Wire

/// So many messages of one source in so much time, and what that leads to.
public struct Threshold: Hashable, Sendable {
  /// What follows when the threshold is reached.
  public enum Level: UInt8, CaseIterable, Sendable {
    /// Said, nothing else.
    case warn
    /// The source is to be blocked.
    case block
  }

  /// The counts there can be: each costs four bytes a source.
  public static let counts = 1...1000
  /// The windows there can be: whole milliseconds up to seven days.
  public static let windows = Duration.milliseconds(1)...Duration.seconds(604_800)

  /// The kind counted; nil counts all.
  public let kind: MessageKind?
  /// The message that trips it: the count-th within `window`.
  public let count: Int
  /// The sliding window; messages exactly `window` apart are not in one.
  public let window: Duration
  /// What follows.
  public let level: Level

  /// A threshold; count and window are clamped to `counts` and `windows`, the window cut to whole milliseconds.
  public init(kind: MessageKind? = nil, count: Int, window: Duration, level: Level = .block) {
    self.kind = kind
    self.count = min(max(count, Self.counts.lowerBound), Self.counts.upperBound)
    let clamped = min(max(window, Self.windows.lowerBound), Self.windows.upperBound)
    self.window = .milliseconds(clamped.wholeMilliseconds)
    self.level = level
  }

  /// What it counts, in words: `20 messages in 5 s`, `10 DECLINE messages in 10 min`.
  public var words: String {
    let noun = count == 1 ? "message" : "messages"
    guard let kind else { return "\(count) \(noun) in \(window.words)" }
    let name = kind == .malformed ? kind.name : kind.name.uppercased()
    return "\(count) \(name) \(noun) in \(window.words)"
  }
}

extension Duration {
  /// The length as a person writes it, in the largest unit that divides it: `500 ms`, `60 s`, `10 min`, `24 h`.
  public var words: String {
    let (amount, unit) = inLargestUnit
    return "\(amount) \(unit == .minutes ? "min" : unit.rawValue)"
  }

  var wholeMilliseconds: Int64 { clampedNanoseconds / 1_000_000 }

  enum Unit: String, CaseIterable {
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "m"
    case hours = "h"

    var inMilliseconds: Int64 {
      switch self {
      case .milliseconds: 1
      case .seconds: 1000
      case .minutes: 60_000
      case .hours: 3_600_000
      }
    }
  }

  /// One minute stays `60 s`, as thresholds are mostly quoted.
  var inLargestUnit: (Int64, Unit) {
    let length = wholeMilliseconds
    let fitting = Unit.allCases.last { unit in
      length % unit.inMilliseconds == 0 && length >= (unit == .minutes ? 2 : 1) * unit.inMilliseconds
    }
    let unit = fitting ?? .milliseconds
    return (length / unit.inMilliseconds, unit)
  }
}
