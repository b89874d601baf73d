import Flood
import Wire

/// The sources in a table, the gravest first.
struct SourceTable {
  let page: Page

  var html: Markup? {
    guard !page.sources.isEmpty else { return nil }
    let shown = page.sources.prefix(Page.rows)
    let more: Markup? =
      page.sourceCount > shown.count
      ? "<p class=\"soft\">and \((page.sourceCount - shown.count).grouped) more; <code>--json</code> lists every one</p>"
      : nil
    return """
      <section>
      <h2>Sources</h2>
      <table class="sources">
      <thead><tr><th scope="col">source</th><th scope="col" class="n">messages</th><th scope="col">types</th>\
      <th scope="col">seen (UTC)</th><th scope="col">verdict</th></tr></thead>
      <tbody>
      \(shown.flatMap { [row($0)] + clients($0) })
      </tbody>
      </table>
      \(more)
      </section>
      """
  }

  private func row(_ source: Page.Source) -> Markup {
    let counts = source.counts
    let first = page.words(counts.first)
    let last = counts.first.day == counts.last.day ? counts.last.time : page.words(counts.last)
    let times =
      counts.first.truncated(to: .seconds(1)) == counts.last.truncated(to: .seconds(1))
      ? first : "\(first) \u{2013} \(last)"
    return """
      <tr><td class="source"><code>\(counts.mac.description)</code> <small>\(page.about(source))</small></td>\
      <td class="n">\(counts.messages.grouped)</td><td class="types">\(source.types)\(details(counts))</td>\
      <td class="times">\(times)</td><td class="verdict">\(Pill(verdict: source.verdict).html) \
      \(source.finding.map { finding -> Markup in
        "<small>\(finding.explanation), at \(page.words(finding.at))</small>" })</td></tr>
      """
  }

  /// The clients behind a source, and how many more there are.
  private func clients(_ source: Page.Source) -> [Markup] {
    let others = source.clientCount - source.clients.count
    let rows = source.clients.map { client -> Markup in
      let verdict = client.finding?.verdict.name ?? "clean"
      return """
        <tr class="client"><td class="source"><code>\(client.name)</code> <small>\(client.place)</small></td>\
        <td class="n">\(client.messages.grouped)</td><td class="types"></td><td class="times"></td>\
        <td class="verdict">\(Pill(verdict: verdict).html) \
        \(client.finding.map { finding -> Markup in
          "<small>\(finding.explanation), at \(page.words(finding.at))</small>" })</td></tr>
        """
    }
    guard others > 0, source.clientCount > 1 else { return rows }
    let more = source.clients.isEmpty ? "" : " more"
    return rows + [
      "<tr class=\"client\"><td class=\"source\" colspan=\"5\"><small>\(others.grouped)\(more) behind it</small></td></tr>"
    ]
  }

  private func details(_ counts: Tally.Source) -> Markup? {
    var words: [String] = []
    if counts.clients > 1 { words.append(counts.clients.of("client")) }
    if counts.relayed > 0 { words.append("\(counts.relayed.grouped) relayed") }
    if !counts.vlans.isEmpty {
      words.append("VLAN " + counts.vlans.prefix(8).map { "\($0.number)" }.joined(separator: ", "))
    }
    return words.isEmpty ? nil : " <small>\(words.joined(separator: "; "))</small>"
  }
}
