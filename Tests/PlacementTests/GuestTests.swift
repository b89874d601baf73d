import Placement
import PlansKit
import TestKit
import Testing
import Wire

@Suite("Whose a port is")
struct GuestTests {
  static let status = """
    <!--
    WARNING: THIS IS AN AUTO-GENERATED FILE. <domain><name>wrong</name>
    -->
    <?xml version='1.0'?>
    <domstatus state='running' reason='booted' pid='4711'>
      <monitor path='/var/lib/libvirt/qemu/domain-1-web1/monitor.sock' type='unix'/>
      <devices><device alias='net0'/></devices>
      <domain type='kvm' id='1' xmlns:qemu='a > b'>
        <metadata>
          <domain><name>of its owner's</name></domain>
          <interface><target dev='vnet9'/></interface>
        </metadata>
        <name>web1</name>
        <devices>
          <disk type='file'><target dev='vda' bus='virtio'/></disk>
          <interface type='network'>
            <mac address='52:54:00:00:00:01'/>
            <source network='default' bridge='virbr0'/>
            <target dev="vnet3"/>
          </interface>
          <interface type='bridge'><target  managed='no'  dev = 'vnet4' ></target></interface>
        </devices>
      </domain>
    </domstatus>
    """

  private func read(_ text: String) -> DomainStatus? { DomainStatus(Array(text.utf8)) }

  private func domain(name: String, port: String = "vnet0") -> DomainStatus? {
    read(
      "<domain><name>\(name)</name><devices><interface><target dev='\(port)'/></interface></devices></domain>"
    )
  }

  @Test("a status file gives the guest's name and its ports, and nothing of its disks, comments and metadata")
  func status() {
    let web1 = DomainStatus(name: "web1", ports: [name("vnet3"), name("vnet4")])
    #expect(read(Self.status) == web1)
    #expect(Guests([web1])[name("vnet4")] == "web1")
    #expect(Guests([web1])[name("vnet9")] == nil)
  }

  @Test("every shorter file is no guest, or the same one with fewer ports")
  func prefixes() {
    let bytes = Array(Self.status.utf8)
    for count in 0..<bytes.count {
      guard let guest = DomainStatus(Array(bytes.prefix(count))) else { continue }
      #expect(guest.name == "web1")
      #expect([[name("vnet3")], [name("vnet3"), name("vnet4")]].contains(guest.ports))
    }
  }

  @Test("random and damaged bytes are read without a trap")
  func hostile() {
    var random = SeededRandom(seed: 7)
    let pieces =
      ["<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "'", "\"", "=", "&#x", "&", ";"]
      + ["domain", "name", "devices", "interface", "target dev", "a", " ", "\0", "\u{202e}"]
    for _ in 0..<300 {
      let text = (0..<60).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
      _ = read(text)
      var bytes = Array(Self.status.utf8)
      for _ in 0..<8 {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      _ = DomainStatus(bytes)
    }
    _ = read(String(repeating: "<a>", count: 100_000) + String(repeating: "</a>", count: 100_001))
  }

  @Test("elements that are deeper than any guest's hide nothing that follows them")
  func deep() {
    let nest = String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100)
    #expect(read(Self.status.replacing("<metadata>", with: "<metadata>\(nest)"))?.name == "web1")
  }

  @Test(
    "a name is shown on one line without orders to the terminal, and else as it is",
    arguments: [
      ("a&amp;b &lt;c&gt; &quot;&apos;", "a&b <c> \"'"), ("bü&#223;ro", "büßro"),
      ("a&#10;b&#x1b;[2J", "a?b?[2J"),
      ("a\u{202e}b\u{200b}c", "a?b?c"), ("&nbsp;&#xffffffff;&", "&nbsp;&#xffffffff;&"),
      (String(repeating: "x", count: 1000), String(repeating: "x", count: 64)),
    ])
  func printable(written: String, shown: String) { #expect(domain(name: written)?.name == shown) }

  @Test("what has no name, or no port that can be one, is no guest")
  func nothing() {
    #expect(domain(name: "") == nil)
    #expect(domain(name: "web1", port: "a/b") == nil)
    #expect(domain(name: "web1", port: "sixteen-is-a-lot") == nil)
    #expect(domain(name: "web1", port: "vnet&#47;") == nil)
  }

  @Test("a port that two guests claim is nobody's")
  func disputed() {
    let guests = Guests(["web1", "web2", "web1"].map { DomainStatus(name: $0, ports: [name("vnet3")]) })
    #expect(guests[name("vnet3")] == nil)
  }

  @Test(
    "Proxmox's own names tell the guest's number",
    arguments: [
      ("tap100i0", "100"), ("veth101i1", "101"), ("fwpr102p0", "102"), ("tap0", nil), ("tap99i0", nil),
      ("tap100", nil), ("tap100i", nil), ("tapi0", nil), ("veth1a2b3c4", nil), ("veth012i3", nil),
      ("vnet100i0", nil),
      ("fwln102i0", nil),
    ])
  func proxmox(port: String, guest: String?) { #expect(Guests()[name(port)] == guest) }

  @Test("what libvirt says goes before what a name looks like")
  func both() {
    let guests = Guests([DomainStatus(name: "web1", ports: [name("tap100i0")])])
    #expect(guests[name("tap100i0")] == "web1")
  }
}
