import Foundation

/// A network namespace of its own, kept by a sleeping child; it and all that runs in it end with this object.
///
/// The test process itself must be in a private namespace already (`DHCPWARD_PRIVATE=1`, see CONTRIBUTING):
/// it is the machine under test, and the namespaces are its peers.
public final class Namespace {
  /// Whether this process may change its network: a private namespace was made for it.
  public static var isPrivate: Bool { Tool.isPrivate }

  private let keeper: ChildProcess
  private var children: [ChildProcess] = []

  /// Makes the namespace, with its loopback up.
  public init() throws {
    keeper = try Tool.start(["unshare", "-n", "sleep", "infinity"])
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")
    let deadline = Date() + 10
    while true {
      let there = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/ns/net")
      if let there, there != own { break }
      guard Date() < deadline else { throw ToolFailure(words: "no namespace after 10 s") }
      usleep(1000)
    }
    try run("ip", "link", "set", "lo", "up")
  }

  deinit {
    for child in children + [keeper] {
      child.send(SIGKILL)
      child.waitUntilExit()
    }
  }

  /// The keeper's process, for `ip link set X netns PID`.
  public var pid: Int32 { keeper.processIdentifier }

  /// Runs a command in the namespace and gives what it prints.
  @discardableResult
  public func run(_ command: String...) throws -> String { try run(command) }

  /// The same, of a command put together.
  @discardableResult
  public func run(_ command: [String]) throws -> String { try Tool.run(inside(command)) }

  /// Starts a command in the namespace.
  public func start(_ command: [String], output: Pipe? = nil, input: Pipe? = nil) throws -> ChildProcess {
    let process = try Tool.start(inside(command), output: output, input: input)
    children.append(process)
    return process
  }

  /// `ip link add NAME type veth peer name PEER netns THIS`, both ends up.
  public func connect(_ name: String, to peer: String, mtu: Int = 1500, address: String? = nil) throws {
    try Tool.run(
      ["ip", "link", "add", name, "mtu", "\(mtu)"] + (address.map { ["address", $0] } ?? [])
        + ["type", "veth", "peer", "name", peer, "mtu", "\(mtu)", "netns", "\(pid)"])
    try Tool.run(["ip", "link", "set", name, "up"])
    try run("ip", "link", "set", peer, "up")
  }

  private func inside(_ command: [String]) -> [String] { ["nsenter", "-t", "\(pid)", "-n", "--"] + command }
}
