import Screen
import Wire

extension StatusReport {
  /// For a person.
  var lines: [Line] {
    daemonLines + [bridgeLine] + wards.map(\.line) + serverTexts + guardLines + blockLines
  }

  private var daemonLines: [Line] {
    guard let daemon else { return [Line("daemon: not running", Style(.yellow))] }
    let names = daemon.interfaces.isEmpty ? "nothing yet" : daemon.interfaces.joined(separator: ", ")
    return [Line("daemon: pid \(daemon.pid) guards \(names)")]
      + daemon.waiting.map { Line("  waiting for \($0): there is no such interface yet", Style(.yellow)) }
      + health.lines
  }

  private var bridgeLine: Line {
    guard let bridge else { return Line("bridge: none of dhcpward's") }
    var line = Line("bridge: \(bridge.name) over \(bridge.port)")
    if !bridge.complete { line += Line(", unfinished", Style(.red)) }
    if bridge.unconfirmed != nil { line += Line(", unconfirmed", Style(.yellow)) }
    return line
  }

  private var serverTexts: [Line] {
    [Line("servers: \(servers.isEmpty ? "none seen" : "\(servers.count)")")]
      + zip(serverLines, servers).map { words, server in
        let ink: Style.Ink = server.shielded == nil ? .plain : server.shielded == true ? .green : .red
        return Line("  \(words), ") + Line(server.verdict, Style(ink, isStrong: ink == .red))
      }
  }

  private var guardLines: [Line] {
    guard let `guard` else { return [] }
    return [
      Line("guard: unknown sources share \(`guard`.rate)/s; \(`guard`.dropped) messages dropped, ")
        + Line("\(`guard`.known) sources known")
    ]
  }

  private var blockLines: [Line] {
    guard !blocks.isEmpty else { return [Line("blocked: nobody")] }
    let rows = blocks.map { $0.cells(bridgePort: bridge?.port) }
    let grid = Grid(Entry.columns, for: rows)
    let margin = Line("  ")
    return [Line("blocked: \(blocks.count)"), margin + grid.head(.faint)]
      + zip(rows, blocks).flatMap { row, block in
        [margin + grid.line(row)] + (block.who.map { [Line("    \($0)", .faint)] } ?? [])
      }
  }
}

extension StatusReport.Ward {
  /// For a person.
  var line: Line {
    let (dropped, messages) = (counters["dropped"] ?? 0, counters["messages"] ?? 0)
    return Line(
      "program: at the XDP hook of \(port), id \(id); DHCP messages seen: \(messages); frames dropped, which tcpdump does not "
        + "see: \(dropped)")
  }
}

extension StatusReport.Entry {
  fileprivate static let columns: [Grid.Column] = [
    .init("source", 17...39, rank: 0), .init("scope", 5...5, rank: 1), .init("time", 9...20, rank: 2),
    .init("strikes", 7...7, rank: 4, isRight: true), .init("dropped", 7...20, rank: 3, isRight: true),
    .init("why", 10...80, rank: 5),
  ]

  fileprivate func cells(bridgePort: String?) -> [Line] {
    // Nobody wrote down why a rule of ebtables is there.
    let why = (reason ?? "-") + (client.map(\.place) ?? "") + (port == bridgePort ? "" : place) + maker
    return [
      Line(name, .strong), Line(scope), Line(left.map { "\($0.spoken) left" } ?? "until unblocked"),
      Line("\(strikes)"), Line("\(packets)", packets > 0 ? Style(.red) : .plain), Line(why),
    ]
  }

  /// A client's own address.
  private var name: String { subject.client?.name.client ?? "\(subject)" }

  /// Where it is, in words.
  private var place: String {
    guard let port else { return "" }
    return ", behind \(port)" + (guest.map { ", guest \($0)" } ?? "") + (atPort ? ", only there" : "")
  }

  /// Whose make it is, in words.
  private var maker: String {
    (subject.hardwareAddress.flatMap(LocalMaker.words) ?? vendor).map { "; \($0)" } ?? ""
  }
}

extension StatusReport.Client {
  /// Where it is, in words.
  fileprivate var place: String { ", via \(via) behind \(router)" }
}
