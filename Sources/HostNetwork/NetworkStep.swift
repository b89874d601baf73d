import CNetlink
import Glibc
import Netlink
import Plans
import Wire

/// A change of links, addresses, routes or neighbours as requests to the kernel.
struct NetworkStep {
  /// What is asked, in order.
  var messages: [NetlinkMessage]
  /// Which of the messages may fail.
  var optional: Set<Int> = []
  /// Refusals that any of them may meet: what was asked for is so already.
  var tolerated: Set<Int32> = []

  /// The requests for this change, given the indexes of the interfaces it names.
  init(_ change: Change, undoing: Bool, index: (InterfaceName) -> Int32) {
    switch change {
    case .createBridge(let bridge):
      messages = [
        LinkRequest.create(bridge), LinkRequest.alias(bridge), LinkRequest.noLinkLocal(bridge.name),
        LinkRequest.up(bridge.name),
      ]
      // On a kernel without IPv6 nothing needs to be said of it.
      optional = [2]
    case .markBridge(let bridge, _): messages = [LinkRequest.alias(bridge)]
    case .deleteBridge(let bridge): messages = [LinkRequest.delete(index(bridge.name))]
    case .enslave(let port, let bridge):
      // Asking for the link makes a newer kernel (6.8) look at its carrier at once.
      messages = [
        LinkRequest.port(index(port), master: index(bridge)), LinkRequest.stopLearning(index(port)),
        LinkRequest.startSending(bridge), LinkRequest.get(bridge),
      ]
      optional = [2, 3]
    case .release(let port, _): messages = [LinkRequest.port(index(port), master: 0)]
    case .addAddress(let address): messages = AddressRequest.add(address, index: index(address.interface))
    case .removeAddress(let address):
      messages = [AddressRequest.remove(address, index: index(address.interface))]
      if undoing, let route = address.lingeringRoute {
        optional = [messages.count]
        messages.append(RouteRequest.remove(route, index: index))
      }
    case .addRoute(let route): messages = [RouteRequest.add(route, index: index)]
    case .removeRoute(let route): messages = [RouteRequest.remove(route, index: index)]
    case .addNeighbour(let neighbour):
      messages = [NeighbourRequest.add(neighbour, index: index(neighbour.interface))]
    case .removeNeighbour(let neighbour):
      messages = [NeighbourRequest.remove(neighbour, index: index(neighbour.interface))]
    case .orderRoutes(let routes, _):
      messages =
        routes.reversed().map { RouteRequest.remove($0, index: index) }
        + routes.map { RouteRequest.add($0, index: index) }
      // Behind a killed run one is missing, or stands on both interfaces and so is one in the end.
      tolerated = [ESRCH, EEXIST]
    default: messages = []
    }
  }

  /// What the kernel's refusal means.
  static func verdict(_ errno: Int32, of change: Change, undoing: Bool) -> Verdict {
    switch change {
    case _ where errno == 0: return .done
    // It is as it should be already, so it is not this plan's to take back.
    case .removeAddress where errno == EADDRNOTAVAIL, .removeRoute where errno == ESRCH,
      .removeNeighbour where errno == ENOENT, .deleteBridge where errno == ENODEV:
      return .needless
    case .addAddress where undoing && errno == EEXIST, .addRoute where undoing && errno == EEXIST,
      .createBridge where undoing && errno == EEXIST:
      return .needless
    default: return .refused
    }
  }

  /// What became of a change.
  enum Verdict {
    case done
    case needless
    case refused
  }
}

extension Address {
  /// The connected route that the kernel made with the address and leaves behind (`Route.mayOutlive`).
  fileprivate var lingeringRoute: Route? {
    guard prefix.address.width == 128, validLifetime != .max, !hasNoPrefixRoute,
      let destination = Prefix(address: peer ?? prefix.address, length: prefix.length)?.network
    else { return nil }
    return Route(
      destination: destination, hops: [Route.Hop(interface: interface, gateway: nil)], protocolNumber: 2,
      metric: metric == 0 ? 256 : metric)
  }
}

extension Change {
  /// The interfaces that must be there for it.
  var interfaces: [InterfaceName] {
    switch self {
    case .deleteBridge(let bridge): [bridge.name]
    case .enslave(let port, let bridge): [port, bridge]
    case .release(let port, _): [port]
    case .addAddress(let address), .removeAddress(let address): [address.interface]
    case .addRoute(let route), .removeRoute(let route): route.hops.map(\.interface)
    case .addNeighbour(let neighbour), .removeNeighbour(let neighbour): [neighbour.interface]
    case .orderRoutes(let routes, _): routes.flatMap { $0.hops.map(\.interface) }
    default: []
    }
  }

  /// What is tried and on what, for an error.
  var attempt: (operation: String, subject: String) {
    switch self {
    case .createBridge(let bridge): ("add bridge", "\(bridge.name)")
    case .markBridge(let bridge, _): ("mark bridge", "\(bridge.name)")
    case .deleteBridge(let bridge): ("delete bridge", "\(bridge.name)")
    case .enslave(let port, let bridge): ("make port", "\(port) of \(bridge)")
    case .release(let port, let bridge): ("release port", "\(port) of \(bridge)")
    case .addAddress(let address): ("add address", "\(address.prefix) to \(address.interface)")
    case .removeAddress(let address): ("delete address", "\(address.prefix) from \(address.interface)")
    case .addRoute(let route): ("add route", route.place)
    case .removeRoute(let route): ("delete route", route.place)
    case .addNeighbour(let neighbour): ("add neighbour", "\(neighbour.address) to \(neighbour.interface)")
    case .removeNeighbour(let neighbour):
      ("delete neighbour", "\(neighbour.address) from \(neighbour.interface)")
    case .orderRoutes(let routes, _): ("order routes", routes.first?.place ?? "")
    default: (description, "")
    }
  }
}

extension Route {
  fileprivate var place: String {
    "\(destination) by \(hops.map { "\($0.interface)" }.joined(separator: " and ")) in table \(table)"
  }
}
