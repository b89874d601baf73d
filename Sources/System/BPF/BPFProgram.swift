import CLinux
import Glibc

/// A program in the kernel's BPF machine for the XDP hook, bpf(2): open as long as this is.
@safe package final class BPFProgram {
  package let descriptor: Int32
  /// Its ID and its name.
  package let id: UInt32
  package let name: String
  /// The digest of its instructions that the kernel makes: SHA-1 or SHA-256, as it is of old or new.
  package let tag: UInt64
  /// The maps it uses.
  package let maps: [UInt32]

  /// What to do about EPERM.
  static let needs =
    "it takes CAP_BPF and CAP_NET_ADMIN, outside of user namespaces, and of a service SystemCallFilter=bpf"

  private static let xdp: UInt32 = 6  // BPF_PROG_TYPE_XDP
  private static let attachXDP: UInt32 = 37  // BPF_XDP

  /// Has the kernel check and take a program. Its refusal is told with the last lines of what it says.
  package convenience init(code: [UInt8], name: String) throws(SystemError) {
    var log: [UInt8] = []
    var answer = Self.load(code, name, &log)
    if answer < 0, answer != -EPERM {
      // Only for the words: a log costs, and one that is too small is an error of its own.
      log = [UInt8](repeating: 0, count: 1 << 20)
      answer = Self.load(code, name, &log)
    }
    guard answer >= 0 else {
      let words = String(decoding: log.prefix { $0 != 0 }, as: UTF8.self)
      let lines = words.split(separator: "\n").suffix(6).joined(separator: " / ")
      let advice =
        -answer == EPERM ? Self.needs : lines
      throw SystemError("load the XDP program", errno: -answer, advice: advice)
    }
    try self.init(descriptor: answer)
  }

  /// Opens the program with an ID; only for CAP_SYS_ADMIN.
  package convenience init(id: UInt32) throws(SystemError) {
    try self.init(descriptor: try BPFCall.open(.programByID, id: id))
  }

  private init(descriptor: Int32) throws(SystemError) {
    self.descriptor = descriptor
    var ids = [UInt32](repeating: 0, count: 32)
    var info = [UInt8](repeating: 0, count: 128)
    let room = UInt32(ids.count)
    let answer = unsafe ids.withUnsafeMutableBytes { ids in
      unsafe info.withUnsafeMutableBytes { info in
        unsafe info.storeBytes(of: room, toByteOffset: 52, as: UInt32.self)
        unsafe info.storeBytes(
          of: UInt64(UInt(bitPattern: ids.baseAddress)), toByteOffset: 56, as: UInt64.self)
        var call = BPFCall(length: 16)
        call[0] = UInt32(descriptor)
        call[4] = UInt32(info.count)
        unsafe call.set(UnsafeRawPointer(info.baseAddress), at: 8)
        return call.perform(.information)
      }
    }
    guard answer >= 0 else {
      close(descriptor)
      throw SystemError("look at a BPF program", errno: -answer)
    }
    (id, tag, name) = (info.word(at: 4), info.number(at: 8), info.name(at: 64))
    maps = Array(ids.prefix(Int(min(room, info.word(at: 52)))))
  }

  deinit { close(descriptor) }

  private static func load(_ code: [UInt8], _ name: String, _ log: inout [UInt8]) -> Int32 {
    unsafe code.withUnsafeBytes { code in
      unsafe Array("GPL\0".utf8).withUnsafeBytes { license in
        unsafe log.withUnsafeMutableBytes { log in
          var call = BPFCall(length: 72)
          call[0] = xdp
          call[4] = UInt32(code.count / 8)
          unsafe call.set(code.baseAddress, at: 8)
          unsafe call.set(license.baseAddress, at: 16)
          if unsafe !log.isEmpty {
            call[24] = 1
            call[28] = UInt32(log.count)
            unsafe call.set(UnsafeRawPointer(log.baseAddress), at: 32)
          }
          call.set(name: name, at: 48)
          call[68] = attachXDP
          return call.perform(.loadProgram)
        }
      }
    }
  }

  /// Runs it on a frame in the kernel, attached or not (BPF_PROG_TEST_RUN): what it returns, and the nanoseconds of one of
  /// so many runs.
  package func run(on frame: [UInt8], times: Int = 1) throws(SystemError) -> (
    verdict: UInt32, nanoseconds: UInt32
  ) {
    var call = BPFCall(length: 80)
    let answer = unsafe frame.withUnsafeBytes { frame in
      call[0] = UInt32(descriptor)
      call[8] = UInt32(frame.count)
      unsafe call.set(frame.baseAddress, at: 16)
      call[32] = UInt32(times)
      return call.perform(.testRun)
    }
    guard answer >= 0 else { throw SystemError("run the XDP program on a frame", errno: -answer) }
    return (call[4], call[36])
  }
}
