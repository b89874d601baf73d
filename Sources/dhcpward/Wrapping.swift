extension String {
  /// Broken at spaces so that no line has more than 80 columns, where words allow it: the first line begins with
  /// `head`, the others are indented as far as it reaches, or by `indent`.
  func wrapped(after head: String, indent: Int? = nil, width: Int = 80) -> [String] {
    let margin = String(repeating: " ", count: indent ?? head.count)
    var lines: [String] = []
    var line = head
    var isEmpty = true
    for word in split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = margin
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + [line]
  }
}
