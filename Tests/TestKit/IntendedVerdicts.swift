public import Foundation

/// What a capture is to be judged as, by what is known of who sent it: a `.txt` beside the capture.
///
/// A line each: `blocked MAC WORDS`, `warned MAC WORDS` or `spared MAC WORDS`, where the reason must have the words;
/// `unblocked MAC`, anything but blocked; `alarm KIND` or `alarm KIND MAC`; `with OPTION...` for the replay. Whoever is not named is to be clean, and no
/// other kind of alarm is to be given. `#` begins a comment.
public struct IntendedVerdicts {
  private struct Line {
    var verdict: String
    var mac: String
    var words: String

    func allows(_ source: ReplayJSON.Source) -> Bool {
      guard words.isEmpty || source.reason?.contains(words) == true else { return false }
      return source.verdict == verdict || (verdict == "unblocked" && source.verdict != "blocked")
    }
  }
  private var lines: [Line] = []
  private var alarms: [(kind: String, mac: String?)] = []
  /// Options that the replay needs, such as `--allow MAC`.
  public private(set) var options: [String] = []

  /// Every capture that has verdicts beside it, by its name without an ending.
  public static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: Captures.directory.path)
      .filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
  }

  /// Reads the verdicts of that capture.
  public init(of capture: String) throws {
    let file = Captures.directory.appending(path: "\(capture).txt")
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
      switch words.first {
      case nil: continue
      case "blocked", "warned", "spared", "unblocked":
        guard words.count >= 2 else { throw ToolFailure(words: "\(file.path): no source in '\(line)'") }
        lines.append(Line(verdict: words[0], mac: words[1], words: words.dropFirst(2).joined(separator: " ")))
      case "alarm" where words.count == 2: alarms.append((words[1], nil))
      case "alarm" where words.count == 3: alarms.append((words[1], words[2]))
      case "with": options += words.dropFirst()
      default: throw ToolFailure(words: "\(file.path): not understood: '\(line)'")
      }
    }
  }

  /// What a judgement has wrong, in words; empty when it is right.
  public func mistakes(in replay: ReplayJSON) -> [String] {
    var mistakes: [String] = []
    let sources = Dictionary(uniqueKeysWithValues: replay.sources.map { ($0.mac, $0) })
    for line in lines {
      let said = sources[line.mac].map { "\($0.verdict) (\($0.reason ?? ""))" } ?? "not seen"
      let isRight = sources[line.mac].map { line.allows($0) } ?? false
      if !isRight {
        mistakes.append("\(line.mac) is to be \(line.verdict) \(line.words), but is \(said)")
      }
    }
    let named = Set(lines.map(\.mac))
    for source in replay.sources where source.verdict != "clean" && !named.contains(source.mac) {
      mistakes.append("\(source.mac) is innocent, but is \(source.verdict) (\(source.reason ?? ""))")
    }
    for alarm in alarms where !replay.alarms.contains(where: { $0.matches(alarm) }) {
      mistakes.append("no alarm \(alarm.kind) \(alarm.mac ?? "")")
    }
    let kinds = Set(alarms.map(\.kind))
    for alarm in replay.alarms where !kinds.contains(alarm.kind) {
      mistakes.append("alarm \(alarm.kind) \(alarm.mac ?? "") for nothing: \(alarm.detail)")
    }
    return mistakes
  }
}

extension ReplayJSON.Alarm {
  fileprivate func matches(_ intended: (kind: String, mac: String?)) -> Bool {
    kind == intended.kind && (intended.mac == nil || mac == intended.mac)
  }
}

/// The captures in this repository.
public enum Captures {
  /// Where they are.
  public static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Captures")

  /// A capture by its name without an ending.
  public static func file(_ name: String) -> URL { directory.appending(path: "\(name).pcap") }
}
