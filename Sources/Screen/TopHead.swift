internal import Daemon
internal import Flood
import Plans
internal import Wire

/// What `top` says of the daemon and of each interface, above the table.
struct TopHead {
  let snapshot: Snapshot
  let pace: TalkerRates
  let sparkline: Sparkline

  /// The daemon itself.
  func daemon(_ marks: [Line], width: Int?) -> [Line] {
    var flow = Flow()
    flow.add(Line("dhcpward", .strong))
    flow.add(Line("up \((snapshot.at - snapshot.since).spoken)"))
    switch snapshot.isDurable {
    case true: flow.add(Line("state kept"))
    case false: flow.add(Line("state NOT written", Style(.red, isStrong: true)))
    case nil: flow.add(Line("state in memory only", Style(.yellow)))
    }
    flow.add(Line("\(snapshot.at.truncated(to: .seconds(1)))".clock, .faint))
    for mark in marks { flow.add(mark) }
    return flow.lines(width: width)
  }

  /// An interface. `spark` is how wide its sparkline is.
  func lines(of interface: Snapshot.Interface, spark: Int, width: Int?) -> [Line] {
    let subject = TalkerRates.Subject(interface.name)
    var flow = Flow()
    flow.add(Line("\(interface.name)", .strong))
    flow.add(Line(interface.stand))
    if interface.isDryRun { flow.add(Line("dry run: nothing is dropped", Style(.yellow))) }
    let rate = pace.rate(of: subject)
    let line = spark > 0 ? " " + sparkline.text(pace.rates(of: subject), width: spark) : ""
    flow.add(Line("heard "), Line("\(rate?.brief ?? "-")/s", .strong), Line(line, Style(.green)))
    let dropped = pace.droppedRate(of: subject)
    flow.add(Line("dropped "), Line("\(dropped.brief)/s", dropped > 0 ? Style(.red) : .plain))
    flow.add(
      Line(
        "blocks \(interface.ownBlocks)"
          + (interface.handBlocks > 0 ? " + \(interface.handBlocks) by hand" : "")))
    let isFull = interface.sources >= interface.capacity
    flow.add(Line("sources \(interface.sources) of \(interface.capacity)", isFull ? Style(.yellow) : .plain))
    flow.add(
      Line("frames unread \(interface.framesDropped)", interface.framesDropped > 0 ? Style(.yellow) : .plain))
    let alarms = interface.alarms.filter { $0.value > 0 }.sorted { $0.key.rawValue < $1.key.rawValue }
    if !alarms.isEmpty {
      let words = alarms.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
      // Behind the brake flooders are only reported.
      flow.add(Line("alarms: \(words)", Style(interface.alarms[.brake] ?? 0 > 0 ? .red : .yellow)))
    }
    return flow.lines(width: width)
  }
}

extension Snapshot.Interface {
  fileprivate var stand: String {
    let place = bridge.map { $0 == name ? "" : " \($0)" } ?? ""
    return "\(mode.rawValue)\(place), \(dialect.rawValue), \(scope.rawValue)"
  }
}

extension String {
  /// The time of day of an RFC 3339 time.
  fileprivate var clock: String { String(dropFirst(11)) }
}
