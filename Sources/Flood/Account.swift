public import Wire

/// What the watchlist knows of an address, to say why it is blocked, or why not.
public struct Account: Hashable, Sendable {
  /// How one IP version of it stands.
  public struct Part: Hashable, Sendable {
    /// How far a threshold is filled.
    public struct Fill: Hashable, Sendable {
      /// The threshold.
      public let threshold: Threshold
      /// The messages that count for it now.
      public let count: Int
    }

    /// It is of DHCPv6.
    public let isVersion6: Bool
    /// What it sent.
    public let evidence: Evidence
    /// Every threshold of the policy.
    public let fills: [Fill]
    /// The most messages of any kind it ever had in the longest window of such thresholds; no more than the largest
    /// count of one are kept.
    public let peak: Int
    /// What it sends looks like a relay's.
    public let looksLikeRelay: Bool
  }

  /// The address.
  public let mac: MACAddress
  /// Until when it is banned; nil when it is not.
  public let bannedUntil: Timestamp?
  /// Why it would not be blocked, whatever it sends; nil when it would.
  public let exemption: Spared?
  /// It floods, and is not blocked as no more may be.
  public let isBraked: Bool
  /// How often it was blocked, as far as it is not forgiven.
  public let strikes: Int
  /// What is known of each IP version; empty when nothing is.
  public let parts: [Part]
}

extension Watchlist {
  /// What is known of an address at a moment not before its latest message; nil when nothing is, and it is not exempt.
  public func account(of mac: MACAddress, at moment: Timestamp) -> Account? {
    let now = clock.reading(at: moment)
    let places = known(mac)
    let exemption = exemptions.reason(for: mac)
    let strikes = strikes.count(of: mac.bits, at: now)
    guard !places.isEmpty || exemption != nil || strikes > 0 else { return nil }
    let end = places.filter { sources[$0].status == .banned && now &- sources[$0].until < 0 }
      .map { moment + clock.duration(sources[$0].until &- now) }.max()
    let exempt = self.exemption(for: mac)
    // Who is not exempt is spared for this, or because others decline, too.
    let isBraked =
      self.isBraked(at: now) && places.contains { sources[$0].status == .spared && isSilent($0, at: now) }
    return Account(
      mac: mac, bannedUntil: end, exemption: exempt, isBraked: isBraked && exempt == nil, strikes: strikes,
      parts: places.map { part($0, at: now, moment) })
  }

  /// The sources heard of late, most messages in the longest window of thresholds for all kinds first; so many addresses
  /// at the most. Looks at every source.
  public func talkers(_ count: Int, at moment: Timestamp) -> [Account] {
    let now = clock.reading(at: moment)
    let heard = sources.indices.lazy.compactMap { place -> (recent: Int, place: Int)? in
      guard sources[place].isAddress else { return nil }
      let recent = arrivals.count(
        sources[place].ring, ring: place, within: UInt32(clamping: Int64(general.span)), at: now)
      return recent > 0 ? (recent, place) : nil
    }
    let most = heard.sorted { ($1.recent, $0.place) < ($0.recent, $1.place) }.prefix(count)
    var seen: Set<MACAddress> = []
    return most.compactMap { talker in
      let mac = sources[talker.place].mac
      return seen.insert(mac).inserted ? account(of: mac, at: moment) : nil
    }
  }

  /// How many sources are remembered.
  public var remembered: Int { count }

  private func part(_ place: Int, at now: Int64, _ moment: Timestamp) -> Account.Part {
    let source = sources[place]
    let fills = policy.thresholds.map { threshold in
      let window = UInt32(clamping: clock.units(threshold.window))
      let count =
        threshold.kind == nil
        ? arrivals.count(source.ring, ring: place, within: window, at: now)
        : kinds.count(threshold.kind?.name, chain: source.chain, within: window, at: now)
      return Account.Part.Fill(threshold: threshold, count: count)
    }
    let latest = moment + clock.duration(clock.now &- now)
    let last = moment + clock.duration(min(0, source.ring.last &- now))
    return Account.Part(
      isVersion6: source.isVersion6, evidence: evidence(of: place, at: latest, last: last), fills: fills,
      peak: Int(source.peak), looksLikeRelay: source.front == .relay)
  }
}
