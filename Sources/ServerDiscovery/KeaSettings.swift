import System

/// The settings of a Kea server: JSON with the comments of three languages.
enum KeaSettings {
  /// The file that a running process's command line names; nil when it cannot be read.
  static func text(ofProcess pid: Int32) -> String? {
    let words = ServerCommandLine(pid: pid).words
    guard let option = words.firstIndex(of: "-c"), words.indices.contains(option + 1),
      words[option + 1].hasPrefix("/")
    else { return nil }
    // As the process sees its files: it may live in a container.
    return SmallFile.text("/proc/\(pid)/root\(words[option + 1])")
  }

  /// Texts, marked by a quote before them, brackets and words; the comments left out.
  static func tokens(of text: String) -> [String] {
    var tokens: [String] = []
    var rest = Substring(text)
    while let character = rest.first {
      if character == "\"" {
        let body = rest.dropFirst().prefix { $0 != "\"" }
        tokens.append("\"" + body)
        rest = rest[body.endIndex...].dropFirst()
      } else if character == "#" || rest.hasPrefix("//") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = rest.dropFirst(2)
        while !rest.isEmpty, !rest.hasPrefix("*/") { rest = rest.dropFirst() }
        rest = rest.dropFirst(2)
      } else if character.isLetter {
        let word = rest.prefix { $0.isLetter }
        tokens.append(String(word))
        rest = rest[word.endIndex...]
      } else {
        if "[]{}".contains(character) { tokens.append(String(character)) }
        rest = rest.dropFirst()
      }
    }
    return tokens
  }
}
