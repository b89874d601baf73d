import Config
import Testing

@Suite("What is wrong with a settings file")
struct ComplaintTests {
  private static let events =
    "expected \"start\", \"stop\", \"block\", \"extend\", \"unblock\", \"warn\", \"spare\", \"alarm\", "
    + "\"repair\", \"reload\", \"failure\" or \"note\""

  private static let lengths = "expected a length of time such as \"300s\" or \"10m\""
  private static let macs = "expected a MAC address such as \"02:00:00:00:00:99\""
  private static let paths = "expected an absolute path, or \"\" for none"

  @Test("is said with line, column, what was found and what was expected")
  func wordsOfOne() {
    let text = "# one\n\n  ban = \"ten\" # ten what?\n"
    #expect(throws: ConfigError.self) {
      try Configuration(reading: text, file: "/etc/dhcpward/dhcpward.toml")
    }
    do throws(ConfigError) {
      _ = try Configuration(reading: text, file: "/etc/dhcpward/dhcpward.toml")
    } catch {
      #expect(
        error.description == "/etc/dhcpward/dhcpward.toml:3:9: ban = \"ten\": \(Self.lengths)")
    }
  }

  @Test(
    "a value that is none of its key's",
    arguments: [
      ("threshold = [\"20\"]", "20\": expected a threshold such as \"20/5s\", \"warn:13/60s\" or"),
      ("threshold = []", "threshold = []: expected a list of 1 to 64 thresholds such as"),
      ("ban = \"0s\"", lengths), ("ban = \"-5s\"", lengths), ("ban = \"forever\"", lengths),
      ("ban-cap = \"5 m\"", lengths), ("forgive = \"\"", lengths),
      ("starvation = \"1/60s\"", "expected \"none\", or a limit such as \"10/60s\" of 2 to 64 clients"),
      ("brake = 0", "brake = 0: expected a whole number from 1 to 65536"),
      ("pace = 65537", "expected a whole number from 1 to 65536"),
      ("sources = -999999999999999999", "expected a whole number from 16 to 16777216"),
      ("allow = [\"eth0\"]", macs), ("relay = [\"02:00:00:00:00\"]", macs),
      ("scope = \"DHCP\"", "expected \"dhcp\", \"all\" or \"802.3\""),
      (
        "mode = \"broute-classic\"",
        "expected \"auto\", \"bridge\", \"broute-raw\", \"broute-udp\", \"existing\", \"netdev\" or \"xdp\""
      ),
      ("dialect = \"iptables\"", "expected \"auto\", \"nftables\" or \"ebtables\""),
      ("guard-rate = 0", "expected a whole number from 1 to 10000"),
      ("[daemon]\nuser = \"-x\"", "expected a name as in /etc/passwd or /etc/group, or \"\" for none"),
      ("[daemon]\ngroup = \"a b\"", "expected a name as in /etc/passwd"),
      ("[daemon]\nstate = \"x.db\"", paths), ("[daemon]\nstate = \"/x/\"", paths),
      ("[daemon]\nlog = \"syslog\"", "expected \"auto\", \"text\", \"json\" or \"journal\""),
      ("[metrics]\ntextfile = \"/x.txt\"", "expected an absolute path that ends in .prom"),
      ("[metrics]\nlisten = \"0.0.0.0:9742\"", "expected an address that only this machine reaches, such as"),
      ("[mail]\nto = \"-Cx\"", "expected one address such as \"root\" or \"noc@example.org\""),
      ("[mail]\nto = \"a@b, c@d\"", "expected one address"),
      ("[mail]\nto = \"a\\nBcc: c@d\"", "expected one address"), ("[mail]\nfrom = \"a@\"", "expected one"),
      ("[mail]\nevents = [\"blocked\"]", events),
      ("[mail]\nevents = []", "expected a list of events such as [\"block\", \"alarm\"]"),
      ("[mail]\nevery = \"25h\"", "10m\", from 0s to 1d"),
      ("[mail]\nsendmail = \"sendmail\"", "expected an absolute path"),
      ("[hook.a]\ncommand = [\"true\"]", "expected a list: the program's absolute path, then its arguments"),
      ("[hook.a]\ncommand = [\"/a\", \"\\n\"]", "expected a string without control characters"),
      ("[hook.a]\ncommand = []", "expected a list: the program's absolute path"),
      ("[hook.a]\ncommand = [\"/a\"]\ntimeout = \"2h\"", "10m\", from 100ms to 1h"),
      ("[webhook.a]\nurl = \"ftp://a/\"", "expected an address such as \"https://chat.example.org/hook\""),
      ("[webhook.a]\nurl = \"http:///a\"", "expected an address"),
      ("[webhook.a]\nurl = \"http://a b/\"", "expected an address"),
      ("[interface.eth0]\nbridge = \"br/0\"", "expected an interface's name: at most 15 bytes"),
      ("[interface.\"a b\"]", "[interface.a b]: expected an interface's name"),
      ("[hook.\"a b\"]\ncommand = [\"/a\"]", "expected a name of 1 to 32 letters, digits"),
      ("[hook.a]", "[hook.a] without command: expected command ="),
      ("[webhook.a]", "[webhook.a] without url: expected url ="),
      (
        "[interface.eth0]\nbridge = \"br0\"\n[interface.eth1]\nbridge = \"br0\"",
        "4:10: bridge = \"br0\": expected another bridge, as this is that of eth0"
      ),
    ])
  func value(text: String, words: String) {
    let found = complaints(text)
    #expect(found.count == 1)
    #expect(found.first?.contains(words) == true, "\(found)")
  }

  @Test("a key of another type than its own, for every key and every type")
  func types() {
    let values = [
      "\" \"", "7.5", "-1", "true", "[[]]", "{a = 1}", "1979-05-27", "07:32:00", "1979-05-27 07:32:00Z",
      "nan", "[1]",
    ]
    var table = ""
    for line in wholeFile.split(separator: "\n") {
      guard let equals = line.range(of: " = ") else {
        table = String(line)
        continue
      }
      let own = line[equals.upperBound...]
      for value in values where own != value && !(value == "true" && own == "false") {
        // What a table cannot be without stands in it.
        let needed = table.hasPrefix("[hook") && !line.hasPrefix("command") ? "command = [\"/a\"]\n" : ""
        let text = "\(table)\n\(line[..<equals.lowerBound]) = \(value)\n\(needed)"
        let url = table.hasPrefix("[webhook") && !line.hasPrefix("url") ? "url = \"http://a\"\n" : ""
        let found = complaints(text + url)
        #expect(found.count == 1, "\(text): \(found)")
        let column = line.distance(from: line.startIndex, to: equals.upperBound) + 1
        let inner = value.hasPrefix("[") && own.hasPrefix("[") ? column + 1 : column
        #expect(found.first?.hasPrefix("2:\(inner): ") == true, "\(text): \(found)")
        #expect(found.first?.contains(": expected ") == true)
      }
    }
  }

  @Test("a table that is none, and a key where a table's name should be")
  func tables() {
    for name in ["daemon", "metrics", "mail", "hook", "webhook", "interface"] {
      for value in ["1", "\"x\"", "[]"] {
        #expect(complaints("\(name) = \(value)").first?.hasPrefix("1:\(name.count + 4): \(name) = ") == true)
      }
      #expect(complaints("\n[[\(name)]]").first?.hasPrefix("2:3: ") == true)
    }
    #expect(
      complaints("[hook]\ncommand = [\"/a\"]") == [
        "2:11: command = [\"/a\"]: expected a table such as [hook.switch]"
      ])
    #expect(complaints("[interface]\nban = \"10m\"").first?.contains("such as [interface.eth0]") == true)
  }

  @Test("all of it at once, in the order of the file")
  func all() {
    let text = """
      ban = 300
      treshold = ["20/5s"]
      [interface.eth0]
      allow = ["02:00:00:00:00:01",
        "02:00:00:00:00:0g", # letters
        7]
      [daemon]
      log = "xml"
      """
    #expect(
      complaints(text) == [
        "1:7: ban = 300: \(Self.lengths)",
        "2:1: treshold: no such key at the top: did you mean threshold?",
        "5:3: \"02:00:00:00:00:0g\": \(Self.macs)",
        "6:3: 7: \(Self.macs)",
        "8:7: log = \"xml\": expected \"auto\", \"text\", \"json\" or \"journal\"",
      ])
  }

  @Test("very much of it, of which the first are said, in no time to speak of")
  func many() {
    let text = "allow = [" + String(repeating: "1,", count: 30_000) + "]"
    let found = complaints(text)
    #expect(found.count == 21 && found.last == " and 29980 more of them")
  }

  @Test(
    "a key that there is not",
    arguments: [
      ("bann = 1", "1:1: bann: no such key at the top: did you mean ban?"),
      ("guard_rate = 1", "1:1: guard_rate: no such key at the top: did you mean limit-unknown-rate?"),
      ("Ban = 1", "1:1: Ban: no such key at the top: did you mean ban?"),
      ("abn = 1", "1:1: abn: no such key at the top: did you mean ban?"),
      ("user = \"x\"", "1:1: user: no such key at the top: expected in [daemon]"),
      ("every = \"x\"", "1:1: every: no such key at the top: expected in [webhook.NAME] or in [mail]"),
      (
        "[daemon]\nban = \"10m\"",
        "2:1: ban: no such key in [daemon]: expected at the top of the file (before the first table) or "
          + "in [interface.NAME]"
      ),
      (
        "[metrics]\n  port = 1",
        "2:3: port: no such key in [metrics]: expected one of listen, textfile"
      ),
      ("[interface.eth0]\ndaemon = 1", "2:1: daemon: no such key in [interface.eth0]: expected at the top"),
      ("[demon]\nuser = \"x\"", "1:2: demon: no such key at the top: did you mean daemon?"),
      ("[interfaces.eth0]", "1:2: interfaces: no such key at the top: did you mean interface?"),
      ("interface.eth0.bann = 1", "1:16: bann: no such key in [interface.eth0]: did you mean ban?"),
      ("\"b\\u0061nn\" = 1", "1:1: bann: no such key at the top: did you mean ban?"),
      ("\"\" = 1", "1:1: : no such key at the top: expected one of allow, "),
      ("\"a\\nb\" = 1", "1:1: a\u{fffd}b: no such key at the top: expected one of"),
    ])
  func unknown(text: String, words: String) {
    let found = complaints(text)
    #expect(found.count == 1 && found.first?.hasPrefix(words) == true, "\(found)")
  }

  @Test(
    "a key or a table that stands there twice",
    arguments: [
      ("ban = \"1m\"\nban = \"2m\"", "2:1: ban: expected once; it stands in line 1 already"),
      (
        "[daemon]\n[metrics]\n[daemon]\nlog = \"text\"",
        "3:1: [daemon]: expected once; it stands in line 1 already"
      ),
      ("[hook.a]\ncommand = [\"/a\"]\n[hook.'a']", "3:1: [hook.'a']: expected once; it stands in line 1"),
      ("daemon.log = \"text\"\n[daemon]", "2:"),
    ])
  func twice(text: String, words: String) {
    let found = complaints(text)
    #expect(found.count == 1 && found.first?.hasPrefix(words) == true, "\(found)")
  }
}
