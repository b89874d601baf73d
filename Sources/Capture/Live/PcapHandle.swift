import CPcap
import Wire

/// How a libpcap handle is opened, and what its failures mean.
enum PcapHandle {
  private static let buffer: Int32 = 4 << 20
  private static let timeoutMilliseconds: Int32 = 10
  private static let step = "open live capture on"

  /// An active, nonblocking handle with the filter in place; the caller closes it.
  static func open(
    _ interface: InterfaceName, promiscuous: Bool, of speaker: Speaker
  ) throws(CaptureError) -> OpaquePointer {
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let handle = unsafe pcap_create(interface.description, &message) else {
      throw CaptureError(.unavailable, step, interface.description, text(message))
    }
    do throws(CaptureError) {
      try unsafe activate(handle, interface, promiscuous: promiscuous, speaker)
      guard unsafe pcap_setnonblock(handle, 1, &message) == 0 else {
        throw CaptureError(.unavailable, step, interface.description, text(message))
      }
    } catch {
      unsafe pcap_close(handle)
      throw error
    }
    return unsafe handle
  }

  private static func activate(
    _ handle: OpaquePointer, _ interface: InterfaceName, promiscuous: Bool, _ speaker: Speaker
  ) throws(CaptureError) {
    // None of these fails before the handle is active; a kernel without nanoseconds keeps microseconds.
    unsafe pcap_set_snaplen(handle, LiveCapture.snapshotLength)
    unsafe pcap_set_promisc(handle, promiscuous ? 1 : 0)
    unsafe pcap_set_timeout(handle, timeoutMilliseconds)
    unsafe pcap_set_buffer_size(handle, buffer)
    unsafe pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
    let status = unsafe pcap_activate(handle)
    guard status >= 0 else { throw unsafe error(handle, interface, step, status) }
    let link = unsafe pcap_datalink(handle)
    guard link == DLT_EN10MB else {
      throw CaptureError(
        .unavailable, step, interface.description,
        "its frames are of link type \(linkTypeText(UInt32(clamping: link))), not Ethernet",
        advice: "name an Ethernet interface (ip -br link)")
    }
    let directed = unsafe pcap_setdirection(handle, speaker.direction)
    guard directed == 0 else { throw unsafe error(handle, interface, step, directed) }
    var instructions = speaker.instructions
    let filtered = unsafe instructions.withUnsafeMutableBufferPointer { instructions in
      var program = unsafe bpf_program(bf_len: UInt32(instructions.count), bf_insns: instructions.baseAddress)
      return unsafe pcap_setfilter(handle, &program)
    }
    guard filtered == 0 else { throw unsafe error(handle, interface, step, filtered) }
  }

  /// What a negative status means, and what to do about it.
  static func error(
    _ handle: OpaquePointer, _ interface: InterfaceName, _ step: String, _ status: Int32
  ) -> CaptureError {
    let detail = unsafe String(cString: pcap_geterr(handle))
    let general = unsafe String(cString: pcap_statustostr(status))
    let (kind, reason, advice): (CaptureError.Kind, String, String) =
      switch status {
      case PCAP_ERROR_NO_SUCH_DEVICE:
        (.missing, "No such device exists", "name an existing Ethernet interface (ip -br link)")
      case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED:
        (.notPermitted, general, "run as root or with CAP_NET_RAW")
      case PCAP_ERROR_IFACE_NOT_UP:
        (.unavailable, general, "bring it up first (ip link set \(interface) up)")
      case PCAP_ERROR: (.inputOutput, detail, "see whether it is still there and up (ip -br link)")
      default: (.unavailable, detail.isEmpty ? general : detail, "")
      }
    return CaptureError(kind, step, interface.description, reason, advice: advice)
  }

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
