import Glibc
import Wire

/// Whether others than root and we could change what we are about to run, obey or write to: looked at as sshd(8) and
/// sudo(8) look at theirs, the file and every directory and symbolic link on the way to it.
public struct Trust: Sendable {
  /// Why a path is not to be trusted, and what to do.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong: `/srv/hook may be written by its group (mode 0775)`.
    public let words: String
    /// What mends it.
    public let advice: String

    /// `WORDS; ADVICE`.
    public var description: String { "\(words); \(advice)" }
  }

  private static let linkLimit = 40  // as the kernel's own

  /// Whose files are taken. Whoever owns / can do everything with paths, and is nobody in a user namespace that does not
  /// know root.
  private let owners: Set<uid_t>

  /// Trusts root, ourselves, and these users.
  public init(also others: Set<UInt32> = []) {
    var root = stat()
    _ = unsafe stat("/", &root)
    owners = others.union([0, geteuid(), root.st_uid])
  }

  /// What is wrong with a program or a file to be read; nil when nothing is, or when it is not there.
  public func fault(of path: String) -> Fault? { walk(path, mayBeSticky: true) }

  /// The same of a program, wherever `ExternalProgram` finds it.
  public func fault(ofProgram name: String) -> Fault? { ExternalProgram.locate(name).flatMap(fault(of:)) }

  /// What is wrong with a directory in which files are made and looked for by name. Where everybody may make them (/tmp),
  /// any name may be somebody's.
  public func fault(ofDirectory path: String) -> Fault? { walk(path, mayBeSticky: false) }

  // By hand, as realpath(3) does not say which links it went through.
  private func walk(_ path: String, mayBeSticky: Bool) -> Fault? {
    var rest = Self.parts(path.hasPrefix("/") ? path : "\(Self.workingDirectory)/\(path)")
    var place: [String] = []
    var links = 0
    while !rest.isEmpty {
      let next = rest.removeFirst()
      guard next != ".." else {
        _ = place.popLast()
        continue
      }
      let name = "/" + (place + [next]).joined(separator: "/")
      var status = stat()
      guard unsafe lstat(name, &status) == 0 else { return nil }
      if let fault = fault(of: status, at: name, mayBeSticky: mayBeSticky || !rest.isEmpty) { return fault }
      guard status.st_mode & S_IFMT == S_IFLNK else {
        place.append(next)
        continue
      }
      links += 1
      guard links <= Self.linkLimit, let target = SmallFile.destination(of: name) else { return nil }
      rest = Self.parts(target) + rest
      if target.hasPrefix("/") { place = [] }
    }
    return nil
  }

  private func fault(of status: stat, at path: String, mayBeSticky: Bool) -> Fault? {
    let name = String(foreign: path.utf8)
    let kind = status.st_mode & S_IFMT
    if !owners.contains(status.st_uid) {
      return Fault(words: "\(name) belongs to user \(status.st_uid)", advice: "chown root \(name)")
    }
    // What a device holds is no file's content, and a link has no mode.
    guard status.st_mode & 0o022 != 0, kind == S_IFREG || kind == S_IFDIR else { return nil }
    let isSticky = kind == S_IFDIR && status.st_mode & S_ISVTX != 0
    // There nobody else can replace what is ours or root's, and that is looked at next.
    if isSticky, mayBeSticky { return nil }
    let whom = status.st_mode & 0o002 != 0 ? "everybody" : "group \(status.st_gid)"
    return Fault(
      words: "\(name) may be written by \(whom) (mode \(String(status.st_mode & 0o7777, radix: 8)))",
      advice: isSticky ? "use a directory such as \(StatePath.directory)" : "chmod go-w \(name)")
  }

  private static func parts(_ path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map(String.init)
  }

  private static var workingDirectory: String { SmallFile.destination(of: "/proc/self/cwd") ?? "/" }
}
