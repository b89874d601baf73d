/// How a capture file is compressed, by its first octets.
public enum Compression: String, CaseIterable, Sendable {
  /// RFC 1952.
  case gzip
  /// bzip2(1).
  case bzip2
  /// xz(1).
  case xz
  /// RFC 8878.
  case zstd
  /// lz4(1), frames.
  case lz4

  /// No more octets come of one: 16 GiB for a small file, a thousand times its size for a large one.
  public static func limit(of size: Int) -> Int {
    max(16 << 30, size.multipliedReportingOverflow(by: 1000).0)
  }

  /// The tool that decompresses its standard input: `gzip -dc`.
  public var command: [String] { [rawValue, "-dc"] }

  /// Debian's package of that tool.
  public var package: String { self == .xz ? "xz-utils" : rawValue }

  private var magic: [UInt8] {
    switch self {
    case .gzip: [0x1f, 0x8b]
    case .bzip2: [0x42, 0x5a, 0x68]
    case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
    case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
    case .lz4: [0x04, 0x22, 0x4d, 0x18]
    }
  }

  /// How what begins so is compressed; nil when it is not.
  public init?(_ first: [UInt8]) {
    guard let found = Self.allCases.first(where: { first.starts(with: $0.magic) }) else { return nil }
    self = found
  }
}
