import Wire

/// From thresholds that tripped to a finding.
extension Watchlist {
  mutating func judge(
    _ place: Int, _ message: ClientMessage, _ tripped: ThresholdTrip, at now: Int64, _ moment: Timestamp
  ) -> Finding? {
    if tripped.copies > 0 { return judge(place, .copies(Int(tripped.copies)), message, at: now, moment) }
    arrivals.forget(&sources[place].ring, ring: place, at: now, rules: general)
    let special = tripped.special.blocking.map { policy.thresholds[$0] }
    let isShared =
      special?.kind?.name == MessageKind.decline.name
      && conflicts.areShared(
        by: SourceKey.of(message), client: sources[place].isAddress ? nil : sources[place].client, at: now)
    if let special, !isShared { return judge(place, .threshold(special), message, at: now, moment) }
    if let threshold = tripped.general.blocking {
      return judge(place, .threshold(policy.thresholds[threshold]), message, at: now, moment)
    }
    if tripped.starves, let limit = policy.starvation {
      return judge(place, .starvation(limit), message, at: now, moment)
    }
    if let special { return judge(place, .threshold(special), message, isShared: true, at: now, moment) }
    guard let warning = tripped.freshWarning, !isSilent(place, at: now), exemption(of: place) == nil,
      !fallsUnderTwin(place)
    else { return nil }
    let isOneOfMany = isOneOfMany(at: now, moment)
    return finding(
      place, message, .warned, .threshold(policy.thresholds[warning]), moment, isOneOfMany: isOneOfMany)
  }

  /// A source is to be blocked, unless there is a reason not to. `isShared`: it declines, and so do others.
  private mutating func judge(
    _ place: Int, _ cause: Finding.Cause, _ message: ClientMessage, isShared: Bool = false, at now: Int64,
    _ moment: Timestamp
  ) -> Finding? {
    let status = sources[place].status
    if status == .banned || status == .shadowed && now &- sources[place].until < 0 { return nil }
    // Whose flood is over gives its place to who floods now.
    let isBraked = isBraked(at: now)
    let idle = isBraked ? mostIdle(at: now) : nil
    // Most of a flood that is too wide to be blocked: nothing is new, and nothing can be done.
    if status == .spared, isBraked, idle == nil, isSilent(place, at: now) { return nil }
    if fallsUnderTwin(place) { return nil }
    // No `??`: what is behind it is a closure, and one over self is one over a copy of all of it.
    if let spared = exemption(of: place) { return spare(place, message, spared, cause, at: now, moment) }
    if isShared { return spare(place, message, .conflict, cause, at: now, moment) }
    if isBraked, idle == nil { return spare(place, message, .brake, cause, at: now, moment) }
    let mac = message.source
    let replaced = idle.map { place in
      clients[UInt32(place)].map(Subject.client) ?? .address(sources[place].mac)
    }
    if let replaced { release(replaced, strikes: .stay) }
    let strike = strikes.strike(sources[place].striker, at: now)
    let ban = policy.ban(strikes: strike)
    noteBlock(at: now)
    beginBan(of: place, until: now &+ clock.units(ban))
    strikes.extend(sources[place].striker, until: sources[place].until)
    if case .client(let client) = subject(of: place, message) { clients[UInt32(place)] = client }
    var notes: [String] = []
    if let change = framing(place, message, at: now) {
      notes.append("possibly framed: \(change)")
      bell.raise(.framed, mac, at: now, moment, "\(cause.words), after a long quiet time; \(change)")
    }
    if sources[place].isAddress, sources[place].front == .router {
      notes.append("its messages look like a router's, but are more than one passes on; --relay if it is one")
    }
    if case .starvation = cause { bell.raise(.starvation, mac, at: now, moment, cause.words) }
    sources[place].marks.insert(.known)
    return finding(
      place, message, .blocked, cause, moment, notes, ban: ban, strikes: strike, replaced: replaced)
  }

  private mutating func spare(
    _ place: Int, _ message: ClientMessage, _ spared: Spared, _ cause: Finding.Cause, at now: Int64,
    _ moment: Timestamp
  ) -> Finding? {
    if spared == .brake {
      // A closure over self would be one over a copy of all of it.
      let standing = bans.count
      bell.raise(
        .brake, at: now, moment,
        "\(standing) sources are blocked, and more flood: from now on they are only reported")
    }
    if isSilent(place, at: now) { return nil }
    follow(spared: spared, place)
    if spared == .own { tellOwn(sources[place].mac, cause.words, at: now, moment) }
    sources[place].marks.insert(.known)
    sources[place].status = .spared
    sources[place].until = now &+ silence
    let worst =
      sources[place].isAddress && sources[place].front != nil ? relays.worst(of: sources[place].key) : nil
    let isOneOfMany = spared == .brake && isOneOfMany(at: now, moment)
    let notes = worst.map { [$0] } ?? (spared == .unblockable ? unblockableWords(place) : [])
    return finding(
      place, message, .spared(spared), cause, moment, notes, isOneOfMany: isOneOfMany)
  }

  /// Whether the other IP version of this source is banned; from then on this one is passed over until that ends.
  private mutating func fallsUnderTwin(_ place: Int) -> Bool {
    guard sources[place].isAddress, let twin = find(SourceKey.twin(of: sources[place].key)),
      sources[twin].status == .banned
    else {
      return false
    }
    sources[place].status = .shadowed
    sources[place].until = sources[twin].until
    return true
  }

  func isSilent(_ place: Int, at now: Int64) -> Bool {
    sources[place].status != .free && now &- sources[place].until < 0
  }

  /// Why a source is never blocked, as far as is known now; nil when it may be.
  func exemption(for mac: MACAddress) -> Spared? {
    exemptions.reason(for: mac) ?? known(mac).lazy.compactMap(front(of:)).first
  }

  func exemption(of place: Int) -> Spared? {
    guard sources[place].isAddress else {
      return blocksClients && sources[place].marks.isDisjoint(with: [.varies, .unnamed]) ? nil : .unblockable
    }
    if let reason = exemptions.reason(for: sources[place].mac) { return reason }
    return front(of: place)
  }

  /// What it seems to stand for others as. Whoever wants to can seem to be a router, so that holds for no more than a
  /// router would pass on.
  private func front(of place: Int) -> Spared? {
    guard let front = sources[place].front else { return nil }
    return front == .relay || relays.isPlausible(sources[place].key) ? front : nil
  }

  /// What is unlike before about a source that was quiet for ten minutes.
  private func framing(_ place: Int, _ message: ClientMessage, at now: Int64) -> String? {
    let source = sources[place]
    guard source.isAddress, !source.marks.contains(.known), second &- source.first >= 600 else { return nil }
    if source.hopLimit != 0, message.hopLimit != 0, source.hopLimit != message.hopLimit {
      return "TTL \(source.hopLimit) before, \(message.hopLimit) now"
    }
    if source.signature != 0, message.signature != 0, source.signature != message.signature {
      return "other host name or vendor class than before"
    }
    return nil
  }

  // MARK: - Words

  private func finding(
    _ place: Int, _ message: ClientMessage, _ verdict: Finding.Verdict, _ cause: Finding.Cause,
    _ moment: Timestamp,
    _ notes: [String] = [], ban: Duration = .zero, strikes: Int = 0, replaced: Subject? = nil,
    isOneOfMany: Bool = false
  ) -> Finding {
    Finding(
      mac: message.source, subject: subject(of: place, message), at: moment, verdict: verdict, cause: cause,
      notes: notes, ban: ban, strikes: strikes, replaced: replaced,
      isOneOfMany: isOneOfMany, evidence: evidence(of: place, at: moment))
  }

  /// `moment` is that of the latest message of all, `last` that of this source's latest; nil when it is the same.
  func evidence(of place: Int, at moment: Timestamp, last: Timestamp? = nil) -> Evidence {
    let source = sources[place]
    let held = windows.held(source.clients)
    return Evidence(
      counts: source.counts, isVersion6: source.isVersion6, clients: held > 0 ? held : nil,
      first: moment + .seconds(-Int64(second &- source.first)),
      last: last ?? moment,
      vlan: source.vlan == 0 ? nil : VLANID(tagControl: source.vlan - 1), hopLimit: source.hopLimit)
  }
}
