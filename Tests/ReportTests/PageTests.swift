import Flood
import TestKit
import Testing
import Wire

@testable import Report

@Suite("The page") struct PageTests {
  static let epoch = Timestamp(seconds: 1_795_431_970)
  static let hostile =
    "</title></svg></style><script>alert(1)</script><img src=x onerror='a'>\"'&{}\u{202e}\u{0}"

  static func mac(_ number: Int) -> MACAddress { MACAddress(bits: 0x0200_0000_0000 | UInt64(number)) }

  /// A page with more of everything than it shows, and strangers' text wherever there is any.
  static func page(sources: Int = 150, steps: Int = 4000, seed: UInt64 = 1) throws -> Page {
    var generator = SeededRandom(seed: seed)
    var hindsight = OfflineDetector(policy: .standard, keeping: .max)
    var findings: [MACAddress: Finding] = [:]
    for step in 0..<steps {
      let source = mac(.random(in: 0..<sources, using: &generator) / (step % 2 == 0 ? 1 : 40))
      let kind = MessageKind.allCases.randomElement(using: &generator) ?? .discover
      let arrival = Arrival(
        message: ClientMessage(source: source, kind: kind), at: epoch + .milliseconds(step * 40))
      for finding in hindsight.note(contentsOf: [arrival]) { findings[finding.mac] = finding }
    }
    let past = try #require(hindsight.retrospect)
    let series = try #require(Series(past))
    let threshold = Threshold(count: 20, window: .seconds(5))
    let all = hindsight.tally.sources.map {
      Page.Source(counts: $0, finding: findings[$0.mac], hostName: hostile, traits: [hostile])
    }
    let talkers = all.prefix(Page.talkers).map { source in
      Page.Talker(
        source: source, threshold: threshold, peak: past.peak(of: source.counts.number, against: threshold),
        pace: series.pace(of: source.counts.number, against: threshold, in: past))
    }
    return Page(
      files: [hostile], version: "1", frames: steps, messages: steps, malformed: 0,
      first: hindsight.tally.first,
      last: hindsight.tally.last, sourceCount: all.count,
      sources: all, talkers: talkers, findings: Array(findings.values),
      alarms: [Alarm(kind: .loop, at: epoch, mac: mac(1), detail: hostile)], series: series,
      whatIf: WhatIf(past) { _ in false }, policy: .standard, vendors: Vendors())
  }

  @Test("strangers' text is nowhere but escaped, and the markup is well-formed") func hostile() throws {
    let html = try Self.page().html
    for word in ["<script", "<img", "</svg></style>", "\u{202e}", "\u{0}", "onerror='"] {
      #expect(!html.contains(word), "\(word)")
    }
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(faults(in: html) == [])
  }

  @Test("nothing is fetched and nothing runs") func contained() throws {
    let html = try Self.page().html
    for word in ["http:", "https:", " src=", " href=", "url(", "@import", "javascript:", "<link", "<iframe"] {
      #expect(!html.replacing(Self.escaped, with: "").contains(word), "\(word)")
    }
    #expect(html.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""))
    #expect(html.contains("name=\"viewport\""))
  }

  private static let escaped = "&lt;img src=x onerror=&#39;a&#39;&gt;"

  @Test("it is small, however large the capture") func size() throws {
    let html = try Self.page(sources: 5000, steps: 40_000).html
    #expect(html.utf8.count < 300_000)
    #expect(html.contains("more; <code>--json</code>"))
    #expect(faults(in: html) == [])
  }

  @Test("a capture of one message, and one of none, have a page too") func smallest() throws {
    var page = try Self.page(sources: 1, steps: 1)
    #expect(faults(in: page.html) == [])
    page.series = nil
    page.sources = []
    page.talkers = []
    page.findings = []
    page.alarms = []
    page.whatIf = nil
    page.messages = 0
    page.first = nil
    page.last = nil
    #expect(faults(in: page.html) == [])
    #expect(page.html.contains("<h1>No DHCP client message in this capture</h1>"))
  }

  @Test("every drawing says in words what it shows") func accessible() throws {
    let html = try Self.page().html
    let drawings = html.split(separator: "<svg").dropFirst()
    #expect(drawings.count == 1 + Page.talkers)
    for drawing in drawings {
      #expect(
        drawing.contains("role=\"img\"") && drawing.contains("<title id=") && drawing.contains("<desc id="))
    }
  }

  @Test("an alarm that lasts is told once, with how often and how long") func alarms() throws {
    var page = try Self.page()
    page.findings = []
    let hours: [Duration] = [.zero, .seconds(3600), .seconds(7200)]
    page.alarms = hours.map { Alarm(kind: .tableFull, at: Self.epoch + $0, detail: "65536 sources") }
    page.alarms.append(Alarm(kind: .loop, at: Self.epoch, mac: Self.mac(1), detail: "a loop"))
    page.alarms.append(Alarm(kind: .loop, at: Self.epoch, mac: Self.mac(2), detail: "a loop"))
    let html = page.html
    #expect(html.split(separator: "<li><b>table-full").count == 2)
    #expect(html.contains(", and 2 times more until "))
    #expect(html.split(separator: "<li><b>loop").count == 3)
    #expect(faults(in: html) == [])
  }

  @Test("the headline says how many flooded") func headline() throws {
    var page = try Self.page()
    let flooders = page.findings.filter { $0.verdict == .blocked }.count
    #expect(
      flooders > 1 && page.html.contains("<h1>\(flooders) sources flooded, and would have been blocked</h1>"))
    page.findings = []
    page.alarms = []
    #expect(page.html.contains("<h1>Nobody flooded</h1>"))
  }
}

/// What keeps a text from being well-formed XML: elements not closed in order, stray signs, quotes left open.
func faults(in html: String) -> [String] {
  var open: [Substring] = []
  var faults: [String] = []
  var rest = html.drop { $0 != "\n" }
  while let start = rest.firstIndex(of: "<") {
    if rest[..<start].contains(">"), open.last != "style" { faults.append("stray > in \(rest[..<start])") }
    guard let end = rest[start...].firstIndex(of: ">") else { return faults + ["open tag"] }
    let tag = rest[rest.index(after: start)..<end]
    rest = rest[rest.index(after: end)...]
    if tag.count(where: { $0 == "\"" }) % 2 != 0 || tag.contains("<") { faults.append("tag <\(tag)>") }
    let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }
    if tag.hasPrefix("/") {
      if open.popLast() != name { faults.append("</\(name)> closes another") }
    } else if !tag.hasSuffix("/") {
      open.append(name)
    }
  }
  for piece in html.split(separator: "&").dropFirst()
  where !["amp;", "lt;", "gt;", "quot;", "#39;"].contains(where: piece.hasPrefix) {
    faults.append("stray & before \(piece.prefix(20))")
  }
  return faults + open.map { "<\($0)> is left open" }
}

@Suite("What the page says") struct PageWordsTests {
  @Test("the most in a second is that of an exact second, not the average of a step of the drawing")
  func peak()
    throws
  {
    var hindsight = OfflineDetector(policy: .standard, keeping: .max)
    let source = PageTests.mac(1)
    var moments = (0..<1000).map { PageTests.epoch + .milliseconds($0) }
    moments.append(PageTests.epoch + .seconds(100_000))
    for moment in moments {
      _ = hindsight.note(
        contentsOf: [Arrival(message: ClientMessage(source: source, kind: .discover), at: moment)])
    }
    let past = try #require(hindsight.retrospect)
    let series = try #require(Series(past))
    #expect(series.step > .seconds(60))
    #expect(series.peakRate == 1000)
  }

  @Test("many captures are folded away, one stands above the headline") func files() throws {
    var page = try PageTests.page()
    page.files = ["night.pcap"]
    #expect(page.html.contains("<p class=\"kicker\">dhcpward \u{b7} night.pcap</p>"))
    page.files = ["monday.pcap", "tuesday.pcap"]
    #expect(page.html.contains("<summary>dhcpward \u{b7} 2 captures</summary>"))
    #expect(faults(in: page.html) == [])
  }

  @Test("a large number is written smaller, so that it stays in its tile") func tiles() throws {
    var page = try PageTests.page()
    page.messages = 2_000_000
    #expect(page.html.contains("<dd class=\"long\">2,000,000</dd>"))
  }

  @Test("it says what to do, and has the commands to copy") func orders() throws {
    let page = try PageTests.page(sources: 3)
    #expect(page.html.contains("To do: look for two cables"))
    #expect(
      page.html.contains("dhcpward block 02:00:00:00:00:00 <span class=\"whole\">--for 1h</span></code>"))
    #expect(page.html.contains("dhcpward allow 02:00:00:00:00:00</code>"))
  }

  @Test("what the end of a capture leaves open is said") func remark() throws {
    var page = try PageTests.page(sources: 3)
    page.remark = "60 new sources"
    #expect(page.html.contains("<p class=\"lede\">60 new sources.</p>"))
  }
}
