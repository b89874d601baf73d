import ArgumentParser
import Control
import Daemon
import Glibc
import Screen
import System
import Wire

/// The loop of `top` on a terminal: one poll(2) for keys, signals and the next snapshot.
struct TopScreen {
  let interval: Duration
  let talkers: Int

  private static let endings: Set<Int32> = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  init(interval: Duration, talkers: Int) {
    self.interval = interval
    self.talkers = talkers
  }

  /// Draws until somebody ends it; throws when the daemon ends.
  func run(_ first: Snapshot) throws {
    // Held back before the terminal is taken, so that none ends the program in between.
    let signals = try SignalDescriptor(Array(Self.endings) + [SIGWINCH, SIGTSTP])
    let terminal = try Terminal()
    defer { terminal.restore() }
    var canvas = Canvas(colours: Terminal.wantsColours)
    var view = TopView(isUnicode: Terminal.isUnicode)
    var keys = KeyReader()
    view.take(first, at: SystemClock.boot)
    var next = SystemClock.boot + min(interval, .seconds(1))
    while true {
      let (columns, rows) = Terminal.size
      let size = Size(columns: columns, rows: rows)
      let change = canvas.show(view.lines(on: size), on: size)
      if !change.isEmpty { try StandardStream.output.write(change) }

      let descriptors = [signals.descriptor] + (terminal.hasKeys ? [Terminal.keys] : [])
      let ready = try Poll.wait(for: descriptors, timeout: next - SystemClock.boot)
      while ready[0], let signal = signals.next() {
        if Self.endings.contains(signal) {
          terminal.restore()
          throw ExitCode(128 + signal)
        }
        if signal == SIGTSTP { try terminal.suspend() }
        canvas.forget()
      }
      if ready.count > 1, ready[1] {
        guard let typed = terminal.typed() else { return }
        for key in keys.take(typed) where !obey(key, &view) { return }
      } else {
        for key in keys.settle() where !obey(key, &view) { return }
      }
      guard SystemClock.boot >= next else { continue }
      guard let snapshot = try DaemonClient.snapshot(talkers: talkers) else {
        throw Refusal("top: the daemon has ended", .unavailable)
      }
      view.take(snapshot, at: SystemClock.boot)
      // Whoever is late does not catch up: a slow line would never come to rest.
      let now = SystemClock.boot
      next = next + interval > now ? next + interval : now + interval
    }
  }

  /// False when that key ends it.
  private func obey(_ key: Key, _ view: inout TopView) -> Bool {
    let order: (words: String, isDone: Bool)
    switch view.press(key) {
    case nil: return true
    case .quit: return false
    case .block(let subject): order = DaemonClient(interface: subject.interface).order(.block, subject.who)
    case .unblock(let subject):
      order = DaemonClient(interface: subject.interface).order(.unblock, subject.who)
    }
    view.say(order.words, isBad: !order.isDone)
    return true
  }
}
