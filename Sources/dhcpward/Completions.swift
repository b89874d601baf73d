import ArgumentParser
import Control
import Host
import Plans
import System
import Wire

/// What a shell is offered where somebody presses Tab. Nothing that fails here is told: there is nobody who reads it.
extension CompletionKind {
  /// The interfaces of this machine.
  static let interfaces = CompletionKind.custom { _, _, _ in InterfaceNames.all }

  /// The interfaces that running daemons guard.
  static let guarded = CompletionKind.custom { _, _, _ in DaemonClient.guarding.map { "\($0.interface)" } }

  /// The addresses that are blocked at this moment.
  static let blocked = CompletionKind.custom { _, _, _ in Sources.words(Sources.blocked) }

  /// The addresses that talk, or are blocked.
  static let heard = CompletionKind.custom { _, _, _ in
    Sources.words(Sources.talkers.union(Sources.blocked))
  }

  /// The addresses that talk and are not blocked.
  static let blockable = CompletionKind.custom { _, _, _ in
    Sources.words(Sources.talkers.subtracting(Sources.blocked))
  }

  /// Lengths of time that people choose.
  static let lengths = CompletionKind.list(["1m", "10m", "1h", "1d", "7d", "forever"])

  static let scopes = CompletionKind.list(Scope.allCases.map(\.rawValue))
  static let users = CompletionKind.custom { _, _, _ in names("/etc/passwd") }
  static let groups = CompletionKind.custom { _, _, _ in names("/etc/group") }

  private static func names(_ file: String) -> [String] {
    SmallFile.lines(file).compactMap { $0.split(separator: ":").first.map(String.init) }
  }

  private enum Sources {
    // zsh takes what is behind a colon for a description.
    static func words(_ macs: Set<MACAddress>) -> [String] {
      let isZsh = CompletionShell.requesting == .zsh
      return macs.sorted().map { isZsh ? "\($0)".replacing(":", with: "\\:") : "\($0)" }
    }

    static var blocked: Set<MACAddress> {
      let kernel = (try? Machine().allRules().flatMap { $0.blocks.compactMap(\.block.mac) }) ?? []
      return Set(kernel).union(heard { $0 == "blocked" })
    }

    static var talkers: Set<MACAddress> { Set(heard { _ in true }) }

    private static func heard(_ isWanted: (String) -> Bool) -> [MACAddress] {
      let report = try? DaemonClient.report(talkers: ControlHandler.mostTalkers)
      return (report?.posts ?? []).flatMap(\.talkers).filter { isWanted($0.verdict) }
        .compactMap { MACAddress($0.mac) }
    }
  }
}

/// The interfaces of this machine, by name.
enum InterfaceNames {
  // /sys shows those of the network namespace in which it was mounted.
  static var all: [String] {
    SmallFile.lines("/proc/self/net/dev").dropFirst(2).compactMap { line in
      line.split(separator: ":").first.map { $0.filter { $0 != " " } }
    }
  }
}
