public import Host
public import Plans
public import System
public import Wire

/// The way to change the host, and what goes with having changed it: `Machine`; in a dry run a `PlanPrinter`.
public protocol HostWriter: AnyObject {
  /// Does all of a plan, or nothing of it.
  func apply(_ plan: Plan) throws
  /// Does a plan that moves addresses to a bridge over `port`, and takes it back where that cuts the host off.
  func build(_ plan: Plan, over port: InterfaceName) throws
  /// So that no other dhcpward guards the interface; nil where that does not matter.
  func lock(_ name: InterfaceName) throws -> InstanceLock?
  /// Hears from now on what others do to that table and these interfaces; nil where nothing is to be put back.
  func notices(of table: Table, _ names: Set<InterfaceName>) throws -> (any HostNotices)?
}

/// What others do to the host, as it happens.
public protocol HostNotices: AnyObject {
  /// To be polled for input.
  var descriptors: [Int32] { get }
  /// What happened since, in order.
  func drain() -> [KernelMonitor.Notice]
  /// The interfaces looked after have these indexes now.
  func follow(_ indexes: Set<Int32>)
}

/// A dry run: each plan is printed, nothing is changed.
final class PlanPrinter: HostWriter {
  private let show: (Plan) throws -> Void

  init(_ show: @escaping (Plan) throws -> Void) { self.show = show }

  func apply(_ plan: Plan) throws { try show(plan) }
  func build(_ plan: Plan, over port: InterfaceName) throws { if !plan.isEmpty { try show(plan) } }
  func lock(_ name: InterfaceName) -> InstanceLock? { nil }
  func notices(of table: Table, _ names: Set<InterfaceName>) -> (any HostNotices)? { nil }
}
