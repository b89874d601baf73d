internal import Flood
import Plans
internal import Watchdog
internal import Wire

/// What `top` says of the daemon and of each interface, above the table.
struct TopHead {
  let picture: Picture
  let pace: TalkerRates
  let sparkline: Sparkline

  /// The daemon itself.
  func daemon(_ marks: [Line], width: Int?) -> [Line] {
    var flow = Flow()
    flow.add(Line("dhcpward", .strong))
    flow.add(Line("up \((picture.at - picture.since).spoken)"))
    switch picture.isDurable {
    case true: flow.add(Line("state kept"))
    case false: flow.add(Line("state NOT written", Style(.red, isStrong: true)))
    case nil: flow.add(Line("state in memory only", Style(.yellow)))
    }
    flow.add(Line("\(picture.at.truncated(to: .seconds(1)))".clock, .faint))
    for mark in marks { flow.add(mark) }
    return flow.lines(width: width)
  }

  /// An interface. `spark` is how wide its sparkline is.
  func post(_ post: Picture.Post, spark: Int, width: Int?) -> [Line] {
    let subject = TalkerRates.Subject(post.interface)
    var flow = Flow()
    flow.add(Line("\(post.interface)", .strong))
    flow.add(Line(post.stand))
    if post.isDryRun { flow.add(Line("dry run: nothing is dropped", Style(.yellow))) }
    let rate = pace.rate(of: subject)
    let line = spark > 0 ? " " + sparkline.text(pace.rates(of: subject), width: spark) : ""
    flow.add(Line("heard "), Line("\(rate?.brief ?? "-")/s", .strong), Line(line, Style(.green)))
    let dropped = pace.droppedRate(of: subject)
    flow.add(Line("dropped "), Line("\(dropped.brief)/s", dropped > 0 ? Style(.red) : .plain))
    flow.add(Line("blocks \(post.ownBlocks)" + (post.handBlocks > 0 ? " + \(post.handBlocks) by hand" : "")))
    let isFull = post.sources >= post.capacity
    flow.add(Line("sources \(post.sources) of \(post.capacity)", isFull ? Style(.yellow) : .plain))
    flow.add(
      Line("frames unread \(post.framesDropped)", post.framesDropped > 0 ? Style(.yellow) : .plain))
    let alarms = post.alarms.filter { $0.value > 0 }.sorted { $0.key.rawValue < $1.key.rawValue }
    if !alarms.isEmpty {
      let words = alarms.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
      // Behind the brake flooders are only reported.
      flow.add(Line("alarms: \(words)", Style(post.alarms[.brake] ?? 0 > 0 ? .red : .yellow)))
    }
    return flow.lines(width: width)
  }
}

extension Picture.Post {
  fileprivate var stand: String {
    let place = bridge.map { $0 == interface ? "" : " \($0)" } ?? ""
    return "\(mode.rawValue)\(place), \(dialect.rawValue), \(scope.rawValue)"
  }
}

extension String {
  /// The time of day of an RFC 3339 time.
  fileprivate var clock: String { String(dropFirst(11)) }
}
