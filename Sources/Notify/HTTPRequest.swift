/// The little of HTTP/1.1 (RFC 9112) that a scraper needs to be answered: every request gets one answer, and the connection
/// ends.
enum HTTPRequest: Hashable {
  /// For this page.
  case get(path: String)
  /// By a method other than GET.
  case other
  /// No request that can be read.
  case garbage

  /// Reads what came so far; nil while not all of it is there. `isWhole`: no more will come.
  init?(_ octets: [UInt8], isWhole: Bool = false) {
    let method = octets.prefix { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    // What does not begin like a request will not become one.
    guard method.count == octets.count || (octets[method.count] == 0x20 && !method.isEmpty),
      method.count <= 16
    else {
      self = .garbage
      return
    }
    guard let head = Self.head(octets) else {
      guard isWhole else { return nil }
      self = .garbage
      return
    }
    let words = (head.split(separator: "\n").first ?? "").split(separator: " ")
    guard words.count == 3, words[2].hasPrefix("HTTP/1."), words[1].hasPrefix("/") else {
      self = .garbage
      return
    }
    self = words[0] == "GET" ? .get(path: String(words[1].prefix { $0 != "?" })) : .other
  }

  /// All up to the empty line, without carriage returns.
  private static func head(_ octets: [UInt8]) -> String? {
    let plain = octets.filter { $0 != UInt8(ascii: "\r") }
    let text = String(decoding: plain, as: UTF8.self)
    return text.firstRange(of: "\n\n").map { String(text[..<$0.lowerBound]) }
  }
}
