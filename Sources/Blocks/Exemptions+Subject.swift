public import Flood
public import Wire

extension Exemptions {
  /// Why a subject may not be blocked; nil when it may. That a router must not be says nothing of the clients behind it.
  public func reason(for subject: Subject) -> Spared? {
    if case .address(let mac) = subject { return reason(for: mac) }
    return allows(subject) ? .allowListed : nil
  }

  /// Whether the allow-list has it: a client behind a router by its own Ethernet address.
  public func allows(_ subject: Subject) -> Bool {
    subject.hardwareAddress.map(allowed.contains) ?? false
  }
}
