import Flood
import Wire

/// Round numbers along an axis.
enum Scale {
  /// The least of 1, 2, 5, 10, 20, … that is not below `value`.
  static func nice(_ value: Double) -> Double {
    var power = 1.0
    while power * 10 < value { power *= 10 }
    for step in [1.0, 2, 5, 10] where step * power >= value { return step * power }
    return value
  }

  /// From zero to the first mark that is not below `highest`, in two to five steps.
  static func marks(upTo highest: Double) -> [Double] {
    let step = nice(max(highest, 1) / 5)
    let count = Int((max(highest, 1) / step).rounded(.up))
    return (0...max(1, count)).map { Double($0) * step }
  }
}

/// Moments along the time axis.
struct TimeAxis {
  struct Tick {
    /// From the left end, of 1.
    let place: Double
    let label: String
    /// It may be left out where there is little room.
    var isOptional = false
    /// A day begins with it.
    var isDay = false
  }

  let ticks: [Tick]

  private static let steps: [Int64] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800,
    604_800,
  ]

  init(_ series: Series) {
    let span = series.span
    var step = Self.steps.first { Double($0) * 9 >= span } ?? 604_800
    while Double(step) * 9 < span { step = step > .max / 2 ? .max : step * 2 }
    guard step < .max / 1_000_000_000 else {
      ticks = []
      return
    }
    var ticks: [Tick] = []
    var moment = series.start.truncated(to: .seconds(step))
    while ticks.count < 12 {
      let place = Double(moment.nanoseconds &- series.start.nanoseconds) / 1e9 / span
      if place > 1 { break }
      if place >= 0 {
        ticks.append(
          Tick(place: place, label: Self.label(moment, step), isDay: moment.time == "00:00:00"))
      }
      let next = moment + .seconds(step)
      if next <= moment { break }
      moment = next
    }
    // Some three of them stand on a phone, days rather than hours.
    let kept = ticks.count > 6 ? 3 : ticks.count > 3 ? 2 : 1
    let day = ticks.firstIndex(where: \.isDay) ?? 0
    for place in ticks.indices { ticks[place].isOptional = (place - day) % kept != 0 }
    self.ticks = ticks
  }

  private static func label(_ moment: Timestamp, _ step: Int64) -> String {
    if step >= 86_400 { return moment.shortDate }
    let isMidnight = moment.time == "00:00:00"
    if step >= 60 { return isMidnight ? moment.shortDate : String(moment.time.prefix(5)) }
    return moment.time
  }
}

extension Series {
  /// Its whole length in seconds.
  var span: Double { Double(count) * stepSeconds }
  /// The length of a step in seconds.
  var stepSeconds: Double { Double(step.clampedNanoseconds) / 1e9 }
  /// Where a moment is, from 0 to 1.
  func share(of moment: Timestamp) -> Double {
    let since = Double(moment.nanoseconds) - Double(start.nanoseconds)
    return min(1, max(0, since / 1e9 / span))
  }
}
