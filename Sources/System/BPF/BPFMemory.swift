import CLinux
import Glibc

/// A part of a map that is mapped into memory, mmap(2).
@safe package final class BPFMemory {
  private let start: UnsafeMutableRawPointer
  /// Its octets.
  package let count: Int

  /// Maps `count` octets from `offset` on, in whole pages.
  package init(_ map: BPFMap, offset: Int, count: Int, isWritable: Bool) throws(SystemError) {
    let protection = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
    let pages = (count + Self.page - 1) / Self.page * Self.page
    guard let start = unsafe mmap(nil, pages, protection, MAP_SHARED, map.descriptor, offset),
      unsafe start != MAP_FAILED
    else { throw SystemError("map the BPF map \(map.shape.name) into memory", errno: errno) }
    unsafe self.start = start
    self.count = pages
  }

  deinit { unsafe _ = munmap(start, count) }

  /// Octets of a page.
  package static let page = Int(getpagesize())

  /// A number of 64 bits, which others may write at the same time.
  package subscript(_ at: Int) -> UInt64 {
    get {
      precondition(at >= 0 && at + 8 <= count, "beyond a map's memory")
      return unsafe dhcpward_load_acquire(start + at)
    }
    set {
      precondition(at >= 0 && at + 8 <= count, "beyond a map's memory")
      unsafe dhcpward_store_release(start + at, newValue)
    }
  }

  /// A number of 32 bits.
  package func word(_ at: Int) -> UInt32 {
    precondition(at >= 0 && at + 4 <= count, "beyond a map's memory")
    return unsafe dhcpward_load_header(start + at)
  }

  /// A copy of some octets.
  package func octets(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "beyond a map's memory")
    return unsafe Array(UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count))
  }
}
