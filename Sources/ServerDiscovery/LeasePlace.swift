public import Leases
import System

/// Where a DHCP server of this host keeps its leases.
public struct LeasePlace: Hashable, Sendable {
  /// Its process's name.
  public let process: String
  /// Its process.
  public let pid: Int32
  /// How they are written.
  public let format: LeaseFormat
  /// Files as the process names them; the first that is there counts.
  public let candidates: [String]

  /// A running server's; nil when it keeps none in a file, or writes them in a way that is not known here.
  init?(process: String, pid: Int32) {
    self.init(process: process, pid: pid) { format in
      switch format {
      case .dnsmasq: Self.files(of: DnsmasqFilter(pid: pid))
      case .dhcpd:
        Self.dhcpd(ServerCommandLine(pid: pid).words) { path in
          (try? FileEnd(path, under: "/proc/\(pid)/root", limit: Self.longestSettings)).map {
            String(decoding: $0.octets, as: UTF8.self)
          }
        }
      case .kea:
        Self.kea(KeaSettings.text(ofProcess: pid) ?? "", isVersion6: process == "kea-dhcp6")
      }
    }
  }

  /// One whose files are told by its settings, which are looked at by `files`.
  init?(process: String, pid: Int32, files: (LeaseFormat) -> [String]) {
    switch process {
    case "dnsmasq": format = .dnsmasq
    case "dhcpd": format = .dhcpd
    case "kea-dhcp4", "kea-dhcp6": format = .kea
    default: return nil
    }
    // A server that is told /dev/null keeps none.
    candidates = files(format).filter {
      $0.hasPrefix("/") && $0 != "/dev/null" && !$0.split(separator: "/").contains("..")
    }
    guard !candidates.isEmpty else { return nil }
    (self.process, self.pid) = (process, pid)
  }

  /// Where their paths begin, as the server may live in a container.
  var root: String { "/proc/\(pid)/root" }

  private static let longestSettings = 1 << 20

  // Debian's place, and Fedora's.
  static func files(of filter: DnsmasqFilter) -> [String] {
    if filter.keepsNoLeases { return [] }
    return filter.leaseFile.map { [$0] }
      ?? ["/var/lib/misc/dnsmasq.leases", "/var/lib/dnsmasq/dnsmasq.leases"]
  }

  /// dhcpd(8): -lf before `lease-file-name` in the settings, before where it was built to look.
  static func dhcpd(_ words: [String], read: (String) -> String?) -> [String] {
    let value = { (option: String) -> String? in
      words.lastIndex(of: option).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
    }
    if let file = value("-lf") { return [file] }
    let six = words.contains("-6") ? "6" : ""
    let statement = six.isEmpty ? "lease-file-name" : "dhcpv6-lease-file-name"
    for settings in value("-cf").map({ [$0] }) ?? ["/etc/dhcp/dhcpd\(six).conf", "/etc/dhcpd\(six).conf"] {
      guard settings.hasPrefix("/"), let text = read(settings) else { continue }
      for line in text.split(whereSeparator: \.isNewline) {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        if parts.count == 3, parts[0].split(whereSeparator: \.isWhitespace) == [statement[...]] {
          return [String(parts[1])]
        }
      }
      break
    }
    return ["/var/lib/dhcp/dhcpd\(six).leases", "/var/lib/dhcpd/dhcpd\(six).leases"]
  }

  /// `"lease-database": { "type": "memfile", "name": "FILE" }`, by default where Kea was built to keep its files.
  static func kea(_ text: String, isVersion6: Bool) -> [String] {
    let folder = "/var/lib/kea/"
    let usual = folder + "kea-leases\(isVersion6 ? 6 : 4).csv"
    let tokens = KeaSettings.tokens(of: text)
    guard let start = tokens.firstIndex(of: "\"lease-database"),
      let end = tokens[start...].firstIndex(of: "}")
    else { return [usual] }
    let part = tokens[start..<end]
    let value = { (name: String) -> String? in
      part.firstIndex(of: "\"" + name).flatMap { $0 + 1 < end ? part[$0 + 1] : nil }
    }
    guard value("type") ?? "\"memfile" == "\"memfile", value("persist") != "false" else { return [] }
    guard let name = value("name"), name.hasPrefix("\""), name.count > 1 else { return [usual] }
    let file = String(name.dropFirst())
    return [file.hasPrefix("/") ? file : folder + file]
  }
}
