import Wire

/// Tells an address that two machines share: it is heard behind two ports of a bridge in turn, again and again, where a
/// machine that moved would be heard behind another port once.
///
/// Where a source is costs a question to the kernel: so sources are sampled, however fast they send, and one that was
/// heard once only is not looked for. How many there are is for whoever sends to say: no more than the latest are
/// remembered.
struct SharedAddresses {
  /// Two ports, by name.
  struct Ports: Hashable, CustomStringConvertible {
    let one: InterfaceName
    let other: InterfaceName

    init(_ one: InterfaceName, _ other: InterfaceName) {
      (self.one, self.other) = "\(one)" < "\(other)" ? (one, other) : (other, one)
    }

    var description: String { "\(one) and \(other)" }
  }

  private struct Watch {
    var looked: BootTime
    var port: InterfaceName?
    var ports: Ports?
    /// When it was heard behind the other one of these.
    var moves: [BootTime] = []
    var told: BootTime?
  }

  // Each as many as `generation` at most: those heard since the latest ones were that many, and those before.
  private var young: [MACAddress: Watch] = [:]
  private var old: [MACAddress: Watch] = [:]
  private var waiting: [MACAddress: VLANID?] = [:]
  private var allowance = Double(Self.batch)
  private var filled: BootTime?

  /// How many sources are remembered.
  var count: Int { young.count + old.count }

  static let generation = 256
  /// Questions in one turn of the daemon's loop, and in a second.
  static let batch = 16
  static let perSecond = 32
  /// Between two questions about one source.
  static let rest: Duration = .milliseconds(50)
  /// So many moves between the same two ports, in that time. A machine that moves and comes back has two.
  static let moves = 3
  static let window: Duration = .seconds(60)
  /// It is told again after so long, if it lasts, and stands for twice as long.
  static let pause: Duration = .seconds(300)

  /// A message of a source was heard, with that tag.
  mutating func hear(_ mac: MACAddress, vlan: VLANID?, now: BootTime) {
    if let looked = young[mac]?.looked {
      guard now - looked >= Self.rest, waiting.count < Self.batch else { return }
      waiting[mac] = .some(vlan)
    } else {
      remember(old.removeValue(forKey: mac) ?? Watch(looked: now), of: mac)
    }
  }

  /// Whom to look for now, each with the tag that it was heard with.
  mutating func due(now: BootTime) -> [(mac: MACAddress, vlan: VLANID?)] {
    guard !waiting.isEmpty else { return [] }
    let gone = filled.map { (now - $0) / Duration.seconds(1) } ?? 0
    allowance = min(Double(Self.batch), allowance + gone * Double(Self.perSecond))
    filled = now
    let due = waiting.prefix(Int(allowance)).map { ($0.key, $0.value) }
    waiting.removeAll(keepingCapacity: true)
    allowance -= Double(due.count)
    for (mac, _) in due { young[mac]?.looked = now }
    return due
  }

  /// A source is behind that port now. Gives the two ports when it is to be told that two machines share its address.
  mutating func found(_ mac: MACAddress, behind port: InterfaceName, now: BootTime) -> Ports? {
    guard var watch = young[mac] else { return nil }
    defer { young[mac] = watch }
    guard let last = watch.port, last != port else {
      watch.port = port
      return nil
    }
    let ports = Ports(last, port)
    if watch.ports != ports { (watch.ports, watch.moves, watch.told) = (ports, [], nil) }
    watch.port = port
    watch.moves = watch.moves.suffix(Self.moves - 1).filter { now - $0 < Self.window } + [now]
    guard watch.moves.count >= Self.moves, watch.told.map({ now - $0 >= Self.pause }) != false else {
      return nil
    }
    watch.told = now
    return ports
  }

  /// Behind which ports the machines are that share an address; nil when it is not known to be shared.
  func ports(of mac: MACAddress, now: BootTime) -> Ports? {
    guard let watch = young[mac] ?? old[mac], let told = watch.told, now - told < Self.pause * 2 else {
      return nil
    }
    return watch.ports
  }

  private mutating func remember(_ watch: Watch, of mac: MACAddress) {
    if young.count >= Self.generation { (old, young) = (young, [:]) }
    young[mac] = watch
  }
}
