import Control
import Placement
import Plans
import System
import Wire

extension DaemonClient {
  /// The daemon of an interface, or of the bridge over it or that it is a port of; without a name that of the only one
  /// guarded. Nil when there is none.
  static func of(_ wish: Site.Wish, in network: Network) throws(Refusal) -> DaemonClient? {
    let guarding = Self.guarding
    guard let name = wish.interface ?? wish.bridge else {
      guard guarding.count > 1 else { return guarding.first }
      let names = guarding.map { "\($0.interface)" }.joined(separator: ", ")
      throw Refusal("block: \(names) are guarded; say which by --interface", .unavailable)
    }
    let others = [network[name].flatMap(Bridge.init)?.port, network[name]?.master]
    return guarding.first { $0.interface == name || others.contains($0.interface) }
  }
}

extension [Subject] {
  /// How many of them fit into one question.
  var questionSize: Int {
    contains { $0.address == nil } ? ControlRequest.mostClients : ControlRequest.mostSources
  }
}

extension Array {
  /// Cut into parts of at most so many.
  func parts(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
