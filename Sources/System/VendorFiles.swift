public import Wire

/// The IEEE's registry of addresses on this machine: Debian's package `ieee-data`, which need not be installed.
///
/// Five megabytes, of which nothing but the names found is kept.
public final class VendorFiles {
  /// Where the package has them.
  public static let directory = "/usr/share/ieee-data"

  private static let names = ["oui.csv", "mam.csv", "oui36.csv"]
  private static let sizeLimit = 64 << 20
  private static let knownLimit = 1024

  private let directory: String
  // Answers of earlier scans, by address.
  private var known: [MACAddress: String?] = [:]

  /// The registry in a directory.
  public init(directory: String = VendorFiles.directory) { self.directory = directory }

  /// The vendors of these addresses, by one pass over the files; nobody's when they are not there.
  public func vendors(of macs: some Sequence<MACAddress>) -> Vendors {
    var scan = VendorScan(for: macs)
    guard !scan.isEmpty else { return scan.vendors }
    for name in Self.names { read("\(directory)/\(name)", into: &scan) }
    return scan.vendors
  }

  /// The vendor of one address, remembered for the next time.
  public func vendor(of mac: MACAddress) -> String? {
    if let answer = known[mac] { return answer }
    if known.count >= Self.knownLimit { known.removeAll() }
    let answer = vendors(of: [mac])[mac]
    known[mac] = .some(answer)
    return answer
  }

  private func read(_ path: String, into scan: inout VendorScan) {
    var total = 0
    do throws(SmallFile.Failure) {
      try SmallFile.pieces(of: path) { piece in
        total += piece.count
        scan.read(piece)
        return total < Self.sizeLimit
      }
    } catch {
      guard case .read = error else { return }
    }
    scan.endFile()
  }
}
