import TestKit
import Testing
import Wire

@Suite("DHCPv4 options")
struct DHCPv4OptionsTests {
  private func kind(_ options: [UInt8], sname: [UInt8] = [], file: [UInt8] = []) -> MessageKind? {
    read(
      DHCPv4Frame {
        $0.message.options = options
        $0.message.sname = sname
        $0.message.file = file
      })?.kind
  }

  @Test("the six client types have kinds, every other value is malformed")
  func types() {
    let kinds: [UInt8: MessageKind] = [
      1: .discover, 3: .request, 4: .decline, 7: .release, 8: .inform, 10: .leasequery,
    ]
    for value in UInt8.min...UInt8.max {
      #expect(kind([53, 1, value, 255]) == kinds[value] ?? .malformed)
    }
  }

  @Test("pads are skipped, END is not needed behind the type")
  func pads() {
    #expect(kind([0, 0, 0, 53, 1, 3, 0, 255]) == .request)
    #expect(kind([12, 2, 0x68, 0x69, 53, 1, 3]) == .request)
  }

  @Test("options that end properly without the type are BOOTP")
  func bootp() {
    #expect(kind([]) == .bootp)
    #expect(kind([0, 0, 0]) == .bootp)
    #expect(kind([255]) == .bootp)
    #expect(kind([255, 53, 1, 1]) == .bootp)
    #expect(kind([12, 1, 0x68]) == .bootp)
    #expect(kind([12, 0]) == .bootp)
    #expect(kind([12, 3, 53, 1, 1, 255]) == .bootp)
  }

  @Test("an option cut before the type is malformed, behind it it does no harm")
  func overrun() {
    #expect(kind([12]) == .malformed)
    #expect(kind([12, 4, 53, 1, 1]) == .malformed)
    #expect(kind([53]) == .malformed)
    #expect(kind([53, 1]) == .malformed)
    #expect(kind([53, 2, 1]) == .malformed)
    #expect(kind([12, 255, 255, 255]) == .malformed)
    #expect(kind([53, 1, 1, 12, 200]) == .discover)
    #expect(kind([53, 1, 1, 61]) == .discover)
  }

  @Test("the first option 53 that has an octet wins")
  func first() {
    #expect(kind([53, 1, 3, 53, 1, 1, 255]) == .request)
    #expect(kind([53, 0, 53, 1, 8, 255]) == .inform)
    #expect(kind([53, 2, 4, 9, 255]) == .decline)
    #expect(kind([53, 0, 255]) == .bootp)
  }

  @Test("overload is looked into, file before sname, and only where option 52 says")
  func overload() {
    let request: [UInt8] = [53, 1, 3, 255]
    let inform: [UInt8] = [12, 1, 9, 53, 1, 8]
    #expect(kind([52, 1, 1, 255], sname: request, file: inform) == .inform)
    #expect(kind([52, 1, 2, 255], sname: request, file: inform) == .request)
    #expect(kind([52, 1, 3, 255], sname: request, file: inform) == .inform)
    #expect(kind([52, 1, 3, 255], sname: request) == .request)
    #expect(kind([52, 1, 3, 255], sname: request, file: [255]) == .request)
    #expect(kind([52, 1, 1, 255], sname: request) == .bootp)
    #expect(kind([52, 1, 2, 255], file: request) == .bootp)
    #expect(kind([52, 1, 0, 255], sname: request, file: request) == .bootp)
    #expect(kind([52, 1, 4, 255], sname: request, file: request) == .bootp)
    #expect(kind([255], sname: request, file: request) == .bootp)
    #expect(kind([52, 0, 255], file: request) == .bootp)
    #expect(kind([52, 1, 1, 53, 1, 1, 255], file: request) == .discover)
    #expect(kind([52, 1, 1, 12, 9], file: request) == .request)
  }

  @Test("an overloaded field cut before the type is malformed")
  func overloadCut() {
    let cut: [UInt8] = [12, 200]
    #expect(kind([52, 1, 1, 255], file: cut) == .malformed)
    #expect(kind([52, 1, 2, 255], sname: cut) == .malformed)
    #expect(kind([52, 1, 3, 255], sname: [53, 1, 1], file: cut) == .discover)
    #expect(kind([52, 1, 1, 12, 9]) == .malformed)
    // An option may fill its field to the last octet.
    let full: [UInt8] = [12, 61] + [UInt8](repeating: 53, count: 61)
    #expect(kind([52, 1, 2, 255], sname: full + [0]) == .bootp)
    #expect(kind([52, 1, 2, 255], sname: full + [53], file: [1, 1]) == .malformed)
  }

  @Test("options that a short capture cuts between two are malformed, unless the type or END came first")
  func shortCapture() {
    let options: [UInt8] = [12, 1, 0x68, 12, 1, 0x69, 53, 1, 1, 255]
    let bytes = DHCPv4Frame { $0.message.options = options }.bytes
    #expect(read(bytes.dropLast(7))?.kind == .malformed)
    #expect(read(bytes.dropLast(4))?.kind == .malformed)
    #expect(read(bytes.dropLast(1))?.kind == .discover)
    let bootp = DHCPv4Frame { $0.message.options = [12, 1, 0x68, 255, 0, 0] }.bytes
    #expect(read(bootp.dropLast(2))?.kind == .bootp)
    #expect(read(bootp.dropLast(3))?.kind == .malformed)
  }
}
