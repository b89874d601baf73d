public import Daemon
public import Wire

/// `dhcpward top`: what it shows, and what keys do to it. A state machine that is told everything; it asks nobody and
/// writes nothing.
public struct TopView: Sendable {
  /// What the rows are sorted by.
  public enum Order: String, CaseIterable, Sendable {
    /// Messages a second.
    case rate
    /// Messages so far.
    case total
    /// Who passes again first.
    case left
  }

  /// What a key asks for beyond what is shown.
  public enum Action: Hashable, Sendable {
    /// To end.
    case quit
    /// To block this source.
    case block(TalkerRates.Subject)
    /// To let this source pass.
    case unblock(TalkerRates.Subject)
  }

  enum Notice {
    /// Sure? Then this is done.
    case question(Action)
    /// Something to be read once.
    case words(Line)
  }

  /// What the rows are sorted by.
  public private(set) var order: Order = .rate
  /// Only those against whom something is held.
  public private(set) var hidesClean = false
  /// The blocked clients behind routers are not shown one by one.
  public private(set) var foldsClients = false
  /// What is shown stays as it is.
  public private(set) var isPaused = false
  /// Who is marked.
  public private(set) var selected: TalkerRates.Subject?
  var notice: Notice?
  var firstRow = 0
  // How many rows the last drawing had room for.
  var page = 1
  var snapshot: Snapshot?
  var rows: [TopRow] = []
  var pace = TalkerRates()
  let sparkline: Sparkline

  /// Nothing is known yet. `isUnicode`: the terminal shows more than ASCII.
  public init(isUnicode: Bool) { sparkline = Sparkline(isUnicode: isUnicode) }

  /// Takes a snapshot; `at` is the time of a clock that nobody sets.
  public mutating func take(_ snapshot: Snapshot, at now: BootTime) {
    pace.take(snapshot, at: now)
    guard !isPaused || self.snapshot == nil else { return }
    self.snapshot = snapshot
    sort()
  }

  /// Says something at the bottom until the next key.
  public mutating func say(_ words: String, isBad: Bool) {
    notice = .words(Line(words, Style(isBad ? .red : .green)))
  }

  /// What is to be done for a key; nil when it only changes what is shown.
  public mutating func press(_ key: Key) -> Action? {
    if case .question(let action) = notice {
      notice = nil
      return key == .character("y") || key == .character("Y") ? action : nil
    }
    notice = nil
    switch key {
    case .character("q"), .character("Q"): return .quit
    case .character("s"):
      order = Order.allCases[((Order.allCases.firstIndex(of: order) ?? 0) + 1) % Order.allCases.count]
      sort()
    case .character("f"):
      hidesClean.toggle()
      sort()
    case .character("c"):
      foldsClients.toggle()
      sort()
    case .character("p"), .character(" "): isPaused.toggle()
    case .character("u"), .character("b"): ask(isBlock: key == .character("b"))
    case .character("k"), .up: move(-1)
    case .character("j"), .down: move(1)
    case .pageUp: move(-page)
    case .pageDown: move(page)
    case .home: move(-rows.count)
    case .end: move(rows.count)
    case .escape: (selected, firstRow) = (nil, 0)
    default: break
    }
    return nil
  }

  private mutating func ask(isBlock: Bool) {
    guard let selected, let row = rows.first(where: { $0.subject == selected }) else {
      return say("mark a source with the arrow keys first", isBad: true)
    }
    guard row.isBlocked != isBlock else {
      return say(
        "\(row.subject.who.map { "\($0)" } ?? "nobody") is \(isBlock ? "blocked already" : "not blocked")",
        isBad: true)
    }
    notice = .question(isBlock ? .block(selected) : .unblock(selected))
  }

  private mutating func move(_ step: Int) {
    guard !rows.isEmpty else { return selected = nil }
    let place = rows.firstIndex { $0.subject == selected }
    // The first press marks, wherever it would go.
    let next = place.map { $0 + step } ?? (step == rows.count ? rows.count : firstRow)
    selected = rows[min(max(0, next), rows.count - 1)].subject
  }

  private mutating func sort() {
    guard let snapshot else { return }
    let all = snapshot.guarded.flatMap { interface in
      interface.talkers.map { TopRow($0, at: interface.name, pace, now: snapshot.at) }
    }
    let clients = snapshot.guarded.flatMap { interface in
      interface.clients.map { TopRow($0, at: interface.name, pace, now: snapshot.at) }
    }
    rows = nested(ordered(all), foldsClients ? [] : ordered(clients))
    if let selected, !rows.contains(where: { $0.subject == selected }) { self.selected = nil }
  }

  /// Clients below their router, or at the end where that is not shown.
  private func nested(_ sources: [TopRow], _ clients: [TopRow]) -> [TopRow] {
    var behind = Dictionary(grouping: clients) {
      TalkerRates.Subject($0.subject.interface, $0.subject.mac)
    }
    let rows = sources.flatMap { source -> [TopRow] in
      let isShown = !hidesClean || source.talker.verdict != .clean || behind[source.subject] != nil
      return (isShown ? [source] : []) + (behind.removeValue(forKey: source.subject) ?? [])
    }
    return rows + clients.filter { behind[TalkerRates.Subject($0.subject.interface, $0.subject.mac)] != nil }
  }

  private func ordered(_ rows: [TopRow]) -> [TopRow] {
    rows.sorted { one, other in
      switch order {
      case .rate:
        (one.rate ?? 0, one.talker.messages, other.talker.mac)
          > (other.rate ?? 0, other.talker.messages, one.talker.mac)
      case .total: (one.talker.messages, other.talker.mac) > (other.talker.messages, one.talker.mac)
      case .left: (one.turn, one.talker.mac) < (other.turn, other.talker.mac)
      }
    }
  }
}

extension TopRow {
  /// Who passes again first comes first, then who is blocked for ever, then who is not blocked.
  fileprivate var turn: Duration {
    isBlocked ? left ?? .seconds(1 << 40) : .seconds(1 << 41)
  }
}
