import CPcap
import Wire

extension CaptureError {
  /// About what a file holds.
  static func bad(_ name: String, _ reason: String, advice: String = "") -> CaptureError {
    CaptureError(.badData, "read", name, reason, advice: advice)
  }

  /// Frames of a link type that is not read: without an Ethernet source address, or of one that few have.
  static func refusedLink(_ name: String, _ number: UInt32) -> CaptureError {
    // Raw IP, loopbacks of BSD, PPP and its kin, and what is said of a packet that the kernel logged.
    let bare: [UInt32] = [
      0, 8, 9, 12, 14, 50, 51, 100, 101, 104, 108, 109, 166, 204, 205, 219, 228, 229, 239,
    ]
    return bare.contains(number)
      ? bad(
        name, "link type \(linkTypeText(number)) has no Ethernet source addresses",
        advice: "capture on the Ethernet interface or bridge that clients come in by, or on any")
      : bad(
        name, "link type \(linkTypeText(number)) is not read",
        advice: "capture as Ethernet (tcpdump -y EN10MB) or on any (tcpdump -i any)")
  }

  /// Not a capture; says so if it is a compressed one.
  static func unknownFormat(_ source: borrowing ByteSource) -> CaptureError {
    let first = source.lend(at: 0, count: source.available) { bytes in
      bytes.indices.prefix(6).map { bytes[$0] }
    }
    guard let compression = Compression(first) else {
      return bad(source.name, "not a pcap or pcapng capture")
    }
    let tool = compression.command.joined(separator: " ")
    return bad(source.name, "it is compressed", advice: "pipe it through `\(tool)`")
  }
}

extension SavedCapture {
  /// In the middle of the file: says what became of the frames before it.
  func damaged(_ reason: String) -> CaptureError {
    .bad(source.name, reason, advice: "the capture is damaged: \(counted)")
  }

  /// About the last of the file.
  func cutOff(_ what: String, after had: Int, of whole: Int) -> CaptureError {
    .bad(
      source.name, "\(what) is cut off after \(had) of \(whole) bytes",
      advice: "the capture was not closed properly: \(counted)")
  }

  private var counted: String {
    switch frames {
    case 0: "no frame came before it"
    case 1: "the 1 frame before it was counted"
    default: "the \(frames) frames before it were counted"
    }
  }
}

extension LinkType {
  /// The link type of that number; nil when frames of it are not read.
  init?(_ number: UInt32) {
    guard let number = UInt16(exactly: number) else { return nil }
    self.init(rawValue: number)
  }
}

/// The number and name of a link type: `127 (IEEE802_11_RADIO)`.
func linkTypeText(_ number: UInt32) -> String {
  // libpcap names its DLT_ numbers, which differ from those in files for these (pcap-common.c).
  let internals: [UInt32: Int32] = [100: 11, 101: 12, 102: 15, 103: 16]
  guard let value = internals[number] ?? Int32(exactly: number),
    let name = unsafe pcap_datalink_val_to_name(value)
  else { return "\(number)" }
  return unsafe "\(number) (\(String(cString: name)))"
}
