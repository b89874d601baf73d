import TestKit
import Testing
import Wire

@Suite("MAC addresses")
struct MACAddressTests {
  @Test("the usual spellings are read")
  func reads() {
    let address = MACAddress(bits: 0x02aa_0b00_0001)
    #expect(MACAddress("02:aa:0b:00:00:01") == address)
    #expect(MACAddress("02:AA:0B:00:00:01") == address)
    #expect(MACAddress("2:aa:b:0:0:1") == address)
    #expect(MACAddress("02-aa-0b-00-00-01") == address)
    #expect(MACAddress("02aa.0b00.0001") == address)
    #expect(address.description == "02:aa:0b:00:00:01")
    #expect(address.octets == [2, 0xaa, 0x0b, 0, 0, 1])
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", ":", "::::::", "02:aa:0b:00:00", "02:aa:0b:00:00:01:02", "02:aa:0b:00:00:", ":aa:0b:00:00:01",
      "002:aa:0b:00:00:01", "0g:aa:0b:00:00:01", "02:aa:0b:00:00:01 ", " 02:aa:0b:00:00:01", "2-aa-b-0-0-1",
      "02-aa:0b-00:00-01", "02aa0b000001", "02aa.0b00", "2aa.b00.1", "02aa.0b00.00012", "0x2:aa:0b:00:00:01",
      "+2:aa:0b:00:00:01", "02:aa:0b:00:00:٠1", "02:aa:0b:00:00:01\n", "02:aa:0b:00:00:01\0",
    ])
  func refuses(text: String) {
    #expect(MACAddress(text) == nil)
  }

  @Test("written then read is the same")
  func identity() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<500 {
      let address = MACAddress(bits: random.next())
      #expect(MACAddress(address.description) == address)
    }
  }

  @Test("group and virtual router addresses are told")
  func bits() {
    #expect(MACAddress.broadcast.isGroup && !MACAddress.zero.isGroup)
    #expect(MACAddress("01:00:5e:00:00:01")?.isGroup == true)
    #expect(MACAddress("00:00:5e:00:01:07")?.isVirtualRouter == true)
    #expect(MACAddress("00:00:5e:00:02:07")?.isVirtualRouter == true)
    #expect(MACAddress("00:00:5e:00:03:07")?.isVirtualRouter == false)
  }
}
