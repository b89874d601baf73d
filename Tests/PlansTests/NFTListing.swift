import Foundation
import Plans
import TestKit

/// What `nft -j list table bridge dhcpward` says, without handles, counters and what is left of times.
struct NFTListing: Equatable {
  struct Element: Hashable {
    var mac: String
    var port: String?
    var seconds: Int?
    var comment: String?

    init(mac: String, port: String? = nil, seconds: Int? = nil, comment: String? = nil) {
      (self.mac, self.port, self.seconds, self.comment) = (mac, port, seconds, comment)
    }

    init(_ knownClient: KnownClient) {
      self.init(
        mac: "\(knownClient.mac)", seconds: knownClient.lifetime.map { Int($0.components.seconds) })
    }
  }

  var sets: [String: Set<Element>] = [:]
  var setFlags: Set<[String]> = []
  var chains: [String] = []
  /// Each rule's expressions, as JSON with sorted keys.
  var rules: [String] = []

  /// Nil when there is no such table.
  init?(family: String = "bridge") throws {
    let answer = try Tool.answer(["nft", "-j", "list", "table", family, "dhcpward"])
    guard answer.status == 0 else { return nil }
    let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
    for item in object?["nftables"] as? [[String: Any]] ?? [] {
      if let set = item["set"] as? [String: Any], let name = set["name"] as? String {
        sets[name] = Set((set["elem"] as? [Any] ?? []).compactMap(Self.element))
        setFlags.insert((set["flags"] as? [String] ?? []) + (set["stmt"] == nil ? [] : ["counter"]))
      } else if let chain = item["chain"] as? [String: Any] {
        let keys = ["name", "type", "hook", "prio", "policy"]
        chains.append(keys.map { "\(chain[$0] ?? "-")" }.joined(separator: " "))
      } else if let rule = item["rule"] as? [String: Any], let expressions = rule["expr"] {
        let data = try JSONSerialization.data(withJSONObject: expressions, options: .sortedKeys)
        rules.append(String(decoding: data, as: UTF8.self))
      }
    }
  }

  private static func element(_ value: Any) -> Element? {
    let element = (value as? [String: Any])?["elem"] as? [String: Any]
    let key = element?["val"] ?? value
    let parts = (key as? [String: Any])?["concat"] as? [String] ?? (key as? String).map { [$0] } ?? []
    if parts.count == 3 || (key as? [String: Any])?["concat"] is [Any], parts.count != 2 {
      // Of clients behind routers, whose keys are numbers, some too long for JSON: their comments name them.
      return Element(mac: "", seconds: element?["timeout"] as? Int, comment: element?["comment"] as? String)
    }
    guard let mac = parts.last, parts.count <= 2 else { return nil }
    return Element(
      mac: mac, port: parts.count == 2 ? parts[0] : nil, seconds: element?["timeout"] as? Int,
      comment: element?["comment"] as? String)
  }

  /// The elements that these blocks mean, by set.
  static func elements(_ blocks: [Block]) -> [String: Set<Element>] {
    Dictionary(grouping: blocks) { NFTablesText.setName($0.set) }.mapValues { blocks in
      Set(
        blocks.flatMap { block -> [Element] in
          guard let client = block.subject.client else { return [] }
          let comments =
            [block.comment] + (client.renewals.map { _ in [Block.renewalComment(of: client)] } ?? [])
          return comments.map {
            Element(mac: "", seconds: block.lifetime.map { Int($0.components.seconds) }, comment: $0)
          }
        }
          + blocks.filter { $0.mac != nil }.map {
            Element(
              mac: "\($0.subject)", port: $0.port.map { "\($0)" },
              seconds: $0.lifetime.map { Int($0.components.seconds) },
              comment: $0.remark.map { "\($0)" })
          })
    }
  }
}
