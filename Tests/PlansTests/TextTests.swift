import Plans
import PlansKit
import TestKit
import Testing
import Wire

@Suite("Texts")
struct TextTests {
  @Test(
    "lengths are written as nft writes them",
    arguments: [
      (Duration.seconds(300), "5m"), (.seconds(5400), "1h30m"), (.milliseconds(1500), "1s500ms"),
      (.seconds(90_061), "1d1h1m1s"), (.nanoseconds(1), "1ms"), (.zero, "0s"), (.seconds(-1), "0s"),
    ])
  func compact(length: Duration, text: String) { #expect(length.compact == text) }

  @Test("a length is read back from its text, and nothing else is read")
  func readCompact() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<500 {
      let length = Duration.milliseconds(Int64.random(in: 1...10_000_000_000, using: &random))
      #expect(Duration(compact: length.compact) == length)
    }
    for text in [
      "", "5", "m", "0s", "5x", "-5m", "5m5m", "5s1m", "5 m", "99999999999d", "999999999d", "٣m", "forever",
    ] {
      #expect(Duration(compact: text) == nil, "\(text)")
    }
  }

  @Test("a remark is one line that no quote or newline can end early")
  func hostileRemark() {
    let reason = "x\"; flush ruleset\n# \u{1b}[2J é " + String(repeating: "y", count: 300)
    let text = BlockComment(origin: .watch, since: Sample.since, reason: reason).description
    #expect(text.utf8.count < BlockComment.maximumLength)
    #expect(text.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\"") })
    #expect(BlockComment(text)?.origin == .watch)
    #expect(BlockComment(text)?.since == Sample.since)
  }

  @Test("a comment that somebody else wrote cannot speak to a terminal")
  func foreignRemark() {
    #expect(BlockComment("watch \(Sample.since) \u{1b}[2J\u{7}é\n")?.reason == "?[2J????")
  }

  @Test("words that sh would take apart are quoted")
  func quoting() {
    let odd = Bridge(name: name("br$0'"), port: name("eth0"), address: nil, origin: .hand)
    #expect(
      IPText.script(Plan([.createBridge(odd)])).contains(
        "ip link set dev 'br$0'\\''' alias 'dhcpward hand eth0'\n"))
  }

  @Test("blocks added to a set that is there are deleted first, so that a renewed one gets its new time")
  func renewal() {
    let block = Block(mac: Sample.flooder, scope: .dhcp, lifetime: .seconds(300))
    #expect(
      NFTablesText.script(Plan([.block(block, .nftables)])) == """
        # Blocked sources.
        add element bridge dhcpward blocked_dhcp { 02:00:00:00:00:99 }
        delete element bridge dhcpward blocked_dhcp { 02:00:00:00:00:99 }
        add element bridge dhcpward blocked_dhcp { 02:00:00:00:00:99 counter packets 0 bytes 0 timeout 5m }

        """)
  }

  @Test("DHCP is found first, bare, behind a tag and behind two, and its source looked up last")
  func dhcpRules() {
    #expect(NFTablesText.rules(BlockSet(.dhcp)).map(\.description) == ["ether saddr @blocked_dhcp drop"])
    let script = NFTablesText.script(
      Plan([.installRuleset(Ruleset(table: .nftables, scopes: [.dhcp, .all], includesTable: true))]))
    let chains = """
      	chain dhcp {
      		ether saddr @own drop
      		ether saddr @blocked_dhcp drop
      	}

      	chain nested {
      		@nh,16,24 0x080045 @nh,104,8 17 @nh,208,16 67 jump dhcp
      		@nh,16,16 0x0800 @nh,32,8 != 0x45 @nh,104,8 17 jump dhcp
      		@nh,16,16 0x86dd @nh,80,8 17 @nh,368,16 547 jump dhcp
      		@nh,16,16 0x86dd @nh,80,8 0 @nh,352,8 != 58 jump dhcp
      		@nh,16,16 0x86dd @nh,80,8 43 jump dhcp
      		@nh,16,16 0x86dd @nh,80,8 44 jump dhcp
      		@nh,16,16 0x86dd @nh,80,8 51 jump dhcp
      		@nh,16,16 0x86dd @nh,80,8 60 jump dhcp
      		@nh,16,16 0x8100 jump dhcp
      		@nh,16,16 0x88a8 jump dhcp
      	}

      	chain prerouting {
      		type filter hook prerouting priority -300; policy accept;
      		meta protocol ip udp dport 67 jump dhcp
      		meta protocol ip6 udp dport 547 jump dhcp
      		meta protocol 8021q jump nested
      		meta protocol 8021ad jump nested
      		ether saddr @blocked_all drop
      	}
      }

      """
    #expect(script.hasSuffix(chains), "\(script)")
  }

  @Test("what finds DHCP is printed once, and at a port's ingress nobody's addresses go with each scope")
  func searchOnce() throws {
    let port = Table.netdev(name("eth0"))
    func nobody(_ text: String) -> Int { text.split(separator: "\n").count { $0.contains("counter drop") } }
    let whole = NFTablesText.script(
      BlockPlanner.install([.dhcp, .all, .llc], running: RunningRules(table: port)))
    #expect(nobody(whole) == 4)
    #expect(whole.contains("ether saddr 00:00:00:00:00:00 counter drop"))
    for table in [Table.nftables, port] {
      let running = RunningRules(table: table, hasTable: true, scopes: [.dhcp])
      let added = NFTablesText.script(
        BlockPlanner.install(sets: [BlockSet(.all), BlockSet(.dhcp, isAtPort: true)], running: running))
      #expect(added.contains("@blocked_dhcp_at_port") && !added.contains("jump"))
      #expect(nobody(added) == (table == port ? 2 : 0))
    }
    let first = RunningRules(table: .nftables, hasTable: true, scopes: [.all])
    #expect(NFTablesText.script(BlockPlanner.install([.dhcp], running: first)).contains("jump nested"))
  }

  @Test("ebtables' commands for each scope are these, and unblocking takes back the same rules")
  func ebtablesRules() {
    let rules = Scope.allCases.map { scope in
      EbtablesText.commands(.block(Block(mac: Sample.flooder, scope: scope), .ebtables))
        .map { $0.joined(separator: " ") }
    }
    #expect(
      rules == [
        [
          "ebtables -A DHCPWARD -p IPv4 -s 02:00:00:00:00:99 --ip-proto udp --ip-dport 67 -j DROP",
          "ebtables -A DHCPWARD -p IPv6 -s 02:00:00:00:00:99 --ip6-proto udp --ip6-dport 547 -j DROP",
          "ebtables -A DHCPWARD -p 802_1Q -s 02:00:00:00:00:99 -j DROP",
          "ebtables -A DHCPWARD -p 0x88a8 -s 02:00:00:00:00:99 -j DROP",
        ],
        ["ebtables -A DHCPWARD -s 02:00:00:00:00:99 -j DROP"],
        ["ebtables -A DHCPWARD -p LENGTH -s 02:00:00:00:00:99 -j DROP"],
      ])
    for block in Sample.everyBlock {
      let added = EbtablesText.commands(.block(block, .ebtables)).map { $0.map { $0 == "-A" ? "-D" : $0 } }
      #expect(added == EbtablesText.commands(.unblock(block, .ebtables)))
    }
  }

  @Test("in broute, routed up is written DROP and bridged is written ACCEPT")
  func broute() {
    #expect(
      Sample.broute.changes.flatMap(EbtablesText.commands).map { $0.joined(separator: " ") } == [
        "ebtables -t broute -N DHCPWARD -P RETURN",
        "ebtables -t broute -A DHCPWARD -p IPv4 -i eth0 --ip-proto udp --ip-dport 67 -j ACCEPT",
        "ebtables -t broute -A DHCPWARD -p IPv4 -i eth0 -d 02:00:00:00:00:01 -j DROP",
        "ebtables -t broute -I BROUTING 1 -j DHCPWARD",
      ])
  }
}
