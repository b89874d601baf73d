/// The outline of a row of columns, as the path of an SVG that is 1000 wide and 1000 high.
struct Skyline {
  static let size = 1000

  /// Columns of equal width that fill the width; heights are from 0 to 1.
  static func path(_ heights: [Double]) -> Markup {
    var path = "M0 \(size)"
    var level = size
    for (place, height) in heights.enumerated() {
      // What is there at all is seen.
      let isSeen = height > 0
      let next = size - max(isSeen ? 4 : 0, Int((min(1, height) * Double(size)).rounded()))
      guard next != level else { continue }
      path += "H\(place * size / heights.count)V\(next)"
      level = next
    }
    return "\(path)H\(size)V\(size)Z"
  }
}
