/// Instructions as `bpftool prog dump xlated` writes them, with labels for numbers.
extension Instruction {
  var text: String {
    switch self {
    case .compute(.move, let target, let value): "\(target) = \(value.text)"
    case .compute(let operation, let target, let value): "\(target) \(operation.text)= \(value.text)"
    case .truncate(let target): "\(target) = (u32)\(target)"
    case .swap(let target, let bits): "\(target) = be\(bits) \(target)"
    case .load(let width, let target, let address, let at):
      "\(target) = *(\(width.text) *)(\(Self.place(address, at)))"
    case .store(let width, let address, let at, let value):
      "*(\(width.text) *)(\(Self.place(address, at))) = \(value.text)"
    case .fetchAdd(let width, let source, let address, let at):
      "\(source) = atomic_fetch_add((\(width.text) *)(\(Self.place(address, at))), \(source))"
    case .exchange(let width, let source, let address, let at):
      "\(source) = atomic_xchg((\(width.text) *)(\(Self.place(address, at))), \(source))"
    case .constant(let target, let value): "\(target) = 0x\(String(value, radix: 16)) ll"
    case .map(let target, let map): "\(target) = map[\(map.name)]"
    case .state(let target, let at): "\(target) = map[\(XDPMap.state.name)][0]+\(at)"
    case .goto(let label): "goto \(label)"
    case .branch(let label, let register, let comparison, let value):
      "if \(register) \(comparison.text) \(value.text) goto \(label)"
    case .call(let helper): "call \(helper.text)"
    case .exit: "exit"
    case .label(let name): "\(name):"
    case .remark(let words): "; \(words)"
    }
  }

  private static func place(_ address: Register, _ at: Int16) -> String {
    "\(address) \(at < 0 ? "-" : "+") \(at.magnitude)"
  }
}

extension Operand {
  var text: String {
    switch self {
    case .register(let register): "\(register)"
    case .number(let number): "\(number)"
    }
  }
}

extension Instruction.Width {
  fileprivate var text: String {
    switch self {
    case .byte: "u8"
    case .half: "u16"
    case .word: "u32"
    case .double: "u64"
    }
  }
}

extension Instruction.Operation {
  fileprivate var text: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .or: "|"
    case .and: "&"
    case .shiftLeft: "<<"
    case .shiftRight: ">>"
    case .modulo: "%"
    case .xor: "^"
    case .move: ""
    }
  }
}

extension Instruction.Comparison {
  fileprivate var text: String {
    switch self {
    case .equal: "=="
    case .above: ">"
    case .atLeast: ">="
    case .differs: "!="
    case .below: "<"
    }
  }
}

extension Instruction.Helper {
  fileprivate var text: String {
    switch self {
    case .mapLookup: "bpf_map_lookup_elem"
    case .mapUpdate: "bpf_map_update_elem"
    case .mapDelete: "bpf_map_delete_elem"
    case .bootTime: "bpf_ktime_get_boot_ns"
    case .ringReserve: "bpf_ringbuf_reserve"
    case .ringSubmit: "bpf_ringbuf_submit"
    case .ringDiscard: "bpf_ringbuf_discard"
    case .frameLength: "bpf_xdp_get_buff_len"
    case .loadFrame: "bpf_xdp_load_bytes"
    }
  }
}
