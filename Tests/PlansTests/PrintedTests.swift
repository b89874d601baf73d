import Plans
import Testing
import Wire

@Suite("Plans printed for a machine not at hand")
struct PrintedTests {
  private func intention(_ options: String) throws -> Intention {
    try CommandLine("dhcpward rules --interface eth0 " + options).intention
  }

  private func refusal(_ options: String) throws -> String? {
    let intention = try intention(options)
    do throws(PlanError) {
      _ = try Plan.printed(for: intention)
      return nil
    } catch { return error.description }
  }

  @Test("the bridge's part is what the bridge planner plans for such a machine")
  func samePlanner() throws {
    let wish = try intention("--port-address 02:00:00:00:00:01 --address 192.0.2.1/24 --gateway 192.0.2.254")
    let bridge = Bridge(name: wish.bridge, port: wish.interface, address: wish.hardwareAddress, origin: .hand)
    let steps = try BridgePlanner.up(bridge, network: wish.network).changes
    #expect(try Plan.printed(for: wish).changes.starts(with: steps))
    #expect(try Plan.printed(for: wish).changes.count == steps.count + 1)
  }

  @Test("without the port's address the bridge is printed without one, and the script says so")
  func unknownAddress() throws {
    let script = IPText.script(try Plan.printed(for: try intention("--address 192.0.2.1/24")))
    #expect(script.contains("ip link add name br0 type bridge"))
    #expect(script.contains("# Better with: address MAC-OF-eth0"))
  }

  @Test("an existing bridge stays as it is")
  func existing() throws {
    let plan = try Plan.printed(for: try intention("--mode existing --address 192.0.2.1/24"))
    #expect(plan.changes.map(\.name) == ["install-ruleset"])
  }

  @Test("the broute pair is refused without what its rules name")
  func brouteClassic() throws {
    let whole = "--mode broute-classic --address 192.0.2.1/24 --port-address 02:00:00:00:00:01"
    #expect(try refusal(whole) == nil)
    #expect(try refusal(whole + " --backend nftables") == nil)
    #expect(try refusal("--mode broute-classic --address 192.0.2.1/24")?.contains("--port-address") == true)
    #expect(
      try refusal("--mode broute-classic --port-address 02:00:00:00:00:01 --address 2001:db8::1/64")?
        .contains("--address 192.0.2.1/24") == true)
  }

  @Test("the interface's own address is not blocked")
  func own() throws {
    let words = try refusal("--port-address 02:00:00:00:00:01 --block 02:00:00:00:00:01")
    #expect(words?.contains("it is the address of eth0 itself") == true)
  }
}
