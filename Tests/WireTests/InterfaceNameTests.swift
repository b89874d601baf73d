import Testing
import Wire

@Suite("Interface names")
struct InterfaceNameTests {
  @Test(
    "names that the kernel takes are taken",
    arguments: ["lo", "eth0", "eth0.10", "br-lan", "wlp3s0", "a", "123456789012345", "veth@x", "été"])
  func takes(text: String) {
    #expect(InterfaceName(text)?.description == text)
  }

  @Test(
    "names that the kernel refuses are refused",
    arguments: [
      "", ".", "..", "1234567890123456", "a/b", "eth0:1", "a b", "a\tb", "a\n", "a\0", "a\u{7f}", "déjà vu",
      "voilà", "\u{a0}", "éééééééé", "br%d", "%",
    ])
  func refuses(text: String) {
    #expect(InterfaceName(text) == nil)
  }
}
