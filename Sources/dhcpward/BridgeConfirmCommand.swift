import ArgumentParser
import Daemon
import Host
import Plans
import System
import Wire

extension BridgeCommand {
  struct Confirm: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lets a bridge stay that was built with --confirm.",
      discussion: """
        EXAMPLES
          dhcpward bridge confirm               the one that waits for it
          dhcpward bridge confirm --port eth0
        """)

    @OptionGroup var named: OptionalPort

    private var port: InterfaceName? { named.port }

    func run() throws {
      try reporting {
        try named.check()
        let machine = try Machine()
        let bridge = try choose(try machine.bridges())
        try machine.requireAdministration()
        try holdingSignals {
          // A guardian at work holds the lock, and so does `bridge up` until it has looked around.
          let lock = try InstanceLock.take(bridge.port, patience: .seconds(5))
          defer { withExtendedLifetime(lock) {} }
          let network = try machine.network()
          let plan = try BridgePlanner.confirm(bridge, network: network, now: SystemClock.boot)
          try machine.apply(plan)
          try StandardStream.output.write(
            plan.isEmpty
              ? "\(bridge.name) over \(bridge.port) needs no confirmation: it stays\n"
              : "confirmed: \(bridge.name) over \(bridge.port) stays\n")
        }
      }
    }

    private func choose(_ bridges: [Bridge]) throws(PlanError) -> Bridge {
      let attempt = "confirm the bridge" + (port.map { " over \($0)" } ?? "")
      let candidates = bridges.filter { $0.port == port ?? $0.port }
      let waiting = candidates.filter { $0.deadline != nil }
      if waiting.count > 1 {
        throw PlanError(
          attempt: attempt, reason: "several wait for it",
          advice: "name one: " + waiting.map { "--port \($0.port)" }.joined(separator: " or "))
      }
      guard let bridge = waiting.first ?? candidates.first else {
        throw PlanError(
          attempt: attempt, reason: "there is none: it has been undone, or was never built",
          advice:
            "build it (again) with: dhcpward bridge up --port \(port?.description ?? "PORT") --confirm 60s")
      }
      return bridge
    }
  }

  /// What `bridge up --confirm` leaves behind to undo it: not for people.
  struct GuardianCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "guardian", abstract: "Undoes a bridge that is not confirmed in time.",
      shouldDisplay: false)

    @Option(transform: readInterface) var port: InterfaceName
    @Option(help: "Nanoseconds since boot.") var deadline: Int64

    func run() throws {
      try reporting {
        var guardian = try BridgeRollback(
          port: port, deadline: BootTime(nanoseconds: deadline))
        try guardian.run()
      }
    }
  }
}
