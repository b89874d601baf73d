import TestKit
import Testing
import Wire

@testable import Leases

@Suite("Leases, whatever the file holds")
struct LeaseLimitTests {
  private let laptop = LeaseSamples.laptop

  private func read(_ format: LeaseFormat, _ octets: [UInt8], head: [UInt8]? = nil) -> LeaseTable {
    var table = LeaseTable(for: [laptop, LeaseSamples.printer], now: LeaseSamples.now)
    format.read(octets, head: head, into: &table)
    return table
  }

  @Test("a file that is cut at any octet has no lease that the whole one has not")
  func truncated() {
    for (format, text) in LeaseSamples.all {
      let octets = Array(text.utf8)
      var table = LeaseTable(
        for: [laptop, LeaseSamples.printer, LeaseSamples.other], now: LeaseSamples.now)
      format.read(octets, into: &table)
      let whole = Set(table.tenants.values)
      for length in octets.indices {
        let tenants = read(format, Array(octets[..<length])).tenants
        #expect(Set(tenants.values).isSubset(of: whole), "\(format) cut at \(length)")
      }
    }
  }

  @Test("of a file's end the first line is left out, and Kea's head is that of the file")
  func end() {
    for (format, text) in LeaseSamples.all {
      let octets = Array(text.utf8)
      let head = Array(octets.prefix(4096))
      let whole = read(format, octets).addresses
      for start in 1..<octets.count {
        let part = read(format, Array(octets[start...]), head: head).addresses
        #expect(part.isSubset(of: whole), "\(format) from \(start)")
      }
    }
    let end = Array("2.50,x,y\n192.0.2.60,02:00:00:00:00:99,,3600,1795726800,1,0,0,,0,\n".utf8)
    let head = Array(LeaseSamples.kea4.utf8)
    #expect(read(.kea, end, head: head).tenants[laptop]?.words == "192.0.2.60")
    #expect(read(.kea, end).tenants.isEmpty)
  }

  @Test("octets at random, and files changed at random, are read without harm")
  func random() {
    var generator = SeededRandom(seed: 13)
    for _ in 0..<300 {
      let noise = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      for (format, text) in LeaseSamples.all {
        _ = read(format, noise, head: Bool.random(using: &generator) ? noise : nil).tenants
        var octets = Array(text.utf8)
        for _ in 0..<8 {
          let place = Int.random(in: octets.indices, using: &generator)
          switch Int.random(in: 0..<3, using: &generator) {
          case 0: octets[place] = UInt8.random(in: 0...255, using: &generator)
          case 1: octets.removeSubrange(place..<min(place + 9, octets.count - 1))
          default: octets.insert(contentsOf: octets[..<min(place, 40)], at: place)
          }
        }
        for tenant in read(format, octets).tenants.values {
          #expect(tenant.words.utf8.allSatisfy { (0x20...0x7e).contains($0) })
        }
      }
    }
  }

  @Test("no more than so many are kept, and none that is not asked for")
  func limits() {
    var text = ""
    for number in 0..<600 {
      text += "0 02:00:00:00:00:99 10.0.\(number >> 8).\(number & 255) * *\n"
      text += "0 02:00:00:01:\(number >> 8):01 10.1.\(number >> 8).\(number & 255) * *\n"
    }
    var table = LeaseTable(for: [laptop], now: LeaseSamples.now, most: 500)
    LeaseFormat.dnsmasq.read(Array(text.utf8), into: &table)
    #expect(table.addresses.count == 500)
    #expect(table.tenants.count == 1)
    var none = LeaseTable(for: [], now: LeaseSamples.now)
    LeaseFormat.dnsmasq.read(Array(text.utf8), into: &none)
    #expect(none.addresses.isEmpty)
  }

  @Test("lines and words without an end take no longer than others")
  func long() {
    let octets = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
    for (format, text) in LeaseSamples.all {
      let lines = Array(text.utf8)
      for filler in [
        octets, [UInt8](repeating: 0x2c, count: 1 << 20), [UInt8](repeating: 0x20, count: 1 << 20),
      ] {
        #expect(read(format, lines + filler + [0x0a]).tenants == read(format, lines).tenants)
      }
    }
  }

  @Test("a client's name is shown without what is not plain, and no longer than names are")
  func names() {
    let text = "0 02:00:00:00:00:99 192.0.2.50 \u{1b}[31m\u{202e}\(String(repeating: "x", count: 300)) *\n"
    let words = read(.dnsmasq, Array(text.utf8)).tenants[laptop]?.hostName?.description
    #expect(words?.hasPrefix("\\x1b[31m\\xe2\\x80\\xae") == true)
    #expect(words?.count == PrintableText.limit)
  }
}
