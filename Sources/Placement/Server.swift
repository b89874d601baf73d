public import Wire

/// A DHCP server or relay of this host, as its socket shows it: `ss -0anp`, `ss -uanp`.
///
/// One value a socket: a server that listens raw on two interfaces is two of them. The UDP socket that a raw-socket
/// server opens beside (to send by, and never to listen to) is none.
public struct Server: Hashable, Sendable {
  /// Its process's name (/proc/PID/comm), fit to be printed; empty when it could not be seen.
  public var process: String
  /// Its process; nil when it could not be seen.
  public var pid: Int32?
  /// Where in the kernel it takes frames from.
  public var socket: Socket
  /// Which DHCP it speaks there.
  public var families: Set<Family>
  /// The interface its socket is bound to; nil when it hears all, or when that is gone.
  public var interface: InterfaceName?
  /// The interface that its socket was bound to is gone: nothing comes to that socket any more.
  public var isInterfaceGone = false
  /// The address its UDP socket is bound to; nil when it is any.
  public var address: IPAddress?
  /// The only interfaces it answers on although its socket hears more (`interface=` of dnsmasq); nil when it
  /// names none. One that ends in `*` stands for all that begin so.
  public var configuredInterfaces: Set<InterfaceName>?
  /// The addresses it answers on beside those interfaces (`listen-address=`), wherever they are.
  public var configuredAddresses: Set<IPAddress>
  /// Interfaces it does not answer on (`except-interface=`, `no-dhcp-interface=`).
  public var excludedInterfaces: Set<InterfaceName>
  /// All that its process is told to listen on, this socket's place among them, as its settings write them
  /// (`eth1/192.0.2.1` of Kea) or else by name; empty when that is not known.
  public var places: [String] = []

  /// A sort of socket.
  public enum Socket: String, Hashable, Sendable {
    /// AF_PACKET: hears the interface's frames before any rule of a bridge over it, packet(7).
    case raw
    /// UDP: hears what the IP stack delivers, udp(7).
    case udp
  }

  /// A version of DHCP.
  public enum Family: String, Hashable, Sendable, CaseIterable {
    /// DHCPv4, port 67.
    case v4
    /// DHCPv6, port 547.
    case v6
  }

  /// A server from its parts.
  public init(
    process: String, pid: Int32?, socket: Socket, families: Set<Family> = [.v4],
    interface: InterfaceName? = nil, address: IPAddress? = nil,
    configuredInterfaces: Set<InterfaceName>? = nil, configuredAddresses: Set<IPAddress> = [],
    excludedInterfaces: Set<InterfaceName> = []
  ) {
    self.process = process
    self.pid = pid
    self.socket = socket
    self.families = families
    self.interface = interface
    self.address = address
    self.configuredInterfaces = configuredInterfaces
    self.configuredAddresses = configuredAddresses
    self.excludedInterfaces = excludedInterfaces
  }
}
