public import Wire

extension Subject {
  /// Which frames a person wants dropped who says nothing of it: every one of a source, and of a client behind a router its
  /// DHCP, as its other frames are not told from its neighbours'.
  public var usualScope: Scope { address == nil ? .dhcp : .all }
}
