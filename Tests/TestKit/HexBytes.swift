/// Bytes from hexadecimal with comments: everything after `//` in a line is for the reader.
package func bytes(_ commented: String) -> [UInt8] {
  let lines = commented.split(separator: "\n").map { line in
    line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
  }
  let digits = lines.joined().filter { !$0.isWhitespace }.map { UInt8($0.hexDigitValue ?? 0) }
  return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
