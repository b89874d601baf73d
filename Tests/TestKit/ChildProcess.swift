import Foundation

/// A program that was started, to be waited for or ended. Not to be shared between threads.
public final class ChildProcess {
  /// Its pid.
  public let processIdentifier: pid_t
  private var status: Int32?

  /// Starts a program found in PATH with these descriptors for its standard streams.
  init(_ words: [String], input: Int32, output: Int32, errors: Int32) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in [input, output, errors].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    // A thread of libdispatch holds most signals back, and a child of it would too.
    var attributes = posix_spawnattr_t()
    var none = sigset_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var child: pid_t = 0
    let failed = posix_spawnp(&child, words[0], &actions, &attributes, &arguments, environ)
    guard failed == 0 else { throw ToolFailure(words: "\(words[0]): \(String(cString: strerror(failed)))") }
    processIdentifier = child
  }

  /// Whether it has not ended yet.
  public var isRunning: Bool {
    collect(WNOHANG)
    return status == nil
  }

  /// The exit status, waited for; a signal's number, negative, when one ended it.
  public var terminationStatus: Int32 {
    waitUntilExit()
    let status = status ?? 0
    return status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f)
  }

  /// Waits for its end.
  public func waitUntilExit() { collect(0) }

  /// Waits for its end, but no longer than so many seconds; false when it is still running.
  public func waitUntilExit(within seconds: Double) -> Bool {
    let deadline = Date() + seconds
    var pause: UInt32 = 500
    while isRunning {
      guard Date() < deadline else { return false }
      usleep(pause)
      pause = min(pause * 2, 5000)
    }
    return true
  }

  /// Sends SIGTERM.
  public func terminate() { send(SIGTERM) }

  /// Sends a signal, unless it has ended.
  public func send(_ signal: Int32) {
    if isRunning { kill(processIdentifier, signal) }
  }

  private func collect(_ options: Int32) {
    var found: Int32 = 0
    while status == nil {
      let pid = waitpid(processIdentifier, &found, options)
      if pid == processIdentifier { status = found }
      if pid == 0 || (pid < 0 && errno != EINTR) { return }
    }
  }
}
