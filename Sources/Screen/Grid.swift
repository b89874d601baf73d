/// Columns side by side, as many as there is room for.
public struct Grid: Sendable {
  /// A column.
  public struct Column: Sendable {
    /// Its head.
    public var title: String
    /// How narrow and how wide it may be.
    public var widths: ClosedRange<Int>
    /// Its cells end at the right, as numbers do.
    public var isRight: Bool
    /// When there is no room for all, the ones with the highest number go first; so do they get what is left last.
    public var rank: Int

    /// A column from its parts.
    public init(_ title: String, _ widths: ClosedRange<Int>, rank: Int, isRight: Bool = false) {
      self.title = title
      self.widths = widths
      self.rank = rank
      self.isRight = isRight
    }
  }

  /// From the left.
  public let columns: [Column]
  // Those that are shown, and how wide.
  private let widths: [(index: Int, width: Int)]
  private let gap: Int

  /// Columns that fit into `width` together, `gap` apart; the first in rank is always there.
  public init(_ columns: [Column], width: Int, gap: Int = 2) {
    self.columns = columns
    self.gap = gap
    var shown = Array(columns.indices)
    func least() -> Int {
      shown.reduce(-gap) { $0 + columns[$1].widths.lowerBound + gap }
    }
    while shown.count > 1, least() > width,
      let last = shown.indices.max(by: { columns[shown[$0]].rank < columns[shown[$1]].rank })
    {
      shown.remove(at: last)
    }
    var left = width - least()
    var widths = shown.map { (index: $0, width: columns[$0].widths.lowerBound) }
    // Twice, so that no column gets all there is before the others have enough.
    let order = widths.indices.sorted { columns[widths[$0].index].rank < columns[widths[$1].index].rank }
    for share in [2, 1] {
      for place in order {
        let range = columns[widths[place].index].widths
        let wanted = range.lowerBound + (range.upperBound - range.lowerBound) / share
        let more = max(0, min(left, wanted - widths[place].width))
        widths[place].width += more
        left -= more
      }
    }
    self.widths = widths
  }

  /// Columns as wide as what is in them, for where there is no edge.
  public init(_ columns: [Column], for rows: [[Line]]) {
    self.columns = columns
    gap = 2
    widths = columns.indices.map { index in
      let widest = rows.map { $0[index].width }.max() ?? 0
      return (index, max(columns[index].title.count, widest))
    }
  }

  /// The columns that are shown, as places in `columns`, and how wide each is.
  public var shown: [Int: Int] { Dictionary(uniqueKeysWithValues: widths.map { ($0.index, $0.width) }) }

  /// The heads.
  public func head(_ style: Style) -> Line { line(columns.map { Line($0.title, style) }) }

  /// A row; `cells` has one for each of `columns`.
  public func line(_ cells: [Line]) -> Line {
    var line = Line()
    for (index, width) in widths {
      if line.width > 0 { line += Line(String(repeating: " ", count: gap)) }
      line += cells[index].fitted(to: width, isRight: columns[index].isRight)
    }
    return line
  }
}
