import Config
import Placement

@testable import PacketFilter
@testable import ServerDiscovery

/// A file that another program wrote; its first octet chooses the reader. dnsmasq's and Kea's configurations, libvirt's
/// domain status, listings of ebtables and of /proc/net; and dhcpward's own settings.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let octets = Array(UnsafeBufferPointer(start: start, count: count).dropFirst())
  let text = String(decoding: octets, as: UTF8.self)
  switch start?[0] ?? 0 {
  case UInt8(ascii: "d"):
    // The first files it names are this one again, every directory holds it.
    var reads = 0
    let read = { (_: String) -> String? in
      reads += 1
      return reads <= 4 ? text : nil
    }
    _ = DnsmasqFilter(arguments: [], read: read, list: { _ in ["a.conf"] }).interfaces
    _ = DnsmasqFilter(
      arguments: text.split(separator: "\n").map(String.init), read: { _ in nil }, list: { _ in nil })
  case UInt8(ascii: "k"): _ = KeaInterfaces.listed(in: text).map(KeaInterfaces.named)
  case UInt8(ascii: "v"): _ = DomainStatus(octets)?.name
  case UInt8(ascii: "c"): _ = try? Configuration(reading: octets, file: "F")
  case UInt8(ascii: "e"):
    let listing = EbtablesListing(text)
    for hook in ["INPUT", "BROUTING"] { _ = listing.jumps(from: hook) }
    _ = listing.rules(of: "filter").count + listing.rules(of: nil).count
  default:
    let lines = text.split(separator: "\n")
    _ = SocketListing.packetSockets(lines).count + SocketListing.udpSockets(lines).count
  }
  return 0
}
