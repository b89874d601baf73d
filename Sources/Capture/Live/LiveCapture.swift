import CPcap
public import Wire

/// A live capture of what DHCP clients send, or this host's servers, on one Ethernet interface.
///
/// `tcpdump -i NAME -s 65535 -B 4096 -Q in udp dst port 67`, tagged and SNAP frames too. It never waits: the caller
/// polls `descriptor` for input and then drains. Frames are gathered for up to 10 ms (TPACKET_V3); libpcap's
/// immediate mode would cost twelve times the work a frame.
@safe public struct LiveCapture: ~Copyable {
  /// The octets captured of a frame: the largest that extension headers can fill. The kernel's ring takes a frame at
  /// its own length, whatever this is.
  public static let snapshotLength: Int32 = 65_535
  /// The most frames that one `drain` lends, so that the caller gets to its other work under any flood: 4 ms of the
  /// daemon's time, whose verdicts and answers wait for the end of it, and several times that where it lacks a processor.
  public static let batch: Int32 = 2_048

  /// The interface.
  public let interface: InterfaceName
  /// A descriptor that polls readable (`POLLIN`) when frames wait, and also when the interface fails; never to be
  /// read from or closed.
  public let descriptor: Int32

  private let handle: OpaquePointer
  private let unit: Int64
  private var last = pcap_stat()
  private var totals = LiveStatistics()

  /// Opens the capture. Needs CAP_NET_RAW; `promiscuous` takes frames to other hosts' addresses too.
  public init(
    on interface: InterfaceName, promiscuous: Bool = false, of speaker: Speaker = .clients
  ) throws(CaptureError) {
    let handle = try unsafe PcapHandle.open(interface, promiscuous: promiscuous, of: speaker)
    self.interface = interface
    unsafe self.handle = handle
    unsafe descriptor = pcap_get_selectable_fd(handle)
    unsafe unit = pcap_get_tstamp_precision(handle) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000
  }

  deinit { unsafe pcap_close(handle) }

  /// Lends the frames that wait, `batch` at most; returns how many. Never waits.
  ///
  /// While the interface is down there are none, and once it is up they come again; that it was deleted is an
  /// error. One that is deleted while down wakes nobody: drain every few seconds even if nothing polls readable.
  public mutating func drain(
    _ body: (borrowing Span<UInt8>, LinkType, Timestamp) -> Void
  ) throws(CaptureError) -> Int {
    let handle = unsafe handle
    let unit = unit
    let count = withoutActuallyEscaping(body) { body in
      var lender = FrameLender(body: body, unit: unit)
      return unsafe withUnsafeMutablePointer(to: &lender) { lender in
        let user = unsafe UnsafeMutableRawPointer(lender).assumingMemoryBound(to: UInt8.self)
        return unsafe pcap_dispatch(handle, Self.batch, lendFrame, user)
      }
    }
    guard count >= 0 else { throw unsafe PcapHandle.error(handle, interface, "read live capture on", count) }
    return Int(count)
  }

  /// What became of the frames so far.
  public mutating func statistics() throws(CaptureError) -> LiveStatistics {
    var now = pcap_stat()
    let status = unsafe pcap_stats(handle, &now)
    guard status == 0 else {
      throw unsafe PcapHandle.error(handle, interface, "count live capture on", status)
    }
    // libpcap counts in 32 bits, which a flood overflows within hours.
    totals.received += UInt64(now.ps_recv &- last.ps_recv)
    totals.droppedByKernel += UInt64(now.ps_drop &- last.ps_drop)
    last = now
    return totals
  }
}

/// What the callback needs, reached through its user pointer, so that no frame costs an allocation.
private struct FrameLender {
  let body: (borrowing Span<UInt8>, LinkType, Timestamp) -> Void
  let unit: Int64
}

/// Lends one frame, `caplen` octets of it.
private func lendFrame(
  _ user: UnsafeMutablePointer<UInt8>?, _ header: UnsafePointer<pcap_pkthdr>?, _ bytes: UnsafePointer<UInt8>?
) {
  guard let user = unsafe user, let header = unsafe header, let bytes = unsafe bytes else { return }
  let stamp = unsafe header.pointee.ts
  let count = unsafe Int(header.pointee.caplen)
  let lender = unsafe UnsafeRawPointer(user).assumingMemoryBound(to: FrameLender.self)
  let moment = unsafe Timestamp(
    seconds: Int64(stamp.tv_sec), nanoseconds: Int64(stamp.tv_usec) * lender.pointee.unit)
  unsafe lender.pointee.body(Span(_unsafeStart: bytes, count: count), .ethernet, moment)
}
