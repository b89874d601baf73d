import Testing
import Wire

@Suite("VLAN tags")
struct VLANTagsTests {
  @Test("three tags are kept in order, a fourth is not")
  func order() {
    var tags = VLANTags()
    #expect(tags.count == 0 && tags[0] == nil)
    for (control, number) in [(0xffff, 0xfff), (0x0000, 0), (0xe064, 100)] as [(UInt16, UInt16)] {
      #expect(VLANID(tagControl: control).number == number)
      tags.append(VLANID(tagControl: control))
    }
    let full = tags
    tags.append(VLANID(tagControl: 5))
    #expect(tags == full)
    #expect((0..<3).map { tags[$0]?.number } == [0xfff, 0, 100])
    #expect(tags[3] == nil && tags[-1] == nil)
  }

  @Test("no tag and a priority tag of VLAN 0 differ")
  func priority() {
    var tags = VLANTags()
    tags.append(VLANID(tagControl: 0))
    #expect(tags != VLANTags())
  }
}
