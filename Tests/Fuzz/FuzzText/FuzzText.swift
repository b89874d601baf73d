import Rules

@testable import Kernel

/// A file that another program wrote; its first octet chooses the reader. dnsmasq's and Kea's configurations, libvirt's
/// domain status, listings of ebtables and of /proc/net.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let octets = Array(UnsafeBufferPointer(start: start, count: count).dropFirst())
  let text = String(decoding: octets, as: UTF8.self)
  switch start?[0] ?? 0 {
  case UInt8(ascii: "d"):
    // Every file it names is this one again, every directory holds it.
    _ = DnsmasqFilter(arguments: [], read: { _ in text }, list: { _ in ["a.conf"] }).interfaces
    _ = DnsmasqFilter(
      arguments: text.split(separator: "\n").map(String.init), read: { _ in nil }, list: { _ in nil })
  case UInt8(ascii: "k"): _ = KeaInterfaces.named(in: text)
  case UInt8(ascii: "v"): _ = DomainStatus(octets)?.name
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
