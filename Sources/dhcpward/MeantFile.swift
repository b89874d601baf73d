import System
import Wire

/// A file that is not there, and the one beside it that was probably meant.
enum MeantFile {
  /// `; did you mean captures/flood.pcap?`, or nothing.
  static func hint(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, !name.isEmpty else { return "" }
    let folder = parts.dropLast().joined(separator: "/")
    let isBare = parts.count == 1
    guard let names = SmallFile.names(in: isBare ? "." : folder.isEmpty ? "/" : folder),
      let near = NearestWord.of(String(name), among: names)
    else { return "" }
    let meant = isBare ? near : "\(folder)/\(near)"
    return "; did you mean \(String(foreign: meant.utf8))?"
  }
}
