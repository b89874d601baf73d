import Plans
import Testing
import Wire

@testable import Daemon

/// What a guardian does about a bridge that has to be confirmed.
@Suite("The guardian's judgement")
struct RollbackPolicyTests {
  private let deadline = BootTime(seconds: 100)
  private let bridge: Bridge
  private let policy: RollbackPolicy

  init() throws {
    let port = try #require(InterfaceName("eth0"))
    bridge = Bridge(
      name: try #require(InterfaceName("br0")), port: port, address: nil, origin: .hand, deadline: deadline)
    policy = RollbackPolicy(port: port, deadline: deadline)
  }

  private func action(
    _ standing: [Bridge], builderLives: Bool = false, toldToEnd: Bool = false, at second: Int64 = 10
  ) -> RollbackPolicy.Action {
    policy.action(
      standing, builderLives: builderLives, toldToEnd: toldToEnd, now: BootTime(seconds: second))
  }

  @Test("it waits while the builder lives, and leaves when that one ended without a bridge")
  func before() {
    #expect(action([], builderLives: true) == .wait(until: BootTime(seconds: 11)))
    #expect(action([], builderLives: true, at: 200) == .wait(until: BootTime(seconds: 201)))
    #expect(action([]) == .leave)
  }

  @Test("it looks every second, and undoes at the deadline, whether the builder lives or not")
  func inTime() {
    #expect(action([bridge]) == .wait(until: BootTime(seconds: 11)))
    #expect(action([bridge], at: 99) == .wait(until: deadline))
    #expect(action([bridge], at: 100) == .undo(bridge))
    #expect(action([bridge], builderLives: true, at: 100) == .undo(bridge))
  }

  @Test("told to end it undoes at once rather than leave nobody on guard")
  func told() {
    #expect(action([bridge], toldToEnd: true) == .undo(bridge))
    #expect(action([], toldToEnd: true) == .leave)
  }

  @Test("a renamed bridge is still the one; a confirmed one, or one of another run, is not")
  func others() throws {
    var renamed = bridge
    renamed.name = try #require(InterfaceName("lan0"))
    #expect(action([renamed], at: 100) == .undo(renamed))
    var confirmed = bridge
    confirmed.deadline = nil
    var other = bridge
    other.deadline = BootTime(seconds: 101)
    #expect(action([confirmed], at: 100) == .leave)
    #expect(action([other], at: 100) == .leave)
    #expect(action([other], builderLives: true) == .wait(until: BootTime(seconds: 11)))
  }
}
