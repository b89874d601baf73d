import CPcap

/// The kernel filter for what clients send to a DHCP server: UDP to port 67 in IPv4 and to port 547 in IPv6, later
/// fragments excepted, behind Ethernet II or SNAP and up to three VLAN tags. A filter has no loops: what has a fourth
/// passes, and `Frame` decides.
///
/// `tcpdump udp dst port 67 or udp dst port 547`, for which libpcap compiles neither tags nor SNAP nor extension
/// headers. The kernel takes the outermost tag off before it runs a filter, libpcap puts it back for its own: this
/// one minds neither.
enum ClientFilter {
  /// How much of a frame is passed on.
  private static let wholeFrame: UInt32 = 262_144

  /// The program.
  static let instructions: [bpf_insn] = {
    var program = FilterProgram()
    let refuse = program.label()
    let accept = program.label()
    let typed = program.label()
    // X is how far the headers so far have moved the Ethernet header's type from octet 12.
    for tags in UInt32(0)...3 {
      program.add(BPF_LDX | BPF_IMM, 4 * tags)
      program.load(BPF_H, at: 12)
      guard tags < 3 else { break }
      let tagged = program.label()
      for type in [0x8100, 0x88a8] as [UInt32] { program.jump(BPF_JEQ, type, yes: tagged) }
      program.jump(BPF_JEQ, 0x9100, no: typed)
      program.place(tagged)
    }
    for type in [0x8100, 0x88a8, 0x9100] as [UInt32] { program.jump(BPF_JEQ, type, yes: accept) }
    program.place(typed)
    let version4 = program.label()
    let version6 = program.label()
    program.jump(BPF_JEQ, 0x0800, yes: version4)
    program.jump(BPF_JEQ, 0x86dd, yes: version6)
    snap(&program, refuse)
    program.jump(BPF_JEQ, 0x86dd, yes: version6)
    program.jump(BPF_JEQ, 0x0800, no: refuse)
    program.place(version4)
    datagram(&program, refuse, accept)
    program.place(version6)
    ClientFilter6.datagram(&program, refuse, accept)
    program.place(accept)
    program.add(BPF_RET | BPF_K, wholeFrame)
    program.place(refuse)
    program.add(BPF_RET | BPF_K, 0)
    return program.resolved()
  }()

  /// 802.3 with LLC and SNAP, of RFC 1042 or of IEEE 802.1H; moves X past them and has the type in A.
  private static func snap(_ program: inout FilterProgram, _ refuse: FilterProgram.Label) {
    let known = program.label()
    program.jump(BPF_JGT, 1500, yes: refuse)
    program.load(BPF_W, at: 14)
    program.jump(BPF_JEQ, 0xaaaa_0300, no: refuse)
    program.load(BPF_H, at: 18)
    program.jump(BPF_JEQ, 0, yes: known)
    program.jump(BPF_JEQ, 0x00f8, no: refuse)
    program.place(known)
    program.advance(by: 8)
    program.load(BPF_H, at: 12)
  }

  /// IPv4 at X + 14: UDP, not a later fragment, to port 67 behind as many options as there are.
  private static func datagram(
    _ program: inout FilterProgram, _ refuse: FilterProgram.Label, _ accept: FilterProgram.Label
  ) {
    program.openUDP(else: refuse)
    program.load(BPF_H, at: 16)
    program.jump(BPF_JEQ, 67, yes: accept, no: refuse)
  }
}
