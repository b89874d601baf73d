public import Wire

/// Something about the network as a whole, or about a source, that a person is to be told and that blocking does not
/// cure.
public struct Alarm: Hashable, Sendable {
  /// What is going on; the names are those of `replay --json`.
  public enum Kind: String, CaseIterable, Sendable {
    /// Addresses are being used up: one source speaks for many clients, or new clients come without end.
    case starvation
    /// Frames with a new source address each: they cannot be blocked one by one.
    case randomSource = "random-source"
    /// The network brings the same frame again and again.
    case loop
    /// Addresses that the server offers are taken: clients decline them.
    case conflict
    /// More sources than are watched at once.
    case tableFull = "table-full"
    /// More flooders than may be blocked: from now on they are only reported.
    case brake
    /// More sources came near a limit than a person is told of one by one.
    case manySources = "many-sources"
    /// A source that is not blocked, whatever it sends, sends more than such a one would.
    case exempt
    /// DHCP comes in from an address of this machine itself.
    case ownAddress = "own-address"
    /// A blocked source is still heard: its messages do not meet the rule.
    case leaking
    /// A source with a long quiet history floods, and does not look like itself.
    case framed
    /// Two machines have one address.
    case sharedAddress = "shared-address"
  }

  /// What is going on.
  public let kind: Kind
  /// When it was noticed, by the timestamp of the message that showed it.
  public let at: Timestamp
  /// Whom it is about; nil for nobody in particular.
  public let subject: Subject?
  /// In words, with figures.
  public let detail: String

  /// The Ethernet source it is about; nil for none, and for a client or a line behind one.
  public var mac: MACAddress? { subject?.address }

  /// An alarm from its parts.
  public init(kind: Kind, at: Timestamp, subject: Subject?, detail: String) {
    self.kind = kind
    self.at = at
    self.subject = subject
    self.detail = detail
  }

  /// One about an Ethernet source, or about nobody in particular.
  public init(kind: Kind, at: Timestamp, mac: MACAddress? = nil, detail: String) {
    self.init(kind: kind, at: at, subject: mac.map(Subject.address), detail: detail)
  }
}
