import Daemon
import Plans
import Screen
import Testing
import Wire

@Suite("What top shows")
struct TopViewTests {
  private static let quiet = MACAddress(bits: 0x0011_2233_4455)

  private func view(_ talkers: [Snapshot.Talker]? = nil) throws -> TopView {
    var view = TopView(isUnicode: true)
    let talkers =
      talkers ?? [
        Model.talker(Self.quiet, messages: 9),
        Model.talker(Model.flooder, messages: 20, dropped: 10, verdict: .blocked, left: .seconds(252)),
        Model.talker(Model.client, messages: 4000, verdict: .spared),
      ]
    view.take(try Model.snapshot(talkers), at: BootTime(seconds: 1))
    let later = talkers.map { talker in
      var talker = talker
      talker.dropped += talker.verdict == .blocked ? 20_000 : 0
      talker.messages += talker.verdict == .blocked ? 0 : 1
      return talker
    }
    view.take(try Model.snapshot(later), at: BootTime(seconds: 2))
    return view
  }

  private func text(_ view: inout TopView, _ columns: Int = 100, _ rows: Int = 20) -> [String] {
    view.lines(on: Size(columns: columns, rows: rows)).map(\.text)
  }

  @Test("a blocked client stands below its router, can be folded away, and is unblocked by its name")
  func clients() throws {
    let client = RelayedClient(
      .v4(giaddr: IPv4Address(bits: 0x0a09_0001), chaddr: Model.flooder), behind: Model.client)
    var talker = Model.talker(Model.client, messages: 0, dropped: 10, verdict: .blocked, left: .seconds(100))
    (talker.client, talker.reason) = (client, "20 messages in 5 s")
    var snapshot = try Model.snapshot([
      Model.talker(Self.quiet, messages: 9), Model.talker(Model.client, messages: 4000),
    ])
    snapshot.guarded[0].clients = [talker]
    var view = TopView(isUnicode: true)
    view.take(snapshot, at: BootTime(seconds: 1))
    snapshot.guarded[0].clients[0].dropped += 300
    view.take(snapshot, at: BootTime(seconds: 2))
    var lines = text(&view, 160)
    let head = try #require(lines.firstIndex { $0.hasPrefix("source ") })
    #expect(lines[head + 1].hasPrefix("\(Model.client) "))
    #expect(lines[head + 2].hasPrefix("  \(Model.flooder) "))
    #expect(lines[head + 2].contains("300") && lines[head + 2].contains("via 10.9.0.1: 20 messages in 5 s"))
    #expect(lines[head + 3].hasPrefix("\(Self.quiet) "))
    #expect(lines.last?.contains("c fold clients") == true)
    _ = view.press(.character("f"))
    #expect(text(&view, 160)[head + 2].hasPrefix("  \(Model.flooder) "))
    for _ in 0..<2 { _ = view.press(.down) }
    #expect(view.selected?.client == client)
    #expect(view.press(.character("u")) == nil)
    let subject = TalkerRates.Subject(try Model.interface(), Model.client, client: client)
    #expect(text(&view, 160).last?.contains("unblock \(client) at eth0?") == true)
    #expect(view.press(.character("y")) == .unblock(subject) && subject.who == .client(client))
    _ = view.press(.character("c"))
    lines = text(&view, 160)
    #expect(!lines.contains { $0.contains("\(Model.flooder)") } && view.foldsClients)
    #expect(view.plainText().contains("blocked") == false)
  }

  @Test("the one who sends most is at the top, with its rate, verdict and time left")
  func order() throws {
    var view = try view()
    var lines = text(&view)
    let head = try #require(lines.firstIndex { $0.hasPrefix("source ") })
    #expect(lines[head + 1].contains("02:00:00:00:00:99  randomised"))
    #expect(
      lines[head + 1].contains("20.0k") && lines[head + 1].contains("blocked")
        && lines[head + 1].contains("4m12s"))
    #expect(view.press(.character("s")) == nil)
    lines = text(&view)
    #expect(lines[head + 1].hasPrefix("\(Model.client)"))
    #expect(lines.last?.contains("sort: total") == true)
    _ = view.press(.character("s"))
    #expect(text(&view)[head + 1].hasPrefix("\(Model.flooder)"))
  }

  @Test(
    "no line is wider than the terminal, and never more of them than it has",
    arguments: [1, 5, 20, 40, 80, 200])
  func fits(columns: Int) throws {
    var view = try view()
    for rows in [1, 2, 3, 6, 24, 60] {
      let lines = view.lines(on: Size(columns: columns, rows: rows))
      #expect(lines.count <= rows)
      #expect(lines.allSatisfy { $0.width <= columns })
    }
  }

  @Test("forty columns still tell who, how fast, the verdict and the time left")
  func narrow() throws {
    var view = try view()
    let line = try #require(text(&view, 40, 20).first { $0.hasPrefix("02:00:00:00:00:99") })
    #expect(line.split(separator: " ") == ["02:00:00:00:00:99", "20.0k", "blocked", "4m12s"])
  }

  @Test("f leaves only those against whom something is held, p keeps what is shown")
  func filters() throws {
    var view = try view()
    _ = view.press(.character("f"))
    #expect(!text(&view).contains { $0.hasPrefix("\(Self.quiet)") })
    #expect(text(&view).contains { $0.hasPrefix("\(Model.client)") })
    _ = view.press(.character("p"))
    view.take(try Model.snapshot([]), at: BootTime(seconds: 3))
    #expect(text(&view).contains { $0.hasPrefix("\(Model.client)") })
    #expect(text(&view)[0].contains("PAUSED"))
    _ = view.press(.character("p"))
    view.take(try Model.snapshot([]), at: BootTime(seconds: 4))
    #expect(text(&view).contains { $0.contains("nobody floods") })
  }

  @Test("a source is unblocked only when it is marked, blocked, and a person is sure")
  func unblock() throws {
    var view = try view()
    let flooder = TalkerRates.Subject(try Model.interface(), Model.flooder)
    #expect(view.press(.character("u")) == nil)
    #expect(text(&view).last?.contains("mark a source") == true)
    _ = view.press(.down)
    #expect(view.selected == flooder)
    #expect(view.press(.character("b")) == nil)
    #expect(text(&view).last?.contains("blocked already") == true)
    _ = view.press(.character("u"))
    #expect(text(&view).last?.hasPrefix("unblock 02:00:00:00:00:99 at eth0? y/n") == true)
    #expect(view.press(.character("n")) == nil)
    _ = view.press(.character("u"))
    #expect(view.press(.character("y")) == .unblock(flooder))
    _ = view.press(.down)
    _ = view.press(.character("b"))
    #expect(view.press(.character("y")) != nil)
    view.say("unblocked", isBad: false)
    #expect(text(&view).last == "unblocked")
    #expect(view.press(.character("q")) == .quit)
  }

  @Test("who is marked is always in sight, by single steps and by pages")
  func scrolling() throws {
    let many = (0..<300).map {
      Model.talker(MACAddress(bits: 0x0011_0000_0000 + UInt64($0)), messages: 1000 - $0)
    }
    var view = try view(many)
    _ = view.press(.character("s"))
    for key in [Key.down, .down, .pageDown, .pageDown, .end, .up, .home, .pageDown, .down] {
      _ = view.press(key)
      let lines = view.lines(on: Size(columns: 80, rows: 24))
      #expect(lines.contains { $0.text.hasPrefix("\(view.selected?.mac ?? .zero)") }, "\(key)")
      #expect(lines.count == 24)
    }
    #expect(view.press(.escape) == nil)
    #expect(view.selected == nil)
  }

  @Test("nothing that the daemon was told by strangers reaches the terminal as a control")
  func hostile() throws {
    var talker = Model.talker(Model.client, messages: 1)
    talker.vendor = "Evil \u{1b}[31m\u{202e}"
    talker.reason = "\u{1b}]0;x\u{7}\r\n"
    talker.behind = Whereabouts(port: try Model.interface("vnet3"), guest: "a\n\u{9b}2J")
    var view = try view([talker])
    let lines = view.lines(on: Size(columns: 200, rows: 10))
    #expect(
      lines.allSatisfy {
        $0.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) }
      })
    let plain = view.plainText()
    #expect(
      plain.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) })
    #expect(plain.split(separator: "\n").count == 4)
  }
}
