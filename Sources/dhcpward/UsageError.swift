import ArgumentParser
import System
import Wire

/// A command line that says nothing sensible, as one line for the person: what is wrong, on what, and what was probably
/// meant. ArgumentParser's errors are not public, so its words are read.
struct UsageError {
  let line: String

  init(_ message: String, _ words: [String]) {
    let (path, rest) = Self.command(of: words)
    let command = (["dhcpward"] + path.names).joined(separator: " ")
    let name = path.names.joined(separator: " ")
    let lines = message.split(separator: "\n")
    let choices = lines.filter { $0.hasPrefix("  - ") }.map { String($0.dropFirst(4)) }
    let sentence = lines.filter { !$0.hasPrefix("  - ") }.joined(separator: " ")
    if let word = rest.first, !word.hasPrefix("-"), !path.children.isEmpty {
      line = Self.unknown(word, of: command, path.children, following: rest.dropFirst())
      return
    }
    if sentence.hasPrefix("The value '"), let parts = Self.value(sentence) {
      let all = choices + Self.choices(sentence)
      line = Self.helped(Self.wrong(parts.value, for: parts.name, parts.reason, all), command)
    } else if sentence.hasPrefix("Unknown option "), let option = Self.quoted(sentence) {
      line = Self.helped(Self.unknown(option: option, path.names, sentence), command)
    } else if sentence.hasPrefix("Missing expected argument "), let missing = Self.quoted(sentence) {
      line = Self.helped("\(name): \(missing) is missing", command)
    } else if sentence.hasPrefix("Missing value for "), let option = Self.quoted(sentence) {
      line = Self.helped("\(option): there is no value behind it", command)
    } else if sentence.contains("nexpected argument"), let word = Self.quoted(sentence) {
      line = Self.helped("\(name.isEmpty ? "dhcpward" : name) takes no '\(word)'", command)
    } else {
      line = Self.helped(sentence, command)
    }
  }

  // The command that the words name, by its names and what it has below; and the words after it.
  private static func command(
    of words: [String]
  ) -> (path: (names: [String], children: [any ParsableCommand.Type]), rest: ArraySlice<String>) {
    var names: [String] = []
    var children = Dhcpward.configuration.subcommands
    var rest = words[...]
    while let word = rest.first, let next = children.first(where: { $0.commandWord == word }) {
      names.append(word)
      children = next.configuration.subcommands
      rest = rest.dropFirst()
    }
    return ((names, children), rest)
  }

  private static func unknown(
    _ word: String, of command: String, _ children: [any ParsableCommand.Type],
    following: ArraySlice<String>
  ) -> String {
    let names = children.filter { $0.configuration.shouldDisplay }.map { $0.commandWord }
    let isRoot = command == "dhcpward"
    let habit = isRoot ? habits[word.lowercased()] : nil
    var meant = (habit ?? NearestWord.of(word, among: names)).map { "\(command) \($0)" }
    if meant == nil, isRoot {
      if InterfaceNames.all.contains(word) {
        meant = "dhcpward watch \(word)"
      } else if InputFile.isThere(word) {
        meant = "dhcpward replay \(word)"
      }
    }
    return (isRoot ? "there is no command" : "\(command.dropFirst(9)) has no command") + " '\(word)'; "
      + (meant.map { "did you mean `\($0)`? " } ?? "") + "`\(command) --help` lists what it has"
  }

  // What other tools call it.
  private static let habits = [
    "ban": "block", "drop": "block", "deny": "block", "unban": "unblock", "pardon": "unblock",
    "list": "status", "show": "status", "ls": "status", "start": "watch", "run": "watch",
    "monitor": "watch", "sniff": "watch", "log": "history", "logs": "history", "events": "history",
    "check": "doctor", "read": "replay", "analyse": "replay", "analyze": "replay", "why": "explain",
    "ignore": "allow", "whitelist": "allow",
  ]

  private static func unknown(
    option: String, _ names: [String], _ sentence: String
  ) -> String {
    var meant = sentence.split(separator: "'").dropFirst(3).first.map(String.init)
    if names.isEmpty, ["-i", "--interface"].contains(option) { meant = "`dhcpward watch \(option)`" }
    if names == ["replay"], option == "-r" { return "replay takes files without '-r' before them" }
    let place = names.isEmpty ? "there is no option" : "\(names.joined(separator: " ")) has no option"
    return "\(place) '\(option)'" + (meant.map { "; did you mean \($0)?" } ?? "")
  }

  private static func helped(_ words: String, _ command: String) -> String {
    words + (words.hasSuffix("?") ? " " : "; ") + "`\(command) --help` has examples"
  }

  // `Please provide one of 'auto', 'nftables' or 'ebtables'.`
  private static func choices(_ sentence: String) -> [String] {
    guard let start = sentence.firstRange(of: "Please provide one of '") else { return [] }
    return sentence[start.upperBound...].split(separator: "'").enumerated().filter { $0.offset % 2 == 0 }
      .map { String($0.element) }.filter { $0 != "." }
  }

  private static func wrong(
    _ value: String, for name: String, _ reason: String?, _ choices: [String]
  ) -> String {
    let head = name.hasPrefix("-") ? name.prefix { $0 != " " } + ": " : ""
    // What the program's own readers say has the value in it.
    if let reason { return head + reason }
    guard !choices.isEmpty else { return head + "'\(value)' is not a whole number" }
    return head + Choice.words("'\(value)' is not one of", of: choices, for: value)
  }

  // `The value 'V' is invalid for 'NAME': REASON`, or with the choices in one sentence.
  private static func value(
    _ sentence: String
  ) -> (value: String, name: String, reason: String?)? {
    let middle = "' is invalid for '"
    guard let cut = sentence.firstRange(of: middle) else { return nil }
    let value = sentence[..<cut.lowerBound].dropFirst("The value '".count)
    let rest = sentence[cut.upperBound...]
    guard let end = rest.firstIndex(of: "'") else { return nil }
    let after = rest[rest.index(after: end)...]
    let reason = after.hasPrefix(": ") ? String(after.dropFirst(2)) : nil
    return (String(value), String(rest[..<end]), reason)
  }

  private static func quoted(_ sentence: String) -> String? {
    sentence.split(separator: "'", omittingEmptySubsequences: false).dropFirst().first.map(String.init)
  }
}

extension ParsableCommand {
  /// The word it is called by.
  static var commandWord: String { configuration.commandName ?? "\(Self.self)".lowercased() }
}

/// What is said of a word that is none of a few.
enum Choice {
  /// `'brige' is not one of auto, bridge; did you mean bridge?`
  static func words(_ head: String, of choices: [String], for word: String) -> String {
    "\(head) \(choices.joined(separator: ", "))"
      + (NearestWord.of(word, among: choices).map { "; did you mean \($0)?" } ?? "")
  }
}
