package import Rules

/// Finds out what this kernel and these tools can do, by trying. Nothing is changed, not even for a moment.
package enum Probe {
  /// Tries both dialects.
  package static func capabilities() -> Capabilities {
    Capabilities(nftables: nftables(), ebtables: ebtables())
  }

  /// A table like dhcpward's, under another name and together with its deletion in one transaction, so that
  /// nobody ever sees it.
  private static func nftables() -> Capabilities.Support {
    let name = "dhcpward_probe"
    var batch = [NFTMessage.addTable(name), NFTMessage.addChain(table: name)]
    for scope in Scope.allCases {
      batch.append(NFTMessage.addSet(scope, table: name))
      batch += scope.nftRules.map { NFTMessage.addRule($0, table: name) }
    }
    batch.append(NFTMessage.deleteTable(name))
    do throws(NetlinkError) {
      try NFTables().commit(batch, operation: "probe nf_tables", subject: "table bridge \(name)")
      return .works
    } catch {
      return .fails("\(error)")
    }
  }

  /// A listing of table filter.
  private static func ebtables() -> Capabilities.Support {
    do throws(ToolError) {
      _ = try Ebtables().listing()
      return .works
    } catch {
      return .fails("\(error)")
    }
  }
}
