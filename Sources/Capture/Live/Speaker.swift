import CPcap

/// Whose messages a live capture takes.
public enum Speaker: Sendable {
  /// DHCP clients': what comes in for a server.
  case clients
  /// This host's own DHCP servers': what goes out from one. What claims to be a server's and comes in is not taken.
  case ownServers

  /// The kernel's filter.
  var instructions: [bpf_insn] {
    switch self {
    case .clients: ClientFilter.instructions
    case .ownServers: ServerFilter.instructions
    }
  }

  /// Which way the frames go (pcap_setdirection(3)).
  var direction: pcap_direction_t {
    switch self {
    case .clients: PCAP_D_IN
    case .ownServers: PCAP_D_OUT
    }
  }
}
