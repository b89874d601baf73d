import Capture
import Flood
import Host
import HostNetwork
import Placement
import Plans
import PlansKit
import ServerDiscovery
import System
import Wire

@testable import Daemon

/// A host in a value, with a clock that the test moves: it interprets plans, and hears the frames that the test sends.
final class FakeHost: HostReader, HostWriter {
  var clock = ClockReading(boot: BootTime(seconds: 1000), wall: Timestamp(seconds: 1_795_432_000))
  let model: NetworkModel
  private var tables: [Table: RulesModel] = [:]
  private var ends: [Block.Key: BootTime] = [:]
  /// Frames that each block has dropped.
  var packets: [MACAddress: UInt64] = [:]
  /// What was done, in order.
  var applied: [Plan] = []
  /// Looks at a plan before it is done; what it throws is its failure.
  var gate: (Plan) throws -> Void = { _ in }
  var around = Surroundings()
  let notices = FakeNotices()
  var clients: FakeFrames?
  let hook = FakeReports()
  let places = FakePlaces()

  init(_ network: Network) { model = NetworkModel(network) }

  func pass(_ length: Duration) {
    clock.boot = clock.boot + length
    clock.wall = clock.wall + length
  }

  /// What another program does to a table, of which the kernel tells.
  func tamper(_ table: Table, _ change: (inout RunningRules) -> Void) {
    var rules = model(of: table)
    change(&rules.rules)
    tables[table] = rules
    notices.waiting.append(.lost)
  }

  // MARK: Changing

  func apply(_ plan: Plan) throws {
    try gate(plan)
    applied.append(plan)
    model.apply(plan)
    for change in plan.changes {
      guard let table = change.table else { continue }
      var rules = model(of: table)
      rules.apply(Plan([change]))
      tables[table] = rules
      if case .block(let block, _) = change { ends[block.key] = block.lifetime.map { clock.boot + $0 } }
    }
  }

  func build(_ plan: Plan, over port: InterfaceName) throws { try apply(plan) }
  func lock(_ name: InterfaceName) -> InstanceLock? { nil }
  func notices(of table: Table, _ names: Set<InterfaceName>) -> (any HostNotices)? { notices }

  // MARK: Looking

  func requireAdministration() {}
  func hasInterface(_ name: InterfaceName) -> Bool { model.network[name] != nil }
  func interfaces() -> Network { model.network }
  func network() -> Network { model.network }
  func network(under port: InterfaceName, _ bridge: InterfaceName?) -> Network { model.network }
  func network(around names: Set<InterfaceName>, broute dialect: Dialect?) -> Network { model.network }
  func surroundings(routers: Set<IPAddress>, session: SSHSession?, port: InterfaceName?) -> Surroundings {
    around
  }
  func servers(in network: Network) -> [Server] { [] }
  func support(ofGateIn table: Table) -> Capabilities.Support { .works }
  func isTold(of table: Table) -> Bool { true }
  func isGuarded(_ name: InterfaceName) -> Bool { false }
  func reports(of table: Table) -> (any HookReports)? { if case .xdp = table { hook } else { nil } }
  func own(_ table: Table) -> [MACAddress: UInt64] { [:] }
  func sourceLocator() -> any SourceLocator { places }

  func capabilities(for wish: Site.Wish?) -> Capabilities {
    var all = Capabilities(
      nftables: .works, ebtables: .works, netdev: .works, nftablesBroute: .works, ebtablesBroute: .works)
    all.xdp = .works
    return all
  }

  func warnings(
    at site: Site, _ network: Network, _ servers: [Server], attempt: String, strict: Bool
  ) throws(PlanError) -> [Concern] { [] }

  func concerns(at site: Site, network: Network, servers: [Server]) -> [Concern] { [] }

  func rules(_ table: Table) -> RunningRules {
    var rules = model(of: table).rules
    rules.blocks = rules.blocks.compactMap { standing in
      let end = ends[standing.block.key]
      guard end.map({ $0 > clock.boot }) ?? true else { return nil }
      return StandingBlock(
        block: standing.block, remaining: end.map { $0 - clock.boot },
        packets: standing.block.subject.hardwareAddress.flatMap { packets[$0] } ?? 0, bytes: 0)
    }
    return rules
  }

  func frame(_ table: Table) -> RunningRules {
    var rules = rules(table)
    rules.blocks = []
    return rules
  }

  func standing(_ block: Block, _ table: Table) -> StandingBlock? {
    rules(table).blocks.first { $0.block.key == block.key }
  }

  func capture(
    on interface: InterfaceName, promiscuous: Bool, of speaker: Speaker
  ) throws(CaptureError) -> any FrameSource {
    let frames = FakeFrames()
    if case .clients = speaker { clients = frames }
    return frames
  }

  private func model(of table: Table) -> RulesModel {
    tables[table] ?? RulesModel(RunningRules(table: table))
  }
}

extension Change {
  fileprivate var table: Table? {
    switch self {
    case .installRuleset(let ruleset), .removeRuleset(let ruleset): ruleset.table
    case .block(_, let table), .unblock(_, let table): table
    default: nil
    }
  }
}

/// Frames that wait.
final class FakeFrames: FrameSource {
  let descriptor: Int32 = -1
  var waiting: [(bytes: [UInt8], at: Timestamp)] = []
  var failure: CaptureError?

  func drain(_ body: (borrowing Span<UInt8>, LinkType, Timestamp) -> Void) throws(CaptureError) {
    if let failure { throw failure }
    for frame in waiting { body(frame.bytes.span, .ethernet, frame.at) }
    waiting = []
  }

  func statistics() -> LiveStatistics { LiveStatistics() }
}

/// What the program at an XDP hook tells.
final class FakeReports: HookReports {
  let descriptor: Int32 = -1
  let counters: [XDPState: UInt64] = [.messages: 3]
  let memory: UInt64 = 4096
  var waiting: [(moment: BootTime, limit: Int, frame: [UInt8])] = []

  func drain(_ body: (BootTime, Int, [UInt8]) -> Void) {
    for report in waiting { body(report.moment, report.limit, report.frame) }
    waiting = []
  }
}

/// What the kernel has to tell.
final class FakeNotices: HostNotices {
  let descriptors: [Int32] = []
  var waiting: [KernelMonitor.Notice] = []

  func drain() -> [KernelMonitor.Notice] {
    defer { waiting = [] }
    return waiting
  }

  func follow(_ indexes: Set<Int32>) {}
}

/// Where sources are, and how often that was asked.
final class FakePlaces: SourceLocator {
  var ports: [MACAddress: InterfaceName] = [:]
  var questions = 0

  func whereabouts(of mac: MACAddress, vlan: VLANID?, on bridge: InterfaceName) -> Whereabouts? {
    questions += 1
    return ports[mac].map { Whereabouts(port: $0) }
  }
}
