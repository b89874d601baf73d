/// The byte order of a capture's numbers: that of the machine that wrote it.
struct ByteOrder {
  private let isSwapped: Bool

  /// The order in which a magic number reads as `magic`; nil when it reads so in neither.
  init?(_ word: UInt32, magic: UInt32) {
    guard word == magic || word.byteSwapped == magic else { return nil }
    isSwapped = word != magic
  }

  @inline(__always)
  func callAsFunction<Number: FixedWidthInteger>(_ number: Number) -> Number {
    isSwapped ? number.byteSwapped : number
  }
}
