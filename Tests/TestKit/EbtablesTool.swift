import Foundation

/// The ebtables under test. ebtables-nft keeps its rules where nft lists them too, ebtables-legacy in tables of its
/// own, which only some kernels have.
public enum EbtablesTool {
  /// The flavour that DHCPWARD_EBTABLES names, which is the machine's `ebtables` then (Tests/Tools/in-private-namespaces).
  public static let name = ProcessInfo.processInfo.environment["DHCPWARD_EBTABLES"] ?? "ebtables-nft"

  private static let tables = name == "ebtables-legacy" ? ["filter", "broute"] : []

  /// Empties the tables that `nft flush ruleset` does not.
  public static func clear() throws {
    for table in tables {
      let hooks = table == "filter" ? ["INPUT", "FORWARD", "OUTPUT"] : ["BROUTING"]
      for words in [["-F"], ["-X"]] + hooks.map({ ["-P", $0, "ACCEPT"] }) {
        try Tool.run([name, "-t", table] + words)
      }
    }
  }

  /// The chains and rules that `nft list ruleset` does not list; nothing of a chain that is empty by nature.
  public static func listing() throws -> [String] {
    try tables.flatMap { table in
      try Tool.run([name, "-t", table, "-L", "--Lmac2"]).split(separator: "\n").filter { line in
        !line.hasPrefix("Bridge table")
          && line.wholeMatch(of: #/Bridge chain: [A-Z]+, entries: 0, policy: ACCEPT/#) == nil
      }.map { "\(table): \($0.trimmingCharacters(in: .whitespaces))" }
    }
  }
}
