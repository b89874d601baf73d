import ArgumentParser
import Config

/// Options by the names of earlier versions: scripts and units have them, help and completions do not.
enum FormerOptions {
  private static let names = Dictionary(
    uniqueKeysWithValues: SettingTable.guarding.flatMap { setting in
      setting.former.map { ("--\($0)", "--\(setting.key)") }
    })

  /// The arguments with each such name replaced by today's; what stands behind `--` is none.
  static func replaced(in arguments: some Sequence<String>) -> [String] {
    var isOver = false
    return arguments.map { argument in
      isOver = isOver || argument == "--"
      let name = argument.prefix { $0 != "=" }
      guard !isOver, let today = names[String(name)] else { return argument }
      return today + argument.dropFirst(name.count)
    }
  }
}

extension ArgumentHelp {
  /// What the settings file says of the setting of the option's name.
  static func setting(_ key: String, _ valueName: String? = nil) -> ArgumentHelp {
    ArgumentHelp(SettingTable.help(key), valueName: valueName)
  }
}
