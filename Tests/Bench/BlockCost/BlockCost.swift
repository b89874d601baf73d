import PacketFilter
import Plans
import System
import Wire

/// What one more block costs with 0, 1,000 and 100,000 sources blocked: in this process, by running `nft`,
/// and by running `ebtables-nft`. Changes the rulesets of its network namespace: run it as `unshare -nm
/// .build/release/BlockCost`.
@main struct BlockCost {
  static func main() {
    do {
      try measure()
    } catch {
      print("bench: measure the cost of a block: \(error); run it as: unshare -nm .build/release/BlockCost")
    }
  }

  private static let sizes = [0, 1000, 100_000]
  private static let whole = Ruleset(table: .nftables, scopes: Scope.allCases, includesTable: true)

  private static func measure() throws {
    // Where there are other tables than ours, this is not a namespace made for it.
    guard try SystemTool.run(["nft", "list", "ruleset"]).isEmpty else {
      return print("bench: there are rules here already; run it as: unshare -nm .build/release/BlockCost")
    }
    let nft = try NFTables()
    var table = Table()
    for size in sizes {
      try nft.install(whole)
      let load = (0..<size).map { block(UInt64($0)) }
      let loading = try time { try nft.block(load) }
      var (blocking, again, counting, unblocking, process):
        ([Duration], [Duration], [Duration], [Duration], [Duration]) =
          ([], [], [], [], [])
      // Interleaved, so that a slow moment of the machine meets all alike.
      for round in 0..<5 {
        for sample in 0..<200 {
          let one = block(0x8000_0000 + UInt64(round * 1000 + sample))
          blocking.append(try time { try nft.block([one]) })
          counting.append(try time { _ = try nft.standing(one) })
          again.append(try time { try nft.block([one]) })
          unblocking.append(try time { try nft.unblock([one]) })
        }
        let one = block(0x9000_0000 + UInt64(round))
        let element = "add element bridge dhcpward blocked_dhcp { \(one.subject) timeout 10m }"
        process.append(try time { try SystemTool.run(["nft", element]) })
      }
      try nft.remove(whole)
      let ebtables = try ebtables(size)
      table.add(
        [
          ("blocked already", "\(size)"),
          ("one block in process", Table.microseconds(blocking)),
          ("  its counter", Table.microseconds(counting)),
          ("  again, new lifetime", Table.microseconds(again)),
          ("  unblock", Table.microseconds(unblocking)),
          ("nft add element, process", Table.microseconds(process)),
          ("ebtables-nft -A, process", Table.microseconds(ebtables)),
          ("nft / in process", Table.ratio(process, blocking)),
          ("ebtables-nft / in process", Table.ratio(ebtables, blocking)),
          ("all of them, one batch", Table.microseconds([loading])),
        ])
    }
    print("Cost of one block, medians in microseconds (\(1000) blocks in process, 5 processes each).\n")
    print(table.text)
  }

  /// One more rule by process after `size` were restored at once.
  private static func ebtables(_ size: Int) throws -> [Duration] {
    let rules = (0..<size).map { "-A DHCPWARD -s \(block(UInt64($0)).subject) -j DROP\n" }
    let text = "*filter\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\n:DHCPWARD RETURN\n" + rules.joined()
    try SystemTool.run(["ebtables-nft-restore"], input: Array(text.utf8), limit: .seconds(120))
    defer { _ = try? SystemTool.run(["nft", "flush", "ruleset"]) }
    return try (0..<5).map { sample in
      let mac = "\(block(0xa000_0000 + UInt64(sample)).subject)"
      return try time { try SystemTool.run(["ebtables-nft", "-A", "DHCPWARD", "-s", mac, "-j", "DROP"]) }
    }
  }

  private static func block(_ number: UInt64) -> Block {
    Block(
      mac: MACAddress(bits: 0x02_0000_0000_00 + number), scope: .dhcp, lifetime: .seconds(600),
      remark: BlockComment(
        origin: .watch, since: Timestamp(seconds: 1_795_431_970), reason: "20 messages in 5 s"))
  }

  private static func time(_ body: () throws -> Void) rethrows -> Duration {
    try ContinuousClock().measure(body)
  }
}
