import CLinux
import Glibc

/// bpf(2): the attributes of one call, as `union bpf_attr` lays them out in linux/bpf.h.
struct BPFCall {
  enum Command: Int32 {
    case createMap = 0
    case lookUp = 1
    case update = 2
    case delete = 3
    case nextKey = 4
    case loadProgram = 5
    case testRun = 10
    case programByID = 13
    case mapByID = 14
    case information = 15
    case lookUpBatch = 24
    case updateBatch = 26
  }

  private var octets: [UInt8]

  /// Attributes of zeros.
  init(length: Int = 80) { octets = [UInt8](repeating: 0, count: length) }

  subscript(_ at: Int) -> UInt32 {
    get { octets.word(at: at) }
    set {
      unsafe octets.withUnsafeMutableBytes {
        unsafe $0.storeBytes(of: newValue, toByteOffset: at, as: UInt32.self)
      }
    }
  }

  subscript(wide at: Int) -> UInt64 {
    get { octets.number(at: at) }
    set {
      unsafe octets.withUnsafeMutableBytes {
        unsafe $0.storeBytes(of: newValue, toByteOffset: at, as: UInt64.self)
      }
    }
  }

  /// The address of what a pointer names, which has to stay there until the call is over.
  mutating func set(_ pointer: UnsafeRawPointer?, at: Int) {
    self[wide: at] = UInt64(UInt(bitPattern: pointer))
  }

  mutating func set(name: String, at: Int) {
    for (place, octet) in zip(at..<at + 15, name.utf8) { octets[place] = octet }
  }

  /// What the kernel answers: a descriptor, or 0; or minus the error's number.
  mutating func perform(_ command: Command) -> Int32 {
    // A signal, or another call that runs the same program.
    for _ in 0..<8 {
      let answer = unsafe octets.withUnsafeMutableBytes {
        unsafe dhcpward_bpf(command.rawValue, $0.baseAddress, UInt32($0.count))
      }
      if answer >= 0 { return Int32(answer) }
      guard errno == EINTR || errno == EAGAIN else { break }
    }
    return -errno
  }

  mutating func perform(_ command: Command, _ operation: String, advice: String = "") throws(SystemError)
    -> Int32
  {
    let answer = perform(command)
    guard answer >= 0 else { throw SystemError(operation, errno: -answer, advice: advice) }
    return answer
  }

  /// What the kernel says of an object (BPF_OBJ_GET_INFO_BY_FD).
  static func information(of descriptor: Int32, _ info: inout [UInt8]) throws(SystemError) {
    var failure: SystemError?
    unsafe info.withUnsafeMutableBytes { room in
      var call = BPFCall(length: 16)
      call[0] = UInt32(descriptor)
      call[4] = UInt32(room.count)
      unsafe call.set(room.baseAddress, at: 8)
      do throws(SystemError) { _ = try call.perform(.information, "look at a BPF object") } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// The object with an ID: only for CAP_SYS_ADMIN.
  static func open(_ command: Command, id: UInt32) throws(SystemError) -> Int32 {
    var call = BPFCall(length: 12)
    call[0] = id
    return try call.perform(command, "open BPF object \(id)", advice: "only root may")
  }
}

extension [UInt8] {
  /// A number in the machine's byte order.
  package func number(at: Int) -> UInt64 {
    unsafe withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: at, as: UInt64.self) }
  }

  /// One of 32 bits.
  func word(at: Int) -> UInt32 {
    unsafe withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: at, as: UInt32.self) }
  }

  /// The text that ends at a zero.
  func name(at: Int) -> String {
    String(decoding: self[at..<at + 16].prefix { $0 != 0 }, as: UTF8.self)
  }
}
