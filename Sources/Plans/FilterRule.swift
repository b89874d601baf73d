public import Wire

/// A rule of nf_tables. What nft(8) prints and loads, and what the kernel is sent, are both made of it.
public struct FilterRule: Hashable, Sendable {
  /// A match or a statement, in the order of nft(8).
  public enum Part: Hashable, Sendable {
    /// `ether saddr @SET`, or `iifname . ether saddr @SET`.
    case source(in: String, atPort: Bool = false)
    /// `ether saddr MAC`
    case sourceIs(MACAddress)
    /// `ether saddr & 01:00:00:00:00:00 == 01:00:00:00:00:00`
    case sourceIsGroup
    /// `ether daddr MAC`
    case destinationIs(MACAddress)
    /// `meta protocol TYPE`: what the frame is behind its outermost tag.
    case frameType(UInt16, is: Comparison = .equal)
    /// `ether type TYPE`: what its header says, tags included.
    case headerType(UInt16)
    /// `vlan id N`, where the outermost tag is of that kind.
    case vlan(VLAN.Tag, VLANID, is: Comparison = .equal)
    /// `iifname NAME`
    case input(InterfaceName)
    /// `udp dport N`
    case udp(to: UInt16)
    /// `ip daddr ADDRESS`
    case destination(IPv4Address)
    /// `arp daddr ip ADDRESS`
    case arpTarget(IPv4Address)
    /// `@nh,BIT,BITS VALUE`: so many octets behind the header that the kernel has taken off.
    case network(offset: Int, Value, is: Comparison = .equal)
    /// `@th,BIT,BITS VALUE`: so many octets from the UDP header on.
    case transport(offset: Int, [UInt8])
    /// `ether saddr . @th,BIT,BITS . @th,BIT,BITS @SET`
    case client(in: String, Field, Field)
    /// `limit rate N/second burst N packets`
    case limit(Rate)
    /// `update @SET { ether saddr }`, or `{ ether saddr limit rate ... }`.
    case update(String, Rate? = nil)
    /// `counter`
    case counter
    /// `meta broute set 1`
    case routeUp
    /// What becomes of the frame.
    case verdict(Verdict)
  }

  /// How a value is compared.
  public enum Comparison: String, Hashable, Sendable {
    case equal = ""
    case unequal = "!= "
    case less = "< "
  }

  /// What octets are compared with, and how that is written.
  public enum Value: Hashable, Sendable {
    /// `0x0800`
    case pattern([UInt8])
    /// `17`
    case octet(UInt8)
    /// `547`
    case number(UInt16)
  }

  /// Octets of what UDP carries, from the UDP header on.
  public struct Field: Hashable, Sendable {
    /// The first one's place.
    public var offset: Int
    /// How many.
    public var length: Int

    /// So many octets from there on.
    public init(_ offset: Int, length: Int) { (self.offset, self.length) = (offset, length) }
  }

  /// So many packets a second, and so many at once.
  public struct Rate: Hashable, Sendable {
    /// Packets a second.
    public var perSecond: UInt32
    /// Packets that pass at once after a quiet time.
    public var burst: UInt32

    /// A rate, and as much at once unless said otherwise.
    public init(_ perSecond: UInt32, burst: UInt32? = nil) {
      self.perSecond = perSecond
      self.burst = burst ?? perSecond
    }
  }

  /// `drop`, `accept`, `return`, `jump CHAIN`, `goto CHAIN`
  public enum Verdict: Hashable, Sendable {
    case drop, accept, giveBack
    case jump(String)
    case goto(String)
  }

  /// Its matches and statements, first to last.
  public var parts: [Part]

  /// A rule.
  public init(_ parts: Part...) { self.parts = parts }

  /// A rule.
  public init(_ parts: [Part]) { self.parts = parts }
}
