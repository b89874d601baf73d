import Foundation

/// What `dhcpward replay --json` says about who did what, `dhcpward.replay/1`.
public struct ReplayJSON: Decodable {
  /// A source and what became of it.
  public struct Source: Decodable {
    /// Its address.
    public var mac: String
    /// How many messages it sent.
    public var messages: Int
    /// `clean`, `warned`, `blocked` or `spared`.
    public var verdict: String
    /// Why, for all but the clean.
    public var reason: String?
  }
  /// An alarm.
  public struct Alarm: Decodable {
    /// `starvation`, `random-source` and so on.
    public var kind: String
    /// Whom it is about, if anybody.
    public var mac: String?
    /// In words.
    public var detail: String
  }
  /// Every source.
  public var sources: [Source]
  /// Every alarm.
  public var alarms: [Alarm]

  /// Replays a capture file by the built program.
  public static func judging(_ file: URL, options: [String] = []) throws -> ReplayJSON {
    // The machine that tests may have settings of its own.
    let words = ["replay", file.path, "--json", "--config", "/dev/null"]
    let text = try Tool.run([BuiltProgram.dhcpward] + words + options)
    return try JSONDecoder().decode(ReplayJSON.self, from: Data(text.utf8))
  }
}
