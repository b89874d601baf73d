/// What was probably meant by a word that is none of those there are.
public enum NearestWord {
  /// The word that only begins with it, or else one that is at most two letters away and no other word altogether; nil
  /// when there is none.
  public static func of(_ word: String, among words: [String]) -> String? {
    // The command line's habits.
    let plain = word.lowercased().replacing("_", with: "-")
    let longer = Set(words.filter { $0.hasPrefix(plain) })
    if plain.count > 1, longer.count == 1 { return longer.first }
    let ranked = words.map { (word: $0, distance: distance(plain, $0.lowercased())) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= min(2, max(1, best.word.count / 3)) ? best.word : nil
  }

  /// The fewest letters added, left out, changed, or exchanged with their neighbour.
  public static func distance(_ one: String, _ other: String) -> Int {
    let (from, to) = (Array(one.unicodeScalars), Array(other.unicodeScalars))
    guard abs(from.count - to.count) <= 2 else { return .max }
    var before: [Int] = []
    var row = Array(0...to.count)
    for i in from.indices {
      var next = [i + 1]
      for j in to.indices {
        var least = min(row[j + 1] + 1, next[j] + 1, row[j] + (from[i] == to[j] ? 0 : 1))
        if i > 0, j > 0, from[i] == to[j - 1], from[i - 1] == to[j] { least = min(least, before[j - 1] + 1) }
        next.append(least)
      }
      (before, row) = (row, next)
    }
    return row[to.count]
  }
}
