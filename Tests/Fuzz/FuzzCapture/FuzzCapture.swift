import Capture
import Glibc
import Wire

// In memory, without a name once it is open.
private let file = {
  let name = "/dhcpward-fuzz-\(getpid())"
  defer { shm_unlink(name) }
  return shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
}()
private let path = "/proc/self/fd/\(file)"

/// A capture file, pcap or pcapng by its first octets. `SavedCapture` and all it reads, and the frames in it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard ftruncate(file, 0) == 0, pwrite(file, start, count, 0) == count else {
    fatalError("the file cannot be written")
  }
  do throws(CaptureError) {
    var capture = try SavedCapture(path: path)
    var octets = 0
    defer { precondition(octets <= count, "no frame is longer than the file") }
    try capture.forEachFrame { bytes, frame in
      octets += bytes.count
      _ = Frame.clientMessage(in: bytes, link: frame.link)
    }
  } catch {
    precondition(error.kind == .badData, "what is read is bad data, and nothing else")
  }
  return 0
}
