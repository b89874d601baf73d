internal import Wire

/// Clients behind relays and routers: whose message it is says the message alone, in front of which `r7` is with UDP's header.
extension XDPWriter {
  /// How many options of RELAY-FORWs are looked at, in all of the nested ones together, for the innermost.
  static let mostRelayOptions = 32

  /// Drops the DHCP of a client that is blocked, whoever sends it on.
  mutating func clients() {
    remark("clients behind relays and routers are blocked")
    add(
      .state(.r1, XDPState.clientBlocks.rawValue), .load(.double, .r1, at: .r1, 0),
      .branch("no_client", .r1, .equal, 0))
    recall(.r1, from: Slot.source)
    add(.set(.r2, .r9), .shiftLeft(.r2, 48), .or(.r1, .r2))
    keep(.r1, in: Slot.client)
    keep(.r7, in: Slot.place)
    add(.add(.r7, 8), .branch("behind6", .r9, .equal, 6))
    client4()
    client6()
    add(.label("client"))
    recall(.r7, from: Slot.place)
    look(up: Slot.client, in: .clients)
    dropFound(else: "no_client")
    add(.label("nobodys_client"))
    recall(.r7, from: Slot.place)
    add(.label("no_client"))
  }

  /// A BOOTREQUEST with an Ethernet address (RFC 2131 §2).
  private mutating func client4() {
    read(34, else: "nobodys_client")
    octet(.r1, 0)
    octet(.r2, 2)
    add(.branch("nobodys_client", .r1, .differs, 1), .branch("nobodys_client", .r2, .differs, 6))
    word(.r1, 24)
    keep(.r1, in: Slot.client + 8)
    keep(0, in: Slot.client + 16)
    word(.r1, 28)
    half(.r2, 32)
    add(.shiftLeft(.r1, 16), .or(.r1, .r2))
    keep(.r1, in: Slot.client + 24)
    keep(0, in: Slot.client + 32)
    add(.goto("client"))
  }

  /// The innermost RELAY-FORW, whose relay message (option 9) is no other (RFC 8415 §9).
  private mutating func client6() {
    add(.label("behind6"))
    read(1, else: "nobodys_client")
    octet(.r1, 0)
    add(.branch("nobodys_client", .r1, .differs, 12))
    relay(else: "nobodys_client")
    for step in 0..<Self.mostRelayOptions {
      let (next, message) = ("option_\(step + 1)", "relayed_\(step)")
      add(.label("option_\(step)"))
      read(4, else: "client")
      half(.r1, 0)
      half(.r2, 2)
      add(
        .add(.r7, 4), .branch(message, .r1, .equal, 9), .add(.r7, .register(.r2)), .goto(next),
        .label(message))
      read(1, else: "client")
      octet(.r1, 0)
      add(.branch("client", .r1, .differs, 12))
      relay(else: "client")
    }
    add(.label("option_\(Self.mostRelayOptions)"))
  }

  // Its link-address and peer-address; `r7` is at its options then.
  private mutating func relay(else label: String) {
    add(
      .set(.r1, .r6), .set(.r2, .r7), .add(.r2, 2), .set(.r3, .fp),
      .add(.r3, .number(Int32(Slot.client) + 8)),
      .set(.r4, 32), .call(.loadFrame), .branch(label, .r0, .differs, 0), .add(.r7, 34))
  }
}
