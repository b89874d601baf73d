import Config
import Daemon
import Flood
import Placement
import Plans
import Testing
import Wire

@Suite("What the settings file says")
struct ConfigurationTests {
  @Test("an empty file says what no file says, and that is what watch does unasked")
  func empty() throws {
    #expect(read("") == Configuration())
    #expect(read("# nothing\r\n") == Configuration())
    let eth0 = try #require(InterfaceName("eth0"))
    let settings = Configuration().settings(for: eth0)
    #expect(settings.policy == .standard && settings.scope == .dhcp && settings.guardRate == nil)
    #expect(settings.wish == Site.Wish(interface: eth0, bridge: nil, mode: nil, dialect: nil))
    #expect(!settings.isAtPort && !settings.isDryRun && !settings.keeps && !settings.isStrict)
  }

  @Test("every key of the judgement is read")
  func policy() throws {
    let policy = try #require(read(wholeFile)).shared.policy
    #expect(policy.thresholds.map(\.description) == ["9/5s", "warn:decline:4/1h"])
    #expect(policy.ban == .seconds(600) && policy.banCap == .seconds(7 * 86_400))
    #expect(policy.forgiveness == .seconds(90) && policy.starvation == nil)
    #expect(policy.brake == 7 && policy.pace == 8 && policy.capacity == 16)
    #expect(
      policy.exemptions.allowed == [
        MACAddress(bits: 0x02_0000_0000_07), MACAddress(bits: 0x02_0000_0000_08),
      ])
    #expect(policy.exemptions.relays == [MACAddress(bits: 0x02_0000_0000_09)])
  }

  @Test("every key of the place is read")
  func place() throws {
    let shared = try #require(read(wholeFile)).shared
    #expect(shared.scope == .llc && shared.mode == .brouteUDP && shared.dialect == .ebtables)
    #expect(shared.isGuarded && shared.guardRate == 20)
    #expect(shared.isAtPort && shared.isStrict && shared.keeps)
    let settings = shared.settings(on: nil, isDryRun: true)
    #expect(settings.guardRate == 20 && settings.isAtPort && settings.isStrict && settings.keeps)
    #expect(settings.isDryRun && settings.scope == .llc && settings.wish.mode == .brouteUDP)
  }

  @Test("every key of the daemon, the metrics and the mail is read")
  func daemon() throws {
    let configuration = try #require(read(wholeFile))
    #expect(configuration.daemon.user == "dhcpward" && configuration.daemon.group == "adm")
    #expect(configuration.daemon.state == nil && configuration.daemon.log == .json)
    #expect(configuration.metrics.textfile == "/var/lib/node_exporter/dhcpward.prom")
    #expect(configuration.metrics.listen?.description == "[::1]:9742")
    #expect(configuration.mail.to == "noc@example.org" && configuration.mail.from == "dhcpward@example.org")
    #expect(configuration.mail.events == [.alarm] && configuration.mail.every == .seconds(3600))
    #expect(configuration.mail.sendmail == "/usr/lib/sendmail")
  }

  @Test("every key of hooks is read, the arguments to the letter")
  func hooks() throws {
    let configuration = try #require(read(wholeFile))
    let hook = try #require(configuration.hooks.first)
    #expect(hook.name == "switch-1" && hook.command == ["/usr/libexec/shut", "-p", "a \"b\" \\ c"])
    #expect(hook.events == [.block, .unblock] && hook.timeout == .seconds(2))
    let webhook = try #require(configuration.webhooks.first)
    #expect(webhook.name == "chat" && webhook.url == "https://chat.example.org/hook?key=1")
    #expect(webhook.events == [.stop] && webhook.timeout == .seconds(3) && webhook.every == .seconds(60))
    #expect(read("[hook.x]\ncommand = [\"/bin/true\"]")?.hooks == [.init(name: "x", command: ["/bin/true"])])
    #expect(
      read("[webhook.x]\nurl = \"http://[::1]/\"")?.webhooks == [.init(name: "x", url: "http://[::1]/")])
  }

  @Test("an interface has what all share, but for what it says itself; a list replaces the list")
  func interfaces() throws {
    let configuration = try #require(read(wholeFile))
    #expect(configuration.interfaces.map(\.name.description) == ["eth0", "eth1.10"])
    let eth0 = try #require(InterfaceName("eth0"))
    let settings = configuration.settings(for: eth0)
    #expect(settings.wish.interface == eth0 && settings.wish.bridge == InterfaceName("br7"))
    #expect(settings.wish.mode == nil && settings.wish.dialect == .ebtables)
    #expect(settings.policy.ban == .seconds(1200) && settings.policy.banCap == .seconds(7 * 86_400))
    #expect(settings.policy.thresholds.map(\.description) == ["30/5s"])
    #expect(settings.policy.starvation == Policy.Starvation(clients: 5, window: .seconds(10)))
    #expect(settings.policy.exemptions.allowed.isEmpty && settings.policy.exemptions.relays.count == 1)
    #expect(!settings.keeps && settings.isStrict && settings.guardRate == nil)
    let other = try #require(InterfaceName("eth1.10"))
    #expect(configuration.guarding(of: other) == configuration.shared)
    let unnamed = try #require(InterfaceName("eth9"))
    #expect(configuration.guarding(of: unnamed) == configuration.shared)
  }

  @Test("a guard's rate is that of all, whoever switches it on")
  func guardRate() throws {
    let eth0 = try #require(InterfaceName("eth0"))
    let configuration = try #require(read("guard-rate = 9\n[interface.eth0]\nguard = true"))
    #expect(configuration.settings(for: eth0).guardRate == 9)
    #expect(configuration.shared.settings(on: nil).guardRate == nil)
  }

  @Test("every key is read by its earlier names too, but not by two of its names at once")
  func former() throws {
    var text = wholeFile
    for setting in SettingTable.guarding {
      for name in setting.former { text = text.replacing("\n\(setting.key) = ", with: "\n\(name) = ") }
    }
    #expect(text != wholeFile)
    #expect(read(text) == read(wholeFile))
    #expect(
      complaints("max-blocks = 7\nbrake = 7") == [
        "2:1: brake: expected max-blocks alone, whose earlier name it is"
      ])
    #expect(complaints("brak = 7") == ["1:1: brak: no such key at the top: did you mean max-blocks?"])
  }

  @Test("the cap is never below the ban")
  func cap() throws {
    let policy = try #require(read("ban = \"2d\"")).shared.policy
    #expect(policy.ban == .seconds(172_800) && policy.banCap == .seconds(172_800))
    #expect(
      complaints("ban = \"2d\"\nban-cap = \"1d\"")
        == ["2:11: ban-cap = \"1d\": expected no less than ban, 2d"])
  }

  @Test("what is shown reads back as the same")
  func shown() throws {
    for text in ["", wholeFile, "[interface.\"a\\\"b\"]\nbridge = \"\\\\x\""] {
      let configuration = try #require(read(text))
      #expect(read(configuration.description) == configuration)
    }
  }

  @Test(
    "metrics are answered on loopback only",
    arguments: [
      ("127.0.0.1:9742", true), ("127.9.9.9:1", true), ("[::1]:65535", true), ("0.0.0.0:9742", false),
      ("192.0.2.1:9742", false), ("[::]:1", false), ("::1:9742", false), ("[127.0.0.1]:1", false),
      ("127.0.0.1", false), ("127.0.0.1:", false), ("127.0.0.1:0", false), ("127.0.0.1:65536", false),
      ("127.0.0.1:+1", false), ("localhost:9742", false), (":9742", false), ("[]:1", false),
      ("[::ffff:127.0.0.1]:1", false),
    ])
  func loopback(text: String, isFine: Bool) {
    let endpoint = Configuration.Metrics.Endpoint(text)
    #expect((endpoint != nil) == isFine)
    if let endpoint { #expect(endpoint.description == text) }
  }
}
