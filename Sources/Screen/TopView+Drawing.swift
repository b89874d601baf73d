internal import Daemon
internal import Wire

extension TopView {
  private static let narrow = 60
  private static let keys = [
    ("q", "quit"), ("s", "sort"), ("f", "flooders only"), ("p", "pause"), ("\u{2191}\u{2193}", "mark"),
    ("u", "unblock"), ("b", "block"),
  ]

  /// The screen, from the top; as many lines as fit.
  public mutating func lines(on size: Size) -> [Line] {
    guard let snapshot else { return [Line("dhcpward: waiting for the daemon")] }
    var lines = head(snapshot, on: size)
    let hasSeveral = snapshot.guarded.count > 1
    let places = rows.contains { $0.talker.behind != nil }
    // Sparklines are the first to grow, but not beyond what is remembered.
    let spark = min(TalkerRates.length, max(8, (size.columns - 80) / 4))
    let columns = TopRow.columns(
      hasSeveral: hasSeveral, places: places, spark: spark, name: TopRow.nameWidth(rows))
    let grid = Grid(columns, width: size.columns, gap: size.columns < Self.narrow ? 1 : 2)
    let sparkIndex = columns.firstIndex { $0.title == "lately" } ?? 0
    let width = grid.shown[sparkIndex] ?? 0
    lines.append(grid.head(.heading).fitted(to: size.columns).heading)
    page = max(1, size.rows - lines.count - 1)
    scroll()
    for row in rows[firstRow..<min(rows.count, firstRow + page)] {
      let line = grid.line(row.cells(hasSeveral: hasSeveral, places: places, spark: width, sparkline))
      lines.append(row.subject == selected ? line.fitted(to: size.columns).reversed : line)
    }
    if rows.isEmpty {
      lines.append(Line(hidesClean ? "  nobody floods" : "  nobody has sent anything yet", .faint))
    }
    lines = Array(lines.prefix(max(1, size.rows - 1)))
    while lines.count < size.rows - 1 { lines.append(Line()) }
    if size.rows > 1 { lines.append(foot(size.columns)) }
    return lines.map { $0.clipped(to: size.columns) }
  }

  private func head(_ snapshot: Snapshot, on size: Size) -> [Line] {
    let head = TopHead(snapshot: snapshot, pace: pace, sparkline: sparkline)
    var marks: [Line] = []
    if isPaused { marks.append(Line("PAUSED", Style(.yellow, isStrong: true))) }
    if hidesClean { marks.append(Line("flooders only", Style(.yellow))) }
    var lines = head.daemon(marks, width: size.columns)
    // A line of its own for a single interface; several share what room there is.
    let spark = snapshot.guarded.count > 1 ? 16 : min(TalkerRates.length, max(0, size.columns - 20))
    for interface in snapshot.guarded {
      lines += head.lines(of: interface, spark: size.columns < Self.narrow ? 16 : spark, width: size.columns)
    }
    // The table is what one looks at: it always has at least half.
    let limit = max(1, size.rows / 2 - 1)
    guard lines.count > limit else { return lines }
    return lines.prefix(limit - 1) + [Line("... and more than fits", .faint).clipped(to: size.columns)]
  }

  private mutating func scroll() {
    if let place = rows.firstIndex(where: { $0.subject == selected }) {
      firstRow = min(max(firstRow, place - page + 1), place)
    }
    firstRow = max(0, min(firstRow, rows.count - page))
  }

  private func foot(_ width: Int) -> Line {
    switch notice {
    case .question(.unblock(let subject)): return question("unblock", subject).clipped(to: width)
    case .question(.block(let subject)): return question("block", subject).clipped(to: width)
    case .question(.quit): return Line("quit? y/n")
    case .words(let line): return line.clipped(to: width)
    case nil: break
    }
    var line = Line()
    let hasClients = snapshot?.guarded.contains { !$0.clients.isEmpty } ?? false
    let fold = hasClients ? [("c", foldsClients ? "show clients" : "fold clients")] : []
    for (key, word) in Self.keys + fold {
      let name = key.count > 1 && !sparkline.isUnicode ? "jk" : key
      let more =
        Line(name, .strong) + Line(" " + word + (word == "sort" ? ": \(order.rawValue)" : ""), .faint)
      guard line.width + more.width + 2 <= width else { break }
      line += (line.width > 0 ? Line("  ") : Line()) + more
    }
    if rows.count > page {
      let place = Line("\(firstRow + 1)-\(min(rows.count, firstRow + page)) of \(rows.count)", .faint)
      if line.width + 2 + place.width <= width {
        line = line.fitted(to: width - place.width) + place
      }
    }
    return line
  }

  private func question(_ verb: String, _ subject: TalkerRates.Subject) -> Line {
    let who = subject.who.map { "\($0)" } ?? "nobody"
    let how = verb == "block" ? ", every frame, until unblocked" : ""
    return Line("\(verb) \(who) at \(subject.interface)\(how)? ", .strong) + Line("y/n", .heading)
  }

  /// The same without a terminal: a line for the daemon, one for each interface, and a table as wide as it is.
  public func plainText() -> String {
    guard let snapshot else { return "" }
    let head = TopHead(snapshot: snapshot, pace: pace, sparkline: sparkline)
    var lines = head.daemon([], width: nil)
    for interface in snapshot.guarded { lines += head.lines(of: interface, spark: 0, width: nil) }
    let columns = TopRow.columns(
      hasSeveral: true, places: true, spark: 0, name: TopRow.nameWidth(rows))
    let cells = rows.map { $0.cells(hasSeveral: true, places: true, spark: 0, sparkline) }
    // A history of one moment is nothing to look at.
    let kept = columns.indices.filter { columns[$0].title != "lately" }
    let rows = cells.map { row in kept.map { row[$0] } }
    let grid = Grid(kept.map { columns[$0] }, for: rows)
    lines.append(rows.isEmpty ? Line("nobody has sent anything yet") : grid.head(.plain))
    lines += rows.map(grid.line)
    return lines.map { $0.trimmed.text + "\n" }.joined()
  }
}

extension Line {
  /// The style of a table's head from edge to edge.
  fileprivate var heading: Line { Line(text, .heading) }
}
