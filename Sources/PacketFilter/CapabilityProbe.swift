internal import Glibc
import Netlink
package import Placement
package import Plans
import System
internal import Wire

/// Finds out what this kernel and these tools can do, by trying. Nothing is changed, not even for a moment.
package enum CapabilityProbe {
  /// Tries what costs little: nf_tables in all its forms, and a listing of ebtables. Table broute of ebtables is looked
  /// at only where it is `wanted`, as the look makes ebtables-legacy load a module.
  package static func capabilities(brouteByEbtables wanted: Bool, xdp wantsXDP: Bool = false)
    -> Capabilities
  {
    let nftablesBroute = broute()
    var found = Capabilities(
      nftables: blocks(.bridge), ebtables: ebtables(), netdev: netdev(), nftablesBroute: nftablesBroute,
      ebtablesBroute: wanted ? ebtablesBroute(nftablesBroute) : .fails("not looked at"))
    if wantsXDP { found.xdp = xdp() }
    return found
  }

  /// A table like dhcpward's, under another name and together with its deletion in one transaction, so that
  /// nobody ever sees it.
  private static func attempt(
    _ home: NFTBaseChain, _ content: (NFTBaseChain) throws(NetlinkError) -> [NetlinkMessage]
  ) -> Capabilities.Support {
    do throws(NetlinkError) {
      try tryOut(home, content)
      return .works
    } catch {
      return .fails("\(error)")
    }
  }

  private static func tryOut(
    _ home: NFTBaseChain, _ content: (NFTBaseChain) throws(NetlinkError) -> [NetlinkMessage]
  ) throws(NetlinkError) {
    let probe = home.named("dhcpward_probe")
    let batch = [NFTMessage.addTable(probe)] + (try content(probe)) + [NFTMessage.deleteTable(probe)]
    try NFTables(probe).commit(batch, operation: "probe nf_tables", subject: probe.words)
  }

  /// Whether tagged frames can be told apart where a bridge takes them in; nil when this process may not ask.
  package static func vlanFilter() -> Capabilities.Support? {
    do throws(NetlinkError) {
      try tryOut(.vlan(.unknown)) { VLANFilter(port: .unknown).installation($0) }
      return .works
    } catch {
      return error.errno == EPERM ? nil : .fails("\(error)")
    }
  }

  private static func blocks(_ home: NFTBaseChain) -> Capabilities.Support {
    attempt(home) { probe in
      [NFTMessage.addChain(probe)]
        + Scope.allCases.map { BlockSet($0) }.flatMap { set in
          [NFTMessage.addSet(set, probe)] + set.nftRules.map { NFTMessage.addRule($0, probe) }
        }
    }
  }

  /// Whether a gate can stand in such a table: sets that packets add to, and limits.
  package static func gate(_ table: Table) -> Capabilities.Support {
    if table.dialect == .bpf { return xdp(XDPProgram(unknownRate: NewcomerLimit.standardRate, sources: 16)) }
    guard table.dialect == .nftables, let loopback = InterfaceName("lo") else {
      return .fails("ebtables cannot tell who is known from who is not")
    }
    let home = if case .netdev = table { NFTBaseChain.netdev(loopback) } else { NFTBaseChain.bridge }
    return attempt(home) { NFTNewcomerLimit.installation(NewcomerLimit(table: table), $0) }
  }

  /// Has the kernel take the program of mode `xdp`, and throws it away.
  private static func xdp(_ program: XDPProgram = XDPProgram(sources: 16)) -> Capabilities.Support {
    do throws(SystemError) {
      _ = try XDPObjects(program)
      return .works
    } catch {
      return .fails("\(error)")
    }
  }

  // The loopback is in every network namespace.
  private static func netdev() -> Capabilities.Support {
    guard let loopback = InterfaceName("lo") else { return .fails("there is no loopback") }
    return blocks(.netdev(loopback))
  }

  private static func broute() -> Capabilities.Support {
    attempt(.broute) { probe in
      [NFTMessage.addChain(probe), NFTMessage.addRule(FilterRule(.input(.unknown), .routeUp), probe)]
    }
  }

  /// A listing of table filter.
  private static func ebtables() -> Capabilities.Support {
    do throws(ToolError) {
      _ = try Ebtables().listing()
      return .works
    } catch {
      return .fails("\(error)")
    }
  }

  /// A listing of table broute. ebtables-nft lists one that the kernel then has no rules for.
  private static func ebtablesBroute(_ nftables: Capabilities.Support) -> Capabilities.Support {
    do throws(ToolError) {
      _ = try Ebtables().brouteListing()
      return Ebtables().isNFTables ? nftables : .works
    } catch {
      return .fails("\(error)")
    }
  }
}
