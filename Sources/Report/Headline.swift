import Flood
import Wire

/// The page's answer in words: who, when, how many, and what would have come of it.
struct Headline {
  private let page: Page
  private let blocked: [Page.Source]

  init(_ page: Page) {
    self.page = page
    blocked = page.sources.filter { $0.finding?.verdict == .blocked }
  }

  private func count(_ name: String) -> Int { page.findings.count { $0.verdict.name == name } }

  /// For the window's title.
  var title: String {
    if page.messages == 0 { return "No DHCP client message in this capture" }
    let flooders = count("blocked")
    if flooders == 0, page.blockedClients.count == 1, let client = page.blockedClients.first {
      return "One client behind a relay flooded, and would have been blocked: \(client.name)"
    }
    if flooders == 0, page.blockedClients.count > 1 {
      return
        "\(page.blockedClients.count.grouped) clients behind relays flooded, and would have been blocked"
    }
    if flooders == 1 { return "One source flooded, and would have been blocked" }
    if flooders > 1 { return "\(flooders.grouped) sources flooded, and would have been blocked" }
    if let alarm = page.alarms.first { return "Nobody to block, but \(alarm.kind.headline)" }
    if count("spared") > 0 { return "Nobody would have been blocked; \(count("spared").grouped) spared" }
    if count("warned") > 0 { return "Nobody flooded; \(count("warned").grouped) came near it" }
    return "Nobody flooded"
  }

  var html: Markup {
    """
    <header>
    \(kicker)
    <h1>\(title)</h1>
    \(lede)
    \(tiles)
    </header>
    """
  }

  // Names may be long, and many.
  private var kicker: Markup {
    let names = page.files.joined(separator: ", ")
    guard page.files.count > 1 || names.count > 40 else {
      return "<p class=\"kicker\">dhcpward \u{b7} \(names)</p>"
    }
    return """
      <details class="kicker"><summary>dhcpward \u{b7} \(page.files.count.of("capture"))</summary>
      \(names)</details>
      """
  }

  private var lede: Markup {
    let items =
      blocked.prefix(3).map { source -> Markup in "<li>\(sentence(source))</li>" }
      + page.blockedClients.prefix(3).map { client -> Markup in "<li>\(sentence(client))</li>" }
    let alarms = AlarmGroup.groups(page.alarms).prefix(2).map { group -> Markup in
      "<p class=\"lede\">Alarm at \(group.moments(on: page)): \(group.alarm.detail).\(group.alarm.advice.map { advice -> Markup in " To do: \(advice)." })</p>"
    }
    let remark: Markup? = page.remark.map { "<p class=\"lede\">\($0).</p>" }
    let list: Markup? = items.isEmpty ? nil : "<ul class=\"lede\">\n\(items)\n</ul>"
    return
      "<p class=\"lede\">\(period)</p>\n\(list)\n\(alarms)\n\(remark)\n\(rest.map { rest -> Markup in "<p class=\"lede\">\(rest)</p>" })"
  }

  private var period: Markup {
    guard let first = page.first, let last = page.last else { return "\(page.frames.of("frame")) were read." }
    return """
      \(page.sourceCount.of("source")) sent \(page.messages.of("message")) within \((last - first).rough), from \
      \(first.time) UTC on \(first.date).
      """
  }

  private func sentence(_ source: Page.Source) -> Markup {
    guard let finding = source.finding else { return "" }
    let mac = source.counts.mac
    let who = [source.hostName, page.vendors.words(for: mac)].compactMap(\.self)
    let delay = finding.at - source.counts.first
    return """
      <code>\(mac.description)</code>\(who.isEmpty ? "" : " (\(who.joined(separator: ", ")))") sent \
      \(source.counts.messages.grouped) of them and reached \(finding.reason) at \(page.words(finding.at)), \
      \(delay.rough) after its first.
      """
  }

  private func sentence(_ client: Page.Client) -> Markup {
    guard let finding = client.finding else { return "" }
    return """
      <code>\(client.name)</code> (\(client.place)) sent \(client.messages.grouped) of them and reached \
      \(finding.reason) at \(page.words(finding.at)).
      """
  }

  private var rest: Markup? {
    let others = count("blocked") - min(3, blocked.count)
    var parts: [String] = []
    if others > 0 { parts.append("\(others.grouped) more would have been blocked") }
    if count("spared") > 0 {
      parts.append(
        "\(count("spared").of("source")) over a threshold \(count("spared") == 1 ? "was" : "were") spared")
    }
    if count("warned") > 0 {
      parts.append("\(count("warned").of("source")) \(count("warned") == 1 ? "was" : "were") warned about")
    }
    return parts.isEmpty ? nil : "\(parts.joined(separator: "; "))."
  }

  private var tiles: Markup {
    let clean = page.sourceCount - page.findings.count
    var facts = [
      ("messages", page.messages.grouped, ""), ("sources", page.sourceCount.grouped, ""),
      ("blocked", count("blocked").grouped, "blocked"), ("spared", count("spared").grouped, "spared"),
      ("warned", count("warned").grouped, "warned"), ("clean", clean.grouped, "clean"),
    ]
    if let peak = page.series?.peakRate { facts.insert(("most in 1 s", peak.grouped, ""), at: 1) }
    let items = facts.map { label, value, kind -> Markup in
      let tone: Markup = kind.isEmpty || value == "0" ? "" : Self.kind(kind)
      let size: Markup = value.count > 7 ? " class=\"long\"" : ""
      return "<div\(tone)><dt>\(label)</dt><dd\(size)>\(value)</dd></div>"
    }
    return "<dl class=\"tiles\">\n\(items)\n</dl>"
  }

  private static func kind(_ name: String) -> Markup { " class=\"\(name)\"" }
}

extension Alarm.Kind {
  /// What goes on, for a headline.
  fileprivate var headline: String {
    switch self {
    case .starvation: "somebody uses up the addresses"
    case .randomSource: "a flood from ever new addresses"
    case .loop: "the network loops"
    case .conflict: "addresses that the server offers are taken"
    case .tableFull: "more sources than can be watched"
    case .brake: "more flooders than may be blocked"
    case .manySources: "many sources near a limit at once"
    case .exempt: "more than a relay or a gateway sends"
    case .ownAddress: "DHCP from this machine's own address"
    case .leaking: "a block that does not hold"
    case .framed: "somebody may be framed"
    case .sharedAddress: "two machines share an address"
    }
  }
}
