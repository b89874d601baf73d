import Screen
import TestKit
import Testing

@Suite("Keys")
struct KeyTests {
  private static let typed: [(String, [Key])] = [
    ("q", [.character("q")]), ("\r", [.enter]), ("\u{1b}[A", [.up]), ("\u{1b}OB", [.down]),
    ("\u{1b}[5~", [.pageUp]), ("\u{1b}[6~", [.pageDown]), ("\u{1b}[H", [.home]), ("\u{1b}[4~", [.end]),
    ("\u{1b}[1;5A", [.up]), ("\u{1b}q", [.escape, .character("q")]), ("\u{1b}[24~", []), ("\u{7f}\u{1}", []),
    ("sf\u{1b}[Bu", [.character("s"), .character("f"), .down, .character("u")]),
  ]

  @Test("every key is read, in one piece and octet by octet")
  func read() {
    for (text, keys) in Self.typed {
      var whole = KeyReader()
      #expect(whole.take(Array(text.utf8)) == keys, "\(text.debugDescription)")
      var single = KeyReader()
      #expect(text.utf8.flatMap { single.take([$0]) } == keys, "\(text.debugDescription)")
    }
  }

  @Test("an escape after which nothing comes is the key")
  func escape() {
    var reader = KeyReader()
    #expect(reader.take([0x1b]) == [])
    #expect(reader.settle() == [.escape])
    #expect(reader.settle() == [])
    #expect(reader.take(Array("\u{1b}[".utf8)) == [])
    #expect(reader.settle() == [])
    #expect(reader.take(Array("A".utf8)) == [.character("A")])
  }

  @Test("random octets trap nothing and are not kept for ever")
  func random() {
    var random = SeededRandom(seed: 11)
    var reader = KeyReader()
    for _ in 0..<20_000 {
      let octets = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        Bool.random(using: &random)
          ? UInt8.random(in: 0...255, using: &random) : [0x1b, 0x5b, 0x3b].randomElement(using: &random) ?? 0
      }
      _ = reader.take(octets)
    }
    _ = reader.settle()
    #expect(reader.take(Array("x".utf8)) == [.character("x")])
  }
}
