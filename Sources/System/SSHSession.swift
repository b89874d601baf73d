import Glibc
public import Wire

/// The ssh session that a command was typed into: SSH_CONNECTION, ssh(1).
public struct SSHSession: Hashable, Sendable {
  /// Where the person sits.
  public let client: IPAddress
  /// The interface of a link-local client.
  public let zone: InterfaceName?
  /// The address here that they came to.
  public let server: IPAddress?

  /// Reads `CLIENT PORT SERVER PORT`; nil for anything else.
  public init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 4, UInt16(words[1]) != nil, UInt16(words[3]) != nil else { return nil }
    let parts = words[0].split(separator: "%", maxSplits: 1)
    guard let first = parts.first, let client = IPAddress(String(first)) else { return nil }
    self.client = client
    zone = parts.count == 2 ? InterfaceName(String(parts[1])) : nil
    server = words[2].split(separator: "%").first.flatMap { IPAddress(String($0)) }
  }

  /// The session of this process. sudo takes the variable away, so the processes that this one was started by are
  /// asked too; nil when none of them has it.
  public static func current() -> SSHSession? {
    if let own = Environment["SSH_CONNECTION"].flatMap(SSHSession.init) { return own }
    var pid = getppid()
    for _ in 0..<maximumDepth {
      guard pid > 1 else { return nil }
      if let session = SmallFile.bytes("/proc/\(pid)/environ", limit: 1 << 20).flatMap(inEnvironment) {
        return session
      }
      guard let stat = SmallFile.bytes("/proc/\(pid)/stat", limit: 4096), let parent = parent(stat) else {
        return nil
      }
      pid = parent
    }
    return nil
  }

  private static let maximumDepth = 64

  /// The session in an environment as the kernel keeps it: words that end in NUL, of any bytes.
  static func inEnvironment(_ bytes: [UInt8]) -> SSHSession? {
    let key = Array("SSH_CONNECTION=".utf8)
    for word in bytes.split(separator: 0) where word.starts(with: key) && word.count < 256 {
      return SSHSession(String(decoding: word.dropFirst(key.count), as: UTF8.self))
    }
    return nil
  }

  /// The parent's pid in /proc/PID/stat, behind a name in parentheses that may itself hold some.
  static func parent(_ stat: [UInt8]) -> Int32? {
    guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let words = stat[(end + 1)...].split(separator: UInt8(ascii: " "))
    return words.count > 1 ? Int32(String(decoding: words[1], as: UTF8.self)) : nil
  }
}
