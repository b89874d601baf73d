import TestKit
import Wire

/// The client's end: sends frames for clients that exist only here, answers for them, and notes who is answered.
final class Client {
  private let socket: PacketSocket
  private let server: Server
  private var identities: [MACAddress: Identity] = [:]
  private var round = 0
  private var answered: [MACAddress: Set<Traffic>] = [:]
  private var offer: ServerMessage?
  private var acknowledged: IPv4Address?

  init?(_ interface: String, _ server: Server) {
    guard let socket = PacketSocket(interface) else { return nil }
    self.socket = socket
    self.server = server
  }

  var descriptor: Int32 { socket.descriptor }

  /// Goes on being a neighbour of the server.
  func take() {
    while let frame = socket.receive() {
      for identity in identities.values {
        if let reply = identity.reply(to: frame) { socket.send(reply) }
      }
      note(frame)
    }
  }

  /// Gets an address as a client does, by DISCOVER and REQUEST; they are broadcast, or relayed.
  func lease(_ mac: MACAddress, _ kind: Traffic, within limit: Int) -> Answers {
    begin([mac])
    offer = nil
    acknowledged = nil
    let start = now()
    var pause = 50
    while acknowledged == nil, now() - start < limit {
      let identity = self[mac]
      socket.send(
        offer.map { identity.acceptance(of: $0, kind, server, round: round) }
          ?? identity.question(kind, server, round: round))
      let hadOffer = offer != nil
      _ = listen(until: min(start + limit, now() + pause)) {
        self.acknowledged != nil || (!hadOffer && self.offer != nil)
      }
      pause = min(pause * 2, 1000)
    }
    guard let acknowledged else { return Answers(milliseconds: now() - start) }
    identities[mac]?.leased = acknowledged
    return Answers(kinds: [mac.description: [kind]], milliseconds: now() - start)
  }

  /// Sends each kind three times for the blocked one; then for the allowed one until it is answered. As frames are
  /// served in their order, what is not answered to the blocked one a little later never will be.
  func judge(_ blocked: MACAddress?, _ allowed: MACAddress, _ kinds: [Traffic], within limit: Int) -> Answers
  {
    begin([blocked, allowed].compactMap { $0 })
    if let blocked {
      for _ in 0..<3 { for kind in kinds { ask(kind, blocked) } }
    }
    let start = now()
    var pause = 100
    var slowest = 0
    repeat {
      for kind in kinds where answered[allowed]?.contains(kind) != true { ask(kind, allowed) }
      _ = listen(until: min(start + limit, now() + pause)) { self.answered[allowed]?.count == kinds.count }
      slowest = now() - start
      pause = min(pause * 2, 1000)
    } while answered[allowed]?.count != kinds.count && slowest < limit
    // Where even the allowed one is not heard there is nobody to wait for.
    let quiet = blocked == nil || slowest >= limit ? 0 : max(50, slowest)
    _ = listen(until: now() + min(quiet, limit)) { false }
    return Answers(
      kinds: answered.reduce(into: [:]) { $0[$1.key.description] = $1.value.sorted() }, milliseconds: slowest)
  }

  private func ask(_ kind: Traffic, _ mac: MACAddress) {
    socket.send(self[mac].question(kind, server, round: round))
  }

  private subscript(mac: MACAddress) -> Identity { identities[mac] ?? Identity(mac: mac) }

  private func begin(_ macs: [MACAddress]) {
    for mac in macs where identities[mac] == nil { identities[mac] = Identity(mac: mac) }
    take()
    round += 1
    answered = [:]
  }

  private func listen(until deadline: Int, _ isDone: () -> Bool) -> Bool {
    while !isDone() {
      let left = deadline - now()
      guard left > 0 else { return false }
      waitForInput([descriptor], milliseconds: left)
      take()
    }
    return true
  }

  private func note(_ frame: Received) {
    if frame.isFromServer { return note(frame.dhcp) }
    guard let identity = identities[frame.destination], let kind = kind(frame) else { return }
    answered[identity.mac, default: []].insert(kind)
  }

  private func note(_ message: ServerMessage) {
    guard let transaction = message.transaction, transaction.round == round & 0xffff else { return }
    switch (message.type, transaction.kind) {
    case (2, .discover), (2, .relayed): offer = message
    case (5, .discover), (5, .relayed): acknowledged = IPv4Address(bits: message.yourAddress)
    case (5, _): break
    default: return
    }
    answered[message.client, default: []].insert(transaction.kind)
  }

  private func kind(_ frame: Received) -> Traffic? {
    if frame.isARP { return frame.arpOperation == 2 && frame.arpSender == server.address.bits ? .arp : nil }
    if frame.icmp6Type == 136 { return frame.target6 == Server.address6 ? .nd : nil }
    if frame.echoType == 0 { return frame.echoIdentifier == round & 0xffff ? .ping : nil }
    guard let ports = frame.ports, ports.source == 7, ports.destination == 20_000 + round % 40_000 else {
      return nil
    }
    return frame.isTCP ? (frame.tcpFlags == 0x12 ? .tcp : nil) : .udp
  }
}
