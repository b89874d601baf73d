/// One setting: a key of the settings file, how it is read and printed, and what it means. All that names a setting is made
/// of it: the reader, `config show`, the commented file, the manual, the tables of docs/configuration.md, the help of the
/// options.
public struct Setting<Part>: Sendable {
  /// Its key, and its option's name.
  public let key: String
  /// Its names in earlier versions, which are still read.
  public let former: [String]
  /// What it means, in whole sentences; what stands in backticks is typed so.
  public let meaning: String
  /// The page of docs/ that says more, without `.md`; nil for none.
  public let page: String?
  /// Its value in an example, where a table is wrong without it.
  public let needed: String?

  /// Reads the value that stands under the name into the part, or complains.
  let take: @Sendable (_ reader: TableReader, _ name: String, _ part: inout Part) -> Void
  /// The value as TOML; nil where the part has none.
  let text: @Sendable (_ part: Part) -> String?

  init(
    _ key: String, former: [String] = [], meaning: String, page: String? = nil, needed: String? = nil,
    text: @escaping @Sendable (Part) -> String?,
    take: @escaping @Sendable (TableReader, String, inout Part) -> Void
  ) {
    self.key = key
    self.former = former
    self.meaning = meaning
    self.page = page
    self.needed = needed
    self.text = text
    self.take = take
  }

  /// All names that it is read by.
  var names: [String] { [key] + former }
}

extension TableReader {
  /// Reads what stands there of these into the part; what does not stand there is left as it is.
  func read<Part>(_ settings: [Setting<Part>], into part: inout Part) {
    for setting in settings {
      let names = setting.names.filter(has)
      guard let name = names.first else {
        if let example = setting.needed { missing(setting.key, "\(setting.key) = \(example)") }
        continue
      }
      for other in names.dropFirst() {
        complaints.add(
          key: path + [.key(other)], "\(other): expected \(setting.key) alone, whose earlier name it is")
      }
      setting.take(self, name, &part)
    }
  }
}
