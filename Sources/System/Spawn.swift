import CLinux
import Glibc

/// Starts another program, posix_spawn(3).
enum Spawn {
  /// Starts the file `path` with these words and variables (nil: ours), `files` as its descriptors from 0 on and no other of
  /// ours, no signal held back, in a process group of its own, or a session. The pid, or the error's number.
  static func start(
    _ path: String, _ words: [String], environment: [String]?, files: [Int32], inSession: Bool = false
  ) -> (pid: pid_t, errno: Int32) {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    var signals = sigset_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    for (number, file) in files.enumerated() {
      unsafe posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
    }
    // Libraries open some that would be inherited, and another thread may be about to start a program of its own.
    unsafe dhcpward_spawn_closefrom(&actions, Int32(files.count))
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    let apart = inSession ? dhcpward_spawn_setsid : Int16(POSIX_SPAWN_SETPGROUP)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | apart)
    let argv = unsafe strings(words)
    let variables = unsafe environment.map(strings)
    defer { unsafe (argv + (variables ?? [])).forEach { text in unsafe free(text) } }
    var pid: pid_t = 0
    let failure =
      if let variables = unsafe variables {
        unsafe posix_spawn(&pid, path, &actions, &attributes, argv, variables)
      } else {
        unsafe posix_spawn(&pid, path, &actions, &attributes, argv, dhcpward_environ())
      }
    return (pid, failure)
  }

  /// The same with no capability at all, whatever we have: started by a thread of its own, as they are a thread's.
  /// The pid, or why there is none.
  static func startRenounced(
    _ path: String, _ words: [String], environment: [String], files: [Int32]
  ) -> (pid: pid_t, failure: String?) {
    let answer = LockedValue<(pid: pid_t, failure: String?)?>(nil)
    do throws(SystemError) {
      try Worker.start("program") {
        let left = Privileges.renounce()
        let started: (pid: pid_t, errno: Int32) =
          left == 0 ? start(path, words, environment: environment, files: files) : (0, left)
        let failure =
          left != 0
          ? "its capabilities cannot be taken away: \(systemWords(left)); give the daemon a user of its own (--user)"
          : started.errno == 0 ? nil : systemWords(started.errno)
        answer.change { $0 = (started.pid, failure) }
      }
    } catch {
      return (0, systemWords(error.errno))
    }
    return answer.wait { $0.map { .found($0) } ?? .again(after: nil) }
  }

  /// A NULL-terminated vector of C strings, to be freed by the caller.
  private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    unsafe texts.map { text in unsafe strdup(text) } + [nil]
  }
}
