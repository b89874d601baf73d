internal import Flood
internal import Wire

extension Configuration.Guarding {
  /// What a table says, over what holds where it says nothing; a list that is given replaces the other.
  init(_ reader: TableReader, over base: Self) {
    self = base
    reader.read(SettingTable.guarding, into: &self)
    policy.banCap = max(policy.ban, policy.banCap)
  }
}

extension Configuration.Interface {
  /// `[interface.NAME]`; nil when no interface can have that name.
  init?(name: String, _ reader: TableReader, over shared: Configuration.Guarding) {
    reader.refuseOthers(than: .interface)
    guarding = Configuration.Guarding(reader, over: shared)
    reader.read(SettingTable.interface, into: &guarding)
    guard let name = InterfaceName(name) else {
      reader.complaints.add(
        key: reader.path, "[\(reader.path.dotted)]: expected \(TableReader.interfaceWords)")
      return nil
    }
    self.name = name
  }
}

extension TableReader {
  static let interfaceWords =
    "an interface's name: at most \(InterfaceName.maximumLength) bytes, without space, \"/\", \":\" and \"%\""

  func thresholds(_ key: String) -> [Threshold]? {
    list(
      key, whole: "a list of 1 to 64 thresholds such as [\"20/5s\", \"warn:13/60s\"]",
      expected: "a threshold such as \"20/5s\", \"warn:13/60s\" or \"decline:10/10m\"", atLeast: 1,
      atMost: 64,
      Threshold.init)
  }

  /// The inner nil is for no limit.
  func clientLimit(_ key: String) -> Policy.Starvation?? {
    text(
      key,
      expected: "\"none\", or a limit such as \"10/60s\" of \(Policy.Starvation.counts.lowerBound) to "
        + "\(Policy.Starvation.counts.upperBound) clients"
    ) { $0 == "none" ? Optional.some(nil) : Policy.Starvation($0).map(Optional.some) }
  }

  func addresses(_ key: String) -> Set<MACAddress>? {
    list(
      key, whole: "a list of MAC addresses such as [\"02:00:00:00:00:99\"], at most \(Self.longestList)",
      expected: "a MAC address such as \"02:00:00:00:00:99\"", MACAddress.init
    ).map { Set($0) }
  }

  /// The inner nil is for `"auto"`.
  func choiceOrAuto<Value: RawRepresentable<String>>(_ key: String, _ cases: [Value]) -> Value?? {
    let names = ["auto"] + cases.map(\.rawValue)
    return text(key, expected: names.choice) { name in
      name == "auto" ? Optional.some(nil) : cases.first { $0.rawValue == name }.map(Optional.some)
    }
  }
}
