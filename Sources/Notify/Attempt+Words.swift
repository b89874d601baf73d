import Blocks
public import Daemon
import Plans
import Wire

extension Occurrence.Leaving {
  var words: String {
    switch self {
    case .keeping: "stopped; bridge and blocks stay, as asked"
    case .untouched: "stopped; nothing was changed"
    case .undone(let restoration): "stopped; \(restoration.words)"
    }
  }
}

extension Occurrence.Restoration {
  fileprivate var words: String {
    switch self {
    case .whole: return "the network is as it was"
    case .noBridge(let port):
      return "there is no bridge of dhcpward's over \(port) any more; what was on it was left as it is"
    case .bridgeByHand(let bridge): return "\(bridge), which was built by hand, stays"
    case .lost(let bridge, let port, let lost):
      return "\(bridge) is gone, but \(port) has not what was on it: \(list(lost))"
    case .moved(let bridge, let port, let otherwise):
      let back = "\(bridge) is gone, and what was on it is on \(port)"
      return otherwise.isEmpty ? back : "\(back); other than before \(bridge) was built: \(list(otherwise))"
    }
  }
}

extension Occurrence.Reload {
  /// What came of it, for whoever asked.
  public var words: String {
    switch self {
    case .done(let names, let awaited):
      "reloaded the settings: guarding \(list(names))"
        + (awaited.isEmpty ? "" : "; waiting for \(list(awaited))")
    case .refused(let words): "reload refused, everything goes on as before: \(words)"
    case .fatal(let words): words
    case .nothingToRead: "there is no configuration file to read again; going on"
    }
  }

  /// The same for the log, where nobody sees who asked.
  var line: String { self == .nothingToRead ? "SIGHUP: \(words)" : words }
}

extension Occurrence.Attempt {
  /// That it failed.
  func words(_ cause: String) -> String {
    switch self {
    case .listen(let place): "\(cause); going on when there is a \(place) to listen to"
    case .introduce: "tell the kernel whom to know failed: \(cause)"
    case .forget(let mac): "forget that \(mac) is healthy failed: \(cause)"
    case .guardAnew(let interface): "guard \(interface) as was asked failed: \(cause); going back"
    case .count, .other, .grave: cause
    }
  }
}

extension BlockEvent.Ending {
  var words: String {
    switch self {
    case .over: ": its time is over"
    case .replaced(let other): ": it floods no more, and \(other) needs its place"
    case .byHand: " by hand"
    case .bySomebody: ": somebody else did"
    }
  }

  /// Who ended the block.
  var origin: Origin {
    switch self {
    case .over, .replaced: .watch
    case .byHand, .bySomebody: .hand
    }
  }
}

extension BlockEvent.Attempt {
  func words(_ whom: String) -> String {
    switch self {
    case .block: "block \(whom)"
    case .place: "say where \(whom) is"
    case .extend: "extend \(whom)"
    case .unblock: "unblock \(whom)"
    case .read: "read the counter of \(whom)"
    case .lookAfter: "look after the block of \(whom)"
    case .repair: "put the rules back"
    }
  }
}
