extension SettingTable {
  /// What an option says of the setting of its name: what it means, and its default.
  ///
  /// - Precondition: There is one of that name for an interface.
  public static func help(_ key: String) -> String {
    guard let help = helps[key] else { preconditionFailure("no setting \(key)") }
    return help
  }

  // Options are made anew for every command that has them.
  private static let helps: [String: String] = {
    let standard = Configuration.Guarding()
    return Dictionary(uniqueKeysWithValues: guarding.map { ($0.key, help($0, $0.text(standard) ?? "")) })
  }()

  private static func help(_ setting: Setting<Configuration.Guarding>, _ standard: String) -> String {
    let plain = setting.meaning.replacing("`", with: "")
    let value = standard.replacing("\"", with: "")
    return ["", "false", "[]"].contains(value) ? plain : "\(plain) Default: \(value)."
  }
}
