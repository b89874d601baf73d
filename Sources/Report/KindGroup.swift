import Wire

/// Message types that are drawn alike: seven colours that the colour-blind tell apart, and no more.
enum KindGroup: Int, CaseIterable {
  case discover, request, decline, release, inform, other, malformed

  init(_ kind: MessageKind) {
    self =
      switch kind {
      case .discover, .solicit: .discover
      case .request, .request6, .confirm, .renew, .rebind: .request
      case .decline, .decline6: .decline
      case .release, .release6: .release
      case .inform, .informationRequest: .inform
      case .bootp, .leasequery, .leasequery6, .relayForward: .other
      case .malformed, .malformed6: .malformed
      }
  }

  /// What the legend calls it, given the kinds that occurred.
  func name(_ kinds: some Sequence<MessageKind>) -> String {
    MessageKind.allCases.filter { KindGroup($0) == self && kinds.contains($0) }.map(\.name).unique
      .joined(separator: ", ")
  }
}
