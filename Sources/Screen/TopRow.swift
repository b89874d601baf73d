internal import Daemon
import Plans
internal import Wire

/// A talker in the table of `top`.
struct TopRow: Sendable {
  let subject: TalkerRates.Subject
  let talker: Snapshot.Talker
  let rate: Double?
  let rates: [Double]
  /// Until it passes again; nil when it is not blocked, or for ever.
  let left: Duration?

  init(_ talker: Snapshot.Talker, at interface: InterfaceName, _ pace: TalkerRates, now: Timestamp) {
    subject = TalkerRates.Subject(interface, talker.mac)
    self.talker = talker
    rate = pace.rate(of: subject)
    rates = pace.rates(of: subject)
    left = talker.until.map { $0 - now }
  }

  var isBlocked: Bool { talker.verdict == .blocked }

  /// The columns, in the order in which they stand. `spark` is how wide a sparkline may be.
  static func columns(hasSeveral: Bool, places: Bool, spark: Int) -> [Grid.Column] {
    var columns: [Grid.Column] = []
    if hasSeveral { columns.append(.init("interface", 9...15, rank: 7)) }
    columns.append(.init("source", 17...17, rank: 0))
    columns.append(.init("vendor", 10...24, rank: 9))
    if places { columns.append(.init("port, guest", 12...28, rank: 8)) }
    columns += [
      .init("msg/s", 5...5, rank: 1, isRight: true), .init("lately", 8...max(8, spark), rank: 6),
      .init("total", 7...7, rank: 5, isRight: true), .init("dropped", 7...7, rank: 11, isRight: true),
      .init("kinds", 9...20, rank: 10), .init("verdict", 7...7, rank: 2),
      .init("left", 7...7, rank: 3, isRight: true), .init("strikes", 7...7, rank: 12, isRight: true),
      .init("why", 20...60, rank: 13),
    ]
    return columns
  }

  /// A cell for each of these columns, whichever of them are shown.
  func cells(hasSeveral: Bool, places: Bool, spark: Int, _ sparkline: Sparkline) -> [Line] {
    let emphasis = isBlocked ? Style.strong : .plain
    var cells: [Line] = []
    if hasSeveral { cells.append(Line("\(subject.interface)")) }
    cells.append(Line("\(talker.mac)", emphasis))
    cells.append(
      talker.mac.isLocal
        ? Line(LocalMaker.name(of: talker.mac) ?? "randomised", .faint)
        : Line(talker.vendor ?? "unknown", vendorStyle))
    if places { cells.append(Line(talker.behind?.place ?? "")) }
    cells += [
      Line(pace, rate ?? 0 > 0 ? emphasis : .faint),
      Line(sparkline.text(rates, width: spark), verdictStyle),
      Line(talker.messages.brief),
      Line(talker.dropped == 0 ? "" : talker.dropped.brief),
      Line(talker.kinds.abbreviated, .faint), Line(talker.verdict.rawValue, verdictStyle),
      Line(isBlocked ? left?.brief ?? "forever" : ""),
      Line(talker.strikes == 0 ? "" : "\(talker.strikes)"), Line(talker.reason ?? "", .faint),
    ]
    return cells
  }

  private var pace: String {
    rate?.brief ?? "-"
  }

  private var vendorStyle: Style { talker.vendor == nil ? .faint : .plain }

  private var verdictStyle: Style {
    switch talker.verdict {
    case .clean: Style(.green)
    case .warned: Style(.yellow)
    case .blocked: Style(.red, isStrong: true)
    case .spared: Style(.cyan)
    }
  }
}

extension Whereabouts {
  fileprivate var place: String { guest.map { "\(port), \($0)" } ?? "\(port)" }
}
