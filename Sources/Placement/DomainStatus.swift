public import Wire

/// A running guest and its ports, as libvirt writes them down: `/run/libvirt/qemu/NAME.xml`
/// (virDomainObjFormat in its src/conf/domain_conf.c).
public struct DomainStatus: Hashable, Sendable {
  /// The guest's name, made fit to be printed.
  public var name: String
  /// Its ends of bridges, in the host.
  public var ports: [InterfaceName]

  /// The most ports that are read, and the deepest elements.
  private static let portLimit = 256
  private static let depthLimit = 32
  private static let nameLimit = 64

  /// A guest from its parts.
  public init(name: String, ports: [InterfaceName]) {
    self.name = name
    self.ports = ports
  }

  /// Reads such a file, or the `<domain>` alone; nil when it names no guest or the guest has no port.
  ///
  /// `<name>` and `<target>` are looked for in their places only: a guest's `<metadata>` holds what its owner likes.
  public init?(_ file: [UInt8]) {
    var path: [ArraySlice<UInt8>] = []
    var depth = 0
    var name: String?
    var ports: [InterfaceName] = []
    for token in MarkupScanner(file) {
      switch token {
      case .start(let tag, let attributes, let isEmpty):
        if Self.isPath(path, ["domain", "devices", "interface"]), tag.elementsEqual("target".utf8),
          let device = MarkupScanner.value(of: "dev", in: attributes),
          let port = InterfaceName(Self.text(device)), ports.count < Self.portLimit, !ports.contains(port)
        {
          ports.append(port)
        }
        guard !isEmpty else { continue }
        depth += 1
        if path.count < Self.depthLimit { path.append(tag) }
      case .end(let tag):
        if depth > path.count {
          depth -= 1
        } else if let opened = path.lastIndex(where: { $0.elementsEqual(tag) }) {
          path.removeSubrange(opened...)
          depth = opened
        }
      case .text(let text):
        if name == nil, Self.isPath(path, ["domain", "name"]) {
          name = Self.text(text).printable(Self.nameLimit)
        }
      }
    }
    guard let name, !name.isEmpty, !ports.isEmpty else { return nil }
    self.init(name: name, ports: ports)
  }

  private static func isPath(_ path: [ArraySlice<UInt8>], _ names: [String]) -> Bool {
    let inner = path.first?.elementsEqual("domstatus".utf8) == true ? path.dropFirst() : path[...]
    return inner.count == names.count && zip(inner, names).allSatisfy { $0.elementsEqual($1.utf8) }
  }

  /// Written text with its entities resolved; one that cannot be is left as it is.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    var pieces = String(decoding: bytes, as: UTF8.self).split(
      separator: "&", omittingEmptySubsequences: false)
    var text = String(pieces.removeFirst())
    for piece in pieces {
      guard let end = piece.firstIndex(of: ";"), let character = character(piece[..<end]) else {
        text += "&" + piece
        continue
      }
      text.unicodeScalars.append(character)
      text += piece[piece.index(after: end)...]
    }
    return text
  }

  private static func character(_ entity: Substring) -> Unicode.Scalar? {
    switch entity {
    case "amp": "&"
    case "lt": "<"
    case "gt": ">"
    case "quot": "\""
    case "apos": "'"
    case let number where number.hasPrefix("#x"):
      UInt32(number.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
    case let number where number.hasPrefix("#"): UInt32(number.dropFirst()).flatMap(Unicode.Scalar.init)
    default: nil
    }
  }
}

extension String {
  /// At most so many characters on one line, with `?` for whatever a terminal may take for an order.
  func printable(_ limit: Int) -> String {
    var text = ""
    for scalar in unicodeScalars.lazy.drop(while: { $0 == " " || $0 == "\n" || $0 == "\t" }).prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
        text.unicodeScalars.append("?")
      default: text.unicodeScalars.append(scalar)
      }
    }
    while let last = text.last, last == " " { text.removeLast() }
    return text
  }
}
