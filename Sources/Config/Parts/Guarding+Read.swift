internal import Flood
internal import Rules
internal import Wire

extension Configuration.Guarding {
  /// What a table says, over what holds where it says nothing; a list that is given replaces the other.
  init(_ reader: TableReader, over base: Self) {
    self = base
    policy = Policy(reader, over: base.policy)
    scope = reader.choice("scope", Scope.self) ?? scope
    if let mode = reader.autoOr("mode", Mode.allCases.filter { $0 != .brouteClassic }) { self.mode = mode }
    if let dialect = reader.autoOr("dialect", Dialect.allCases) { self.dialect = dialect }
    isGuarded = reader.flag("guard") ?? isGuarded
    let rates = Int(Gate.rates.lowerBound)...Int(Gate.rates.upperBound)
    guardRate = reader.number("guard-rate", in: rates).map(UInt32.init) ?? guardRate
    isAtPort = reader.flag("at-port") ?? isAtPort
    isStrict = reader.flag("strict") ?? isStrict
    keeps = reader.flag("keep") ?? keeps
  }
}

extension Configuration.Interface {
  /// `[interface.NAME]`; nil when no interface can have that name.
  init?(name: String, _ reader: TableReader, over shared: Configuration.Guarding) {
    reader.refuseOthers(than: .interface)
    guarding = Configuration.Guarding(reader, over: shared)
    guarding.bridge = reader.text("bridge", expected: TableReader.interfaceWords, InterfaceName.init)
    guard let name = InterfaceName(name) else {
      reader.complaints.add(
        key: reader.path, "[\(reader.path.dotted)]: expected \(TableReader.interfaceWords)")
      return nil
    }
    self.name = name
  }
}

extension Policy {
  fileprivate init(_ reader: TableReader, over base: Policy) {
    self = base
    thresholds =
      reader.list(
        "threshold", whole: "a list of 1 to 64 thresholds such as [\"20/5s\", \"warn:13/60s\"]",
        expected: "a threshold such as \"20/5s\", \"warn:13/60s\" or \"decline:10/10m\"", atLeast: 1,
        atMost: 64, Threshold.init) ?? thresholds
    ban = reader.length("ban") ?? ban
    let cap = reader.length("ban-cap")
    if let cap, cap < ban { reader.refuse("ban-cap", "no less than ban, \(ban.compact)") }
    banCap = max(ban, cap ?? banCap)
    forgiveness = reader.length("forgive") ?? forgiveness
    if let limit = reader.text(
      "starvation",
      expected: "\"none\", or a limit such as \"10/60s\" of \(Starvation.counts.lowerBound) to "
        + "\(Starvation.counts.upperBound) clients",
      { $0 == "none" ? Optional.some(nil) : Starvation($0).map(Optional.some) })
    {
      starvation = limit
    }
    brake = reader.number("brake", in: Policy.brakes) ?? brake
    pace = reader.number("pace", in: Policy.brakes) ?? pace
    capacity = reader.number("sources", in: Policy.capacities) ?? capacity
    exemptions.allowed = reader.addresses("allow") ?? exemptions.allowed
    exemptions.relays = reader.addresses("relay") ?? exemptions.relays
  }
}

extension TableReader {
  static let interfaceWords =
    "an interface's name: at most \(InterfaceName.maximumLength) bytes, without space, \"/\", \":\" and \"%\""

  fileprivate func addresses(_ key: String) -> Set<MACAddress>? {
    list(
      key, whole: "a list of MAC addresses such as [\"02:00:00:00:00:99\"], at most \(Self.longestList)",
      expected: "a MAC address such as \"02:00:00:00:00:99\"", MACAddress.init
    ).map { Set($0) }
  }

  // The outer optional is whether it was said at all, the inner one is nil for auto.
  fileprivate func autoOr<Value: RawRepresentable<String>>(_ key: String, _ cases: [Value]) -> Value?? {
    let names = ["auto"] + cases.map(\.rawValue)
    return text(key, expected: names.choice) { name in
      name == "auto" ? Optional.some(nil) : cases.first { $0.rawValue == name }.map(Optional.some)
    }
  }
}
