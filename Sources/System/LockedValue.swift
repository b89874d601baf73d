import CLinux
import Glibc
import Wire

/// A value that several threads share: a lock, and a bell for those who wait for it to change.
@safe public final class LockedValue<Value>: @unchecked Sendable {
  /// What a waiting thread makes of the value it finds.
  public enum Look<Result> {
    /// This is what it waited for.
    case found(Result)
    /// It looks again when the bell rings, or after that long at the latest; nil: only when it rings.
    case again(after: Duration?)
  }

  // In places of their own, as the C library wants them never to move.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let bell: UnsafeMutablePointer<pthread_cond_t>
  private var value: Value

  /// Shares a value.
  public init(_ value: sending Value) {
    self.value = value
    unsafe mutex = .allocate(capacity: 1)
    unsafe bell = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(bell, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(bell)
    unsafe pthread_mutex_destroy(mutex)
    unsafe bell.deallocate()
    unsafe mutex.deallocate()
  }

  /// Reads or changes the value, alone; `body` must be short. Rings the bell.
  public func change<Result>(_ body: (inout Value) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_cond_broadcast(bell)
      unsafe pthread_mutex_unlock(mutex)
    }
    return body(&value)
  }

  /// Reads the value, alone; `body` must be short.
  public func look<Result>(_ body: (Value) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe _ = pthread_mutex_unlock(mutex) }
    return body(value)
  }

  /// Sleeps until `body` finds what it looks for.
  public func wait<Result>(_ body: (inout Value) -> Look<Result>) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe _ = pthread_mutex_unlock(mutex) }
    while true {
      switch body(&value) {
      case .found(let result): return result
      case .again(after: nil): unsafe pthread_cond_wait(bell, mutex)
      case .again(after: .some(let length)):
        var until = Self.moment(in: length)
        unsafe pthread_cond_timedwait(bell, mutex, &until)
      }
    }
  }

  private static func moment(in length: Duration) -> timespec {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    // A day at most: nobody minds looking once more.
    let nanoseconds = max(0, min(length.clampedNanoseconds, 86_400_000_000_000)) + Int64(now.tv_nsec)
    return timespec(
      tv_sec: now.tv_sec + Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  }
}
