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
    subject = TalkerRates.Subject(interface, talker.mac, client: talker.client)
    self.talker = talker
    rate = pace.rate(of: subject)
    rates = pace.rates(of: subject)
    left = talker.until.map { $0 - now }
  }

  var isBlocked: Bool { talker.verdict == .blocked }

  // A client of DHCPv4, two columns to the right.
  private static let clientWidth = 19

  /// The widest name of rows.
  static func nameWidth(_ rows: [TopRow]) -> Int { rows.map(\.name.count).max() ?? 0 }

  /// The columns, in the order in which they stand. `spark` is how wide a sparkline may be, `name` the widest name.
  static func columns(hasSeveral: Bool, places: Bool, spark: Int, name: Int = 0) -> [Grid.Column] {
    var columns: [Grid.Column] = []
    if hasSeveral { columns.append(.init("interface", 9...15, rank: 7)) }
    columns.append(.init("source", max(17, min(name, clientWidth))...max(17, name), rank: 0))
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
    cells.append(Line(name, emphasis))
    cells.append(maker)
    if places { cells.append(Line(talker.behind?.place ?? "")) }
    cells += [
      Line(pace, rate ?? 0 > 0 ? emphasis : .faint),
      Line(sparkline.text(rates, width: spark), verdictStyle),
      Line(talker.messages.brief),
      Line(talker.dropped == 0 ? "" : talker.dropped.brief),
      Line(talker.kinds.abbreviated, .faint), Line(talker.verdict.rawValue, verdictStyle),
      Line(isBlocked ? left?.brief ?? "forever" : ""),
      Line(talker.strikes == 0 ? "" : "\(talker.strikes)"), Line(why, .faint),
    ]
    return cells
  }

  /// Its address; a client's stands a little to the right, as its router is above.
  fileprivate var name: String { talker.client.map { "  \($0.name.client)" } ?? "\(talker.mac)" }

  private var maker: Line {
    let mac = talker.client.map { Wire.Subject.client($0).hardwareAddress } ?? talker.mac
    guard let mac else { return Line("") }
    if mac.isLocal { return Line(LocalMaker.name(of: mac) ?? "randomised", .faint) }
    return talker.client == nil ? Line(talker.vendor ?? "unknown", vendorStyle) : Line("")
  }

  private var why: String {
    let place = talker.client.map { "via \($0.name.relay)" }
    return [place, talker.reason].compactMap(\.self).joined(separator: ": ")
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
