import HostNetwork
import Netlink
public import PacketFilter
import System
import Wire

/// What the kernel tells of changes as they happen, those of this process left out: to be polled, never waited for.
///
/// `nft monitor`, `ip monitor link address route`
public final class KernelMonitor {
  /// Something that happened.
  public enum Notice: Hashable, Sendable {
    /// Another program edited dhcpward's table.
    case edit(RulesetEdit)
    /// Somebody, perhaps dhcpward itself by ebtables-nft, changed a table of ebtables-nft.
    case ebtables
    /// Something of the interfaces looked after changed, perhaps by dhcpward itself.
    case network
    /// More happened than there was room for: look at everything.
    case lost
  }

  private let rulesets: NetlinkSocket?
  private let network: NetlinkSocket
  private let isOwn: (UInt32) -> Bool
  private var rulesetNotices: RulesetNotices
  private var networkNotices: NetworkNotices

  // Room for 100,000 blocks that begin at once; the kernel takes it only as it is used.
  private static let buffer: Int32 = 32 << 20
  // So that the caller gets to its other work whatever others do.
  private static let batch = 4096
  // So many blocks begin or end at once that what it took is worth giving back.
  private static let large = 10_000
  private static let nftablesGroup: UInt32 = 7  // NFNLGRP_NFTABLES

  /// Listens from now on for table dhcpward of `family` and for the interfaces of these `names`. `isOwn` knows the
  /// ports of this process's own sockets.
  init(
    family: UInt8, names: Set<InterfaceName>, isOwn: @escaping (UInt32) -> Bool
  ) throws(NetlinkError) {
    // A kernel without nf_tables has nothing to tell of it.
    if let rulesets = try? NetlinkSocket(.netfilter, bufferSize: Self.buffer) {
      do throws(NetlinkError) { try rulesets.listen(to: Self.nftablesGroup) } catch { throw error }
      self.rulesets = rulesets
    } else {
      rulesets = nil
    }
    network = try NetlinkSocket(.route, bufferSize: Self.buffer)
    for group in NetworkNotices.groups { try network.listen(to: group) }
    rulesetNotices = RulesetNotices(family: family)
    networkNotices = NetworkNotices(names: names)
    self.isOwn = isOwn
  }

  /// To be polled for input.
  public var descriptors: [Int32] { [rulesets, network].compactMap { $0?.descriptor } }

  /// What happened since, in order.
  public func drain() -> [Notice] { drainRulesets() + drainNetwork() }

  /// The interfaces looked after have these indexes now.
  public func follow(_ indexes: Set<Int32>) { networkNotices.follow(indexes) }

  private func drainRulesets() -> [Notice] {
    guard let rulesets else { return [] }
    var notices: [Notice] = []
    var wasLarge = false
    for _ in 0..<Self.batch {
      do {
        guard let messages = try rulesets.nextNotices() else { break }
        for message in messages {
          guard let transaction = try rulesetNotices.note(message) else { continue }
          wasLarge = wasLarge || transaction.edit?.blocks.count ?? 0 >= Self.large
          guard !isOwn(transaction.port) else { continue }
          if let edit = transaction.edit { notices.append(.edit(edit)) }
          if transaction.touchesBridge { notices.append(.network) }
          if transaction.touchesEbtables, notices.last != .ebtables { notices.append(.ebtables) }
        }
      } catch {
        rulesetNotices.lose()
        notices.append(.lost)
      }
    }
    // Neither its notices are wanted again, nor what whoever asked for it needed: a start that restored very many.
    if wasLarge { SpareMemory.giveBack() }
    return notices
  }

  private func drainNetwork() -> [Notice] {
    var isTouched = false
    for _ in 0..<Self.batch {
      do {
        guard let messages = try network.nextNotices() else { break }
        for message in messages where networkNotices.concerns(message) {
          isTouched = true
        }
      } catch {
        isTouched = true
      }
    }
    return isTouched ? [.network] : []
  }
}
