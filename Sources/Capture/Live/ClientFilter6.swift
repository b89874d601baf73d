import CPcap

/// The part of the kernel filter for IPv6.
///
/// A filter has no loops, so extension headers are unrolled: four of them are looked behind, which is as many as
/// RFC 8200 §4.1 lets a UDP packet of good manners have (hop-by-hop, destination options, routing, fragment). What has
/// a fifth passes, and `Frame` decides.
enum ClientFilter6 {
  /// The extension headers that are looked behind.
  static let unrolled = 4

  /// IPv6 at X + 14: UDP, not a later fragment, to port 547.
  static func datagram(
    _ program: inout FilterProgram, _ refuse: FilterProgram.Label, _ accept: FilterProgram.Label
  ) {
    let udp = program.label()
    program.load(BPF_B, at: 20)
    program.advance(by: 40, keeping: 0)
    // A and M[0] are what stands at X + 14.
    for _ in 0..<unrolled {
      let counted = program.label()
      let authentication = program.label()
      let behind = program.label()
      program.jump(BPF_JEQ, 17, yes: udp)
      program.jump(BPF_JEQ, 51, yes: authentication)
      let fragment = program.label()
      program.jump(BPF_JEQ, 44, yes: fragment)
      for type in [0, 43] as [UInt32] { program.jump(BPF_JEQ, type, yes: counted) }
      program.jump(BPF_JEQ, 60, yes: counted, no: refuse)

      program.place(fragment)
      program.load(BPF_H, at: 16)
      program.jump(BPF_JSET, 0xfff8, yes: refuse)
      program.load(BPF_B, at: 14)
      program.advance(by: 8, keeping: 0)
      program.jump(BPF_JEQ, 0, yes: behind, no: behind)

      // The length in units of eight octets beyond the first eight, or of four.
      program.place(counted)
      program.move(beyond: 1, shift: 3)
      program.jump(BPF_JEQ, 0, yes: behind, no: behind)
      program.place(authentication)
      program.move(beyond: 2, shift: 2)
      program.place(behind)
    }
    program.jump(BPF_JEQ, 17, yes: udp)
    for type in [0, 43, 44, 51] as [UInt32] { program.jump(BPF_JEQ, type, yes: accept) }
    program.jump(BPF_JEQ, 60, yes: accept, no: refuse)
    program.place(udp)
    program.load(BPF_H, at: 16)
    program.jump(BPF_JEQ, 547, yes: accept, no: refuse)
  }
}

extension FilterProgram {
  /// Moves X on by `count`.
  mutating func advance(by count: UInt32) {
    add(BPF_MISC | BPF_TXA)
    add(BPF_ALU | BPF_ADD | BPF_K, count)
    add(BPF_MISC | BPF_TAX)
  }

  /// Moves X on by `count`, with A kept in `cell` of the scratch memory.
  fileprivate mutating func advance(by count: UInt32, keeping cell: UInt32) {
    add(BPF_ST, cell)
    advance(by: count)
    add(BPF_LD | BPF_MEM, cell)
  }

  /// Moves X past the extension header at X + 14, whose length counts from `beyond` in units of `1 << shift` octets,
  /// and has what follows it in A.
  fileprivate mutating func move(beyond: UInt32, shift: UInt32) {
    load(BPF_B, at: 14)
    add(BPF_ST, 0)
    load(BPF_B, at: 15)
    add(BPF_ALU | BPF_ADD | BPF_K, beyond)
    add(BPF_ALU | BPF_LSH | BPF_K, shift)
    add(BPF_ALU | BPF_ADD | BPF_X)
    add(BPF_MISC | BPF_TAX)
    add(BPF_LD | BPF_MEM, 0)
  }
}
