import CPcap

/// The kernel filter for what this host's own DHCP servers send: BOOTREPLY from UDP port 67 in IPv4 and anything from
/// port 547 in IPv6, behind one VLAN tag at most.
///
/// `tcpdump udp src port 67 or udp src port 547`
enum ServerFilter {
  private static let wholeFrame: UInt32 = 262_144

  /// The program.
  static let instructions: [bpf_insn] = {
    var program = FilterProgram()
    let refuse = program.label()
    let accept = program.label()
    let tagged = program.label()
    let typed = program.label()
    // X is how far a tag has moved the Ethernet header's type from octet 12.
    program.add(BPF_LDX | BPF_IMM, 0)
    program.load(BPF_H, at: 12)
    program.jump(BPF_JEQ, 0x8100, yes: tagged)
    program.jump(BPF_JEQ, 0x88a8, no: typed)
    program.place(tagged)
    program.add(BPF_LDX | BPF_IMM, 4)
    program.load(BPF_H, at: 12)
    program.place(typed)
    let internet6 = program.label()
    program.jump(BPF_JEQ, 0x86dd, yes: internet6)
    program.jump(BPF_JEQ, 0x0800, no: refuse)
    program.openUDP(else: refuse)
    program.load(BPF_H, at: 14)
    program.jump(BPF_JEQ, 67, no: refuse)
    // `op` behind the UDP header.
    program.load(BPF_B, at: 22)
    program.jump(BPF_JEQ, 2, yes: accept, no: refuse)
    program.place(internet6)
    program.load(BPF_B, at: 20)
    program.jump(BPF_JEQ, 17, no: refuse)
    program.load(BPF_H, at: 54)
    program.jump(BPF_JEQ, 547, no: refuse)
    program.place(accept)
    program.add(BPF_RET | BPF_K, wholeFrame)
    program.place(refuse)
    program.add(BPF_RET | BPF_K, 0)
    return program.resolved()
  }()
}
