import CPcap

/// Runs a kernel filter's program as libpcap does where there is no kernel to run it.
enum KernelFilter {
  /// Whether it lets the frame through.
  static func passes(_ frame: [UInt8], _ program: [bpf_insn]) -> Bool {
    var instructions = program
    var header = pcap_pkthdr()
    header.caplen = UInt32(frame.count)
    header.len = UInt32(frame.count)
    return instructions.withUnsafeMutableBufferPointer {
      var program = bpf_program(bf_len: UInt32($0.count), bf_insns: $0.baseAddress)
      return pcap_offline_filter(&program, &header, frame) != 0
    }
  }
}
