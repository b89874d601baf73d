import Config
import Foundation
import Testing

/// The complaints about a text, each without `F:`; empty when it is in order.
func complaints(_ text: String) -> [String] {
  do throws(ConfigError) {
    _ = try Configuration(reading: text, file: "F")
    return []
  } catch {
    return error.description.split(separator: "\n").map { String($0.trimmingPrefix("F:")) }
  }
}

/// What a text says; nil, and a failed test, when something is wrong with it.
func read(_ text: String) -> Configuration? {
  do throws(ConfigError) {
    return try Configuration(reading: text, file: "F")
  } catch {
    Issue.record("\(error)")
    return nil
  }
}

/// The settings file that is installed.
let installedFile: String = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return (try? String(contentsOf: root.appending(path: "packaging/dhcpward.toml"), encoding: .utf8)) ?? ""
}()

/// A file that gives every key something else than its default.
let wholeFile = """
  threshold = ["9/5s", "warn:decline:4/1h"]
  ban = "10m"
  ban-cap = "7d"
  strike-decay = "90"
  max-clients = "none"
  max-blocks = 7
  max-blocks-per-minute = 8
  max-sources = 16
  allow = ["02:00:00:00:00:07", "0200.0000.0008"]
  relay = ["02-00-00-00-00-09"]
  scope = "802.3"
  mode = "broute-udp"
  backend = "ebtables"
  limit-unknown = true
  limit-unknown-rate = 20
  at-port = true
  strict = true
  keep = true
  [daemon]
  user = "dhcpward"
  group = "adm"
  state = ""
  log = "json"
  [metrics]
  textfile = "/var/lib/node_exporter/dhcpward.prom"
  listen = "[::1]:9742"
  [mail]
  to = "noc@example.org"
  from = "dhcpward@example.org"
  events = ["alarm"]
  every = "1h"
  sendmail = "/usr/lib/sendmail"
  [hook.switch-1]
  command = ["/usr/libexec/shut", "-p", "a \\"b\\" \\\\ c"]
  events = ["block", "unblock"]
  timeout = "2s"
  [webhook.chat]
  url = "https://chat.example.org/hook?key=1"
  events = ["stop"]
  timeout = "3s"
  every = "1m"
  [interface.eth0]
  bridge = "br7"
  ban = "20m"
  threshold = ["30/5s"]
  allow = []
  keep = false
  limit-unknown = false
  mode = "auto"
  max-clients = "5/10s"
  [interface."eth1.10"]
  """
