import Glibc

/// A file read in chunks of up to 1 MiB, into one buffer that it keeps; `read(2)`, so pipes will do.
@safe struct ByteSource: ~Copyable {
  /// The most bytes that can be asked for at once.
  static let capacity = 1 << 20

  /// The name for messages.
  let name: String
  private let descriptor: Int32
  private let base: UnsafeMutableRawPointer
  // What is decompressed may have no end.
  private let limit: Int
  private var left: Int
  private var start = 0
  private var end = 0

  /// Opens a file, or standard input for `-`.
  init(path: String) throws(CaptureError) {
    name = path == "-" ? "standard input" : path
    (limit, left) = (.max, .max)
    descriptor = path == "-" ? STDIN_FILENO : Self.open(path)
    guard descriptor >= 0 else {
      let number = errno
      let kind: CaptureError.Kind =
        switch number {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .notPermitted
        default: .inputOutput
        }
      throw CaptureError(kind, "open", path, systemWords(number))
    }
    unsafe base = .allocate(byteCount: Self.capacity, alignment: 16)
  }

  /// Reads from a descriptor, which it closes, no more than `limit` octets.
  init(descriptor: Int32, name: String, limit: Int) {
    (self.name, self.descriptor, self.limit, left) = (name, descriptor, limit, limit)
    unsafe base = .allocate(byteCount: Self.capacity, alignment: 16)
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
    unsafe base.deallocate()
  }

  private static func open(_ path: String) -> Int32 {
    while true {
      let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
      if descriptor >= 0 || errno != EINTR { return descriptor }
    }
  }

  /// How many bytes can be looked at without reading more.
  var available: Int { end - start }

  /// Makes `count` bytes (up to `capacity`) available; false when the file ends before.
  @inline(__always)
  mutating func fill(_ count: Int) throws(CaptureError) -> Bool {
    if end - start >= count { return true }
    return try refill(count)
  }

  @inline(never)
  private mutating func refill(_ count: Int) throws(CaptureError) -> Bool {
    precondition(count <= Self.capacity)
    unsafe base.copyMemory(from: base + start, byteCount: end - start)
    end -= start
    start = 0
    while end < count {
      let got = unsafe read(descriptor, base + end, Self.capacity - end)
      if got == 0 { return false }
      if got > 0 {
        end += got
        left -= got
        guard left >= 0 else {
          throw CaptureError(
            .badData, "read", name, "more than \(max(1, limit >> 30)) GiB come of it, decompressed",
            advice: "decompress it by hand and read that")
        }
      } else if errno != EINTR {
        throw CaptureError(.inputOutput, "read", name, systemWords(errno))
      }
    }
    return true
  }

  /// Goes past bytes that are available.
  @inline(__always)
  mutating func consume(_ count: Int) {
    precondition(count <= end - start)
    start += count
  }

  /// Goes past as many bytes, reading over them; returns how many there were before the file's end.
  mutating func skip(_ count: Int) throws(CaptureError) -> Int {
    var left = count
    while left > 0, try fill(1) {
      let step = min(left, available)
      consume(step)
      left -= step
    }
    return count - left
  }

  /// An available number, in this machine's byte order.
  @inline(__always)
  func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Number.Type) -> Number {
    precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= end - start)
    return unsafe base.loadUnaligned(fromByteOffset: start + offset, as: type)
  }

  /// An available 32-bit number, in this machine's byte order.
  @inline(__always)
  func word(at offset: Int) -> UInt32 { number(at: offset, as: UInt32.self) }

  /// Lends available bytes.
  @inline(__always)
  func lend<Result: ~Copyable>(
    at offset: Int, count: Int, to body: (borrowing Span<UInt8>) -> Result
  ) -> Result {
    precondition(offset >= 0 && count >= 0 && offset + count <= end - start)
    let bytes = unsafe UnsafeRawPointer(base + start + offset).assumingMemoryBound(to: UInt8.self)
    return body(unsafe Span(_unsafeStart: bytes, count: count))
  }
}

/// What strerror(3) says of an error number.
func systemWords(_ number: Int32) -> String {
  unsafe String(cString: strerror(number))
}
