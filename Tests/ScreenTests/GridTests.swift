import Screen
import Testing

@Suite("A grid")
struct GridTests {
  private let columns = [
    Grid.Column("source", 6...6, rank: 0), Grid.Column("vendor", 4...10, rank: 2),
    Grid.Column("rate", 4...4, rank: 1, isRight: true),
  ]

  @Test("the least important columns go first, and what is left over widens the others")
  func fits() {
    #expect(Grid(columns, width: 100).shown == [0: 6, 1: 10, 2: 4])
    #expect(Grid(columns, width: 20).shown == [0: 6, 1: 6, 2: 4])
    #expect(Grid(columns, width: 18).shown == [0: 6, 1: 4, 2: 4])
    #expect(Grid(columns, width: 17).shown == [0: 6, 2: 4])
    #expect(Grid(columns, width: 16, gap: 1).shown == [0: 6, 1: 4, 2: 4])
    #expect(Grid(columns, width: 3).shown == [0: 6])
  }

  @Test("no line is wider than its grid", arguments: 6...40)
  func width(_ width: Int) {
    let grid = Grid(columns, width: width)
    let row = [Line("aaaaaaaaaaaa"), Line("bbbbbbbbbbbbbbbbb"), Line("123456")]
    #expect(grid.line(row).width <= width)
    #expect(grid.head(.heading).width == grid.line(row).width)
  }

  @Test("without an edge every column is as wide as what is in it")
  func natural() {
    let grid = Grid(columns, for: [[Line("a"), Line("twelve letters"), Line("1")]])
    #expect(grid.head(.plain).text == "source  vendor          rate")
    #expect(grid.line([Line("a"), Line("twelve letters"), Line("1")]).text == "a       twelve letters     1")
  }
}
