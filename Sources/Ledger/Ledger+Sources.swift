public import Plans
public import Wire

extension Ledger {
  /// The strikes of all sources at an interface, by address.
  public func strikes(on interface: InterfaceName) -> [(subject: Subject, count: Int, end: Timestamp)] {
    state.strikes.filter { $0.key.interface == interface }
      .map { ($0.key.subject, $0.value.count, $0.value.end) }.sorted { $0.0 < $1.0 }
  }

  /// Remembers who is known to be healthy, and until when; of more than 65,536 nobody new. Written within a second.
  public func know(
    _ macs: [MACAddress], until: Timestamp, on interface: InterfaceName, now: Timestamp
  ) {
    guard !macs.isEmpty else { return }
    for mac in macs { state.know(LedgerState.Source(interface: interface, mac: mac), until: until) }
    wait(now: now)
  }

  /// A source that is known to be healthy no more. Written within a second.
  public func forget(_ mac: MACAddress, on interface: InterfaceName, now: Timestamp) {
    let source = LedgerState.Source(interface: interface, mac: mac)
    guard state.known[source] != nil else { return }
    state.know(source, until: nil)
    wait(now: now)
  }

  /// Who is known to be healthy at an interface, by address.
  public func known(
    on interface: InterfaceName, now: Timestamp
  ) -> [(mac: MACAddress, until: Timestamp)] {
    state.known.filter { $0.key.interface == interface && $0.value > now }
      .map { ($0.key.mac, $0.value) }.sorted { $0.0 < $1.0 }
  }

  /// A source that is never to be blocked from now on, whoever says so in `remark`. Synced when this returns.
  public func allow(_ mac: MACAddress, remark: String = "", now: Timestamp) {
    state.allow(mac, LedgerState.Allowance(since: now, remark: remark))
    write(now: now)
  }

  /// A source that may be blocked again. Synced when this returns.
  public func disallow(_ mac: MACAddress, now: Timestamp) {
    guard state.allowed[mac] != nil else { return }
    state.allow(mac, nil)
    write(now: now)
  }

  /// Remembers the mode that was chosen on an interface while a server listened. Written within a second.
  public func choose(_ mode: Mode, on interface: InterfaceName, now: Timestamp) {
    guard state.chosen[interface] != mode else { return }
    state.choose(mode, on: interface)
    wait(now: now)
  }

  /// The mode that was last chosen on an interface while a server listened; nil when none was.
  public func chosen(on interface: InterfaceName) -> Mode? { state.chosen[interface] }

  /// Who was allowed while the daemon ran, by address.
  public var allowed: [MACAddress] { state.allowed.keys.sorted() }
}
