import CLinux
import Glibc

/// A map of the kernel's BPF machine, bpf(2): open as long as this is.
@safe package final class BPFMap {
  /// What it is made as.
  package struct Shape: Hashable, Sendable {
    /// `enum bpf_map_type`.
    package var kind: UInt32
    /// Octets of a key and of a value.
    package var key: Int
    package var value: Int
    /// The most elements; octets, of a ring.
    package var capacity: Int
    /// BPF_F_ flags.
    package var flags: UInt32
    /// At most fifteen letters.
    package var name: String

    package init(kind: UInt32, key: Int, value: Int, capacity: Int, flags: UInt32, name: String) {
      (self.kind, self.key, self.value) = (kind, key, value)
      (self.capacity, self.flags, self.name) = (capacity, flags, name)
    }
  }

  package let descriptor: Int32
  package let shape: Shape

  /// Makes a map.
  package init(_ shape: Shape) throws(SystemError) {
    self.shape = shape
    var call = BPFCall(length: 72)
    call[0] = shape.kind
    call[4] = UInt32(shape.key)
    call[8] = UInt32(shape.value)
    call[12] = UInt32(shape.capacity)
    call[16] = shape.flags
    call.set(name: shape.name, at: 28)
    let answer = call.perform(.createMap)
    guard answer >= 0 else {
      throw SystemError(
        "make the BPF map \(shape.name)", errno: -answer, advice: -answer == EPERM ? BPFProgram.needs : "")
    }
    descriptor = answer
  }

  /// Opens the map with an ID; only for CAP_SYS_ADMIN.
  package init(id: UInt32) throws(SystemError) {
    let opened = try BPFCall.open(.mapByID, id: id)
    var info = [UInt8](repeating: 0, count: 80)
    do throws(SystemError) { try BPFCall.information(of: opened, &info) } catch {
      close(opened)
      throw error
    }
    descriptor = opened
    shape = Shape(
      kind: info.word(at: 0), key: Int(info.word(at: 8)), value: Int(info.word(at: 12)),
      capacity: Int(info.word(at: 16)), flags: info.word(at: 20), name: info.name(at: 24))
  }

  deinit { close(descriptor) }

  /// The octets of the kernel's memory that it takes, as proc(5) says (`memlock` of /proc/PID/fdinfo/FD).
  package var memory: UInt64 {
    for line in SmallFile.lines("/proc/self/fdinfo/\(descriptor)") where line.hasPrefix("memlock:") {
      return UInt64(line.dropFirst(8).filter(\.isNumber)) ?? 0
    }
    return 0
  }

  /// The value of a key; nil without.
  package subscript(key: [UInt8]) -> [UInt8]? {
    var value = [UInt8](repeating: 0, count: shape.value)
    let answer = call(.lookUp, key, &value)
    return answer == 0 ? value : nil
  }

  /// Sets a key's value.
  package func set(_ key: [UInt8], _ value: [UInt8]) throws(SystemError) {
    var value = value
    let answer = call(.update, key, &value)
    guard answer == 0 else { throw failure(answer, "write to") }
  }

  /// Takes a key out; one that is not there is fine.
  package func remove(_ key: [UInt8]) throws(SystemError) {
    var none: [UInt8] = []
    let answer = call(.delete, key, &none)
    guard answer == 0 || answer == -ENOENT else { throw failure(answer, "delete from") }
  }

  private func call(_ command: BPFCall.Command, _ key: [UInt8], _ value: inout [UInt8]) -> Int32 {
    unsafe key.withUnsafeBytes { key in
      unsafe value.withUnsafeMutableBytes { value in
        var call = BPFCall(length: 32)
        call[0] = UInt32(descriptor)
        unsafe call.set(key.baseAddress, at: 8)
        // What a call does not use has to be zero.
        if command != .delete { unsafe call.set(UnsafeRawPointer(value.baseAddress), at: 16) }
        return call.perform(command)
      }
    }
  }

  /// Sets many keys at once, one behind the other as their values are; all of them or, after an error, some.
  package func set(keys: [UInt8], values: [UInt8]) throws(SystemError) {
    guard !keys.isEmpty else { return }
    let answer = unsafe keys.withUnsafeBytes { keys in
      unsafe values.withUnsafeBytes { values in
        var call = BPFCall(length: 56)
        unsafe call.set(keys.baseAddress, at: 16)
        unsafe call.set(values.baseAddress, at: 24)
        call[32] = UInt32(keys.count / shape.key)
        call[36] = UInt32(descriptor)
        return call.perform(.updateBatch)
      }
    }
    guard answer >= 0 else { throw failure(answer, "write to") }
  }

  /// Every key with its value, as of some moment while it was read.
  package func all() throws(SystemError) -> [(key: [UInt8], value: [UInt8])] {
    var found: [(key: [UInt8], value: [UInt8])] = []
    let chunk = 4096
    var keys = [UInt8](repeating: 0, count: chunk * shape.key)
    var values = [UInt8](repeating: 0, count: chunk * shape.value)
    // A hash map's place is a number of 32 bits, whatever its keys are.
    var (place, next) = ([UInt8](repeating: 0, count: 8), [UInt8](repeating: 0, count: 8))
    var isFirst = true
    while true {
      var count: UInt32 = 0
      let answer = unsafe keys.withUnsafeMutableBytes { keys in
        unsafe values.withUnsafeMutableBytes { values in
          unsafe place.withUnsafeBytes { place in
            unsafe next.withUnsafeMutableBytes { next in
              var call = BPFCall(length: 56)
              if !isFirst { unsafe call.set(place.baseAddress, at: 0) }
              unsafe call.set(UnsafeRawPointer(next.baseAddress), at: 8)
              unsafe call.set(UnsafeRawPointer(keys.baseAddress), at: 16)
              unsafe call.set(UnsafeRawPointer(values.baseAddress), at: 24)
              call[32] = UInt32(chunk)
              call[36] = UInt32(descriptor)
              let answer = call.perform(.lookUpBatch)
              count = call[32]
              return answer
            }
          }
        }
      }
      guard answer >= 0 || answer == -ENOENT else { throw failure(answer, "list") }
      for index in 0..<Int(count) {
        found.append(
          (
            Array(keys[index * shape.key..<(index + 1) * shape.key]),
            Array(values[index * shape.value..<(index + 1) * shape.value])
          ))
      }
      guard answer >= 0 else { return found }
      (place, isFirst) = (next, false)
    }
  }

  private func failure(_ answer: Int32, _ verb: String) -> SystemError {
    SystemError(
      "\(verb) the BPF map \(shape.name)", errno: -answer,
      advice: answer == -E2BIG ? "it holds no more than \(shape.capacity)" : "")
  }
}
