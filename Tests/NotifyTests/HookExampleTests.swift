import Daemon
import Foundation
import Ledger
import Plans
import System
import TestKit
import Testing
import Wire

@testable import Notify

/// The examples, run as the daemon runs them, with stand-ins for the tools that would reach a switch or a hypervisor.
@Suite("Hooks in packaging")
final class HookExampleTests {
  private let folder: URL
  private let calls: URL

  init() throws {
    folder = try Samples.scratch()
    calls = folder.appending(path: "calls")
    // Each writes its words down, one in a line, and answers as the real one would.
    for (name, answer) in [
      (
        "snmpbulkwalk",
        """
        case "$*" in *.17.4.3.1.2) printf '%s\\n' '.1.3.6.1.2.1.17.4.3.1.2.2.0.0.0.0.153 7' \\
          '.1.3.6.1.2.1.17.4.3.1.2.2.0.0.0.0.1 9' '.1.3.6.1.2.1.17.4.3.1.2.2.0.0.0.0.2 9' \\
          '.1.3.6.1.2.1.17.4.3.1.2.2.0.0.0.0.3 9' '.1.3.6.1.2.1.17.4.3.1.2.2.0.0.0.0.4 9' ;;
        *) echo '.1.3.6.1.2.1.17.7.1.2.2.1.2.10.2.0.0.0.0.5 8' ;; esac
        """
      ),
      ("snmpget", "case \"$*\" in *.7) echo 10007 ;; *.8) echo 10008 ;; esac"), ("snmpset", ""),
      (
        "ssh",
        """
        case "$*" in *'bridge fdb show') printf '%s\\n' '02:00:00:00:00:98 dev swp1 vlan 1 master br' \\
          '02:00:00:00:00:99 dev swp3 vlan 1 master br' '02:00:00:00:00:01 dev swp49 master br' \\
          '02:00:00:00:00:06 dev sw;reboot master br' ;; esac
        """
      ),
      (
        "virsh",
        """
        case "$*" in *domiflist*) printf '%s\\n' ' Interface Type Source Model MAC' \\
          ' vnet3 bridge br0 virtio 52:54:00:00:00:07' ;; esac
        """
      ),
    ] {
      _ = try Samples.script(
        "#!/bin/sh\n{ echo \(name); printf '%s\\n' \"$@\"; } >>'\(calls.path)'\n\(answer)\n", in: folder, name
      )
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs an example for an event; the words that its last tool was given, and what it complained of.
  private func run(_ example: String, _ words: [String], _ event: Event) -> (calls: String, failure: String?)
  {
    try? FileManager.default.removeItem(at: calls)
    let path = Samples.root.appending(path: "packaging/hooks/\(example)").path
    let entry = CoalescingQueue.Entry(event: event, count: 1)
    let environment = HookSink.environment(entry, host: "h") + ["STATE_DIRECTORY=\(folder.path)"]
    let outcome = ExternalProgram.run(
      ["env", "PATH=\(folder.path):/usr/bin:/bin", path] + words,
      input: EventRecord(event).json(host: "h", count: 1),
      environment: environment, limit: .seconds(20))
    let text = (try? String(contentsOf: calls, encoding: .utf8)) ?? ""
    return (
      text.split(separator: "\n").joined(separator: " "), outcome.complaint(limit: .seconds(20))
    )
  }

  private func event(_ kind: Event.Kind, _ mac: String = "02:00:00:00:00:99") -> Event {
    switch kind {
    case .unblock: Samples.end(MACAddress(mac))
    case .extend: Samples.events.first { $0.kind == .extend } ?? Samples.end()
    default: Samples.block(MACAddress(mac))
    }
  }

  @Test("SNMP: the port behind which a flooder is, is shut, and opened when its block ends")
  func snmp() {
    let port = "1.3.6.1.2.1.2.2.1.7.10007"
    let shut = run("switch-port-snmp", ["sw1", "10049"], event(.block))
    #expect(shut.failure == nil)
    #expect(shut.calls.hasSuffix("snmpset -t 2 -r 1 sw1 \(port) i 2"), "\(shut)")
    // Once is enough, and others' ends are not this one's.
    #expect(run("switch-port-snmp", ["sw1"], event(.extend)).calls == "")
    #expect(run("switch-port-snmp", ["sw1"], event(.unblock, "02:00:00:00:00:01")).calls == "")
    #expect(run("switch-port-snmp", ["sw1"], event(.unblock)).calls == "snmpset -t 2 -r 1 sw1 \(port) i 1")
    #expect(run("switch-port-snmp", ["sw1"], event(.unblock)).calls == "")
    #expect(
      run("switch-port-snmp", ["sw1"], event(.block, "02:00:00:00:00:05")).calls.hasSuffix(".10008 i 2"))
  }

  @Test("SNMP: an uplink, a port that is kept and an unknown address shut nothing")
  func snmpRefuses() {
    let kept = run("switch-port-snmp", ["sw1", "10007"], event(.block))
    #expect(kept.failure?.hasSuffix("is behind port 10007 of sw1, which is never to be shut") == true)
    let uplink = run("switch-port-snmp", ["sw1"], event(.block, "02:00:00:00:00:01"))
    #expect(uplink.failure?.hasSuffix("has 4 addresses behind it: an uplink?") == true)
    let unknown = run("switch-port-snmp", ["sw1"], event(.block, "02:00:00:00:00:77"))
    #expect(unknown.failure?.hasSuffix("sw1 does not know 02:00:00:00:00:77") == true)
    for answer in [kept, uplink, unknown] { #expect(!answer.calls.contains("snmpset")) }
  }

  @Test("ssh: nothing but a checked name of a port goes to the shell at the other end")
  func ssh() {
    let shut = run("switch-port-ssh", ["admin@sw1", "swp49"], event(.block))
    #expect(shut.failure == nil)
    #expect(shut.calls.hasSuffix("-- admin@sw1 ip link set dev swp3 down"), "\(shut)")
    #expect(run("switch-port-ssh", ["admin@sw1"], event(.unblock)).calls.hasSuffix("ip link set dev swp3 up"))
    for mac in ["02:00:00:00:00:01", "02:00:00:00:00:06", "02:00:00:00:00:77"] {
      let refused = run("switch-port-ssh", ["admin@sw1", "swp49"], event(.block, mac))
      #expect(refused.failure != nil && !refused.calls.contains("ip link set"), "\(refused)")
    }
  }

  @Test("libvirt: the guest's link goes down and up again, or its interface is unplugged")
  func libvirt() {
    let virsh = "virsh --quiet --connect qemu:///system"
    let link = "\(virsh) domif-setlink --domain=web1 --interface=vnet3"
    #expect(run("libvirt-guest", ["down"], event(.block)).calls == "\(link) --state=down")
    #expect(run("libvirt-guest", ["down"], event(.unblock)).calls == "\(link) --state=up")
    #expect(
      run("libvirt-guest", ["unplug"], event(.block)).calls
        == "\(virsh) domiflist --domain=web1 \(virsh) detach-interface --domain=web1 --type=bridge "
        + "--mac=52:54:00:00:00:07 --live")
    let nobody = Samples.block(isSomewhere: false)
    #expect(run("libvirt-guest", ["down"], nobody) == ("", nil))
  }

  @Test("what strangers chose is a word at most, in each of them")
  func hostile() {
    let event = Samples.block(
      Samples.mac, "--help; $(touch \(folder.path)/owned) `touch \(folder.path)/owned`")
    #expect(
      run("libvirt-guest", ["down"], event).calls.contains(" --domain=--help; $(touch "))
    for example in ["switch-port-snmp", "switch-port-ssh"] {
      #expect(run(example, ["sw1"], event).failure == nil)
      try? FileManager.default.removeItem(at: folder.appending(path: "switch-port-020000000099"))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "owned").path))
  }
}
