import CPcap

/// A classic BPF program, put together with names for the places it jumps to (bpf(4), net/core/filter.c).
struct FilterProgram {
  /// A place that can be jumped to.
  struct Label: Hashable {
    fileprivate let number: Int
  }

  private struct Jump {
    let position: Int
    let yes: Label?
    let no: Label?
  }

  private var instructions: [bpf_insn] = []
  private var places: [Label: Int] = [:]
  private var jumps: [Jump] = []
  private var labels = 0

  /// A new place, to be put somewhere.
  mutating func label() -> Label {
    labels += 1
    return Label(number: labels)
  }

  /// Puts a place here.
  mutating func place(_ label: Label) { places[label] = instructions.count }

  /// Appends an instruction; `k` is its operand.
  mutating func add(_ code: Int32, _ k: UInt32 = 0) {
    instructions.append(bpf_insn(code: UInt16(code), jt: 0, jf: 0, k: k))
  }

  /// A loads `width` (BPF_B, BPF_H or BPF_W) at X + `offset`; a frame that is too short is not let through.
  mutating func load(_ width: Int32, at offset: UInt32) { add(BPF_LD | BPF_IND | width, offset) }

  /// Compares A with `k`; goes on with the next instruction where no place is given.
  mutating func jump(_ comparison: Int32, _ k: UInt32, yes: Label? = nil, no: Label? = nil) {
    jumps.append(Jump(position: instructions.count, yes: yes, no: no))
    add(BPF_JMP | BPF_K | comparison, k)
  }

  /// Lets an IPv4 packet at X + 14 go on when it is UDP and no later fragment, and moves X past its header: the UDP
  /// header is at X + 14 then.
  mutating func openUDP(else refuse: Label) {
    load(BPF_B, at: 23)
    jump(BPF_JEQ, 17, no: refuse)
    load(BPF_H, at: 20)
    jump(BPF_JSET, 0x1fff, yes: refuse)
    load(BPF_B, at: 14)
    add(BPF_ALU | BPF_AND | BPF_K, 0x0f)
    add(BPF_ALU | BPF_LSH | BPF_K, 2)
    add(BPF_ALU | BPF_ADD | BPF_X)
    add(BPF_MISC | BPF_TAX)
  }

  /// The instructions, every jump resolved; all of them go forward.
  func resolved() -> [bpf_insn] {
    var result = instructions
    for jump in jumps {
      result[jump.position].jt = distance(from: jump.position, to: jump.yes)
      result[jump.position].jf = distance(from: jump.position, to: jump.no)
    }
    return result
  }

  private func distance(from position: Int, to label: Label?) -> UInt8 {
    guard let label else { return 0 }
    guard let place = places[label] else { preconditionFailure("a jump to a label that was never placed") }
    return UInt8(place - position - 1)
  }
}
