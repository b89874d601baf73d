internal import Wire

/// Clients behind relays and routers: whose message it is says the message alone, in front of which `r7` is with UDP's header.
extension XDPWriter {
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
    keep(.r8, in: Slot.end)
    add(.branch("behind6", .r9, .equal, 6))
    client4()
    client6()
    add(.label("client"))
    look(up: Slot.client, in: .clients)
    dropFound(else: "nobodys_client")
    add(.label("nobodys_client"))
    recall(.r7, from: Slot.place)
    recall(.r8, from: Slot.end)
    add(.label("no_client"))
  }

  /// A BOOTREQUEST with an Ethernet address (RFC 2131 §2).
  private mutating func client4() {
    read(34, from: 8, else: "nobodys_client")
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

  /// The innermost RELAY-FORW, whose relay message (option 9) is no other (RFC 8415 §9), as `DHCPv6Message.opened` finds it:
  /// `r7` goes through the options, `r8` is where those of this one end.
  private mutating func client6() {
    add(.label("behind6"))
    read(2, from: 4, else: "nobodys_client")
    half(.r1, 0)
    remark("what UDP's length says, if that is less than what is left")
    add(
      .set(.r2, .r8), .subtract(.r2, .r7), .branch("payload6", .r1, .differs, 0), .set(.r1, .r2),
      .label("payload6"), .branch("nobodys_client", .r1, .below, 8), .branch("whole6", .r1, .above, .r2),
      .set(.r8, .r7), .add(.r8, .r1), .label("whole6"), .add(.r7, 8))
    read(1, else: "nobodys_client")
    octet(.r1, 0)
    add(.branch("nobodys_client", .r1, .differs, 12))
    relay(else: "nobodys_client")
    for step in 0..<RelayedClient.mostRelayOptions {
      let (next, message) = ("option_\(step + 1)", "relayed_\(step)")
      add(.label("option_\(step)"))
      require(4, else: "client")
      read(4, else: "client")
      half(.r1, 0)
      half(.r2, 2)
      add(
        .add(.r7, 4), .set(.r3, .r7), .add(.r3, .r2), .branch("client", .r3, .above, .r8),
        .branch(message, .r1, .equal, 9), .set(.r7, .r3), .goto(next), .label(message), .set(.r8, .r3))
      recall(.r1, from: Slot.limit)
      add(.branch("client", .r1, .atLeast, .number(Int32(RelayedClient.mostRelays))))
      read(1, else: "client")
      octet(.r1, 0)
      add(.branch("client", .r1, .differs, 12))
      relay(else: "client")
    }
    add(.label("option_\(RelayedClient.mostRelayOptions)"))
  }

  // Its link-address and peer-address; `r7` is at its options then.
  private mutating func relay(else label: String) {
    require(34, else: label)
    add(
      .set(.r1, .r6), .set(.r2, .r7), .add(.r2, 2), .set(.r3, .fp),
      .add(.r3, .number(Int32(Slot.client) + 8)),
      .set(.r4, 32), .call(.loadFrame), .branch(label, .r0, .differs, 0), .add(.r7, 34))
    recall(.r1, from: Slot.limit)
    add(.add(.r1, 1))
    keep(.r1, in: Slot.limit)
  }
}
