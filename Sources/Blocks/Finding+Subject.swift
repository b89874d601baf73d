public import Flood
public import Wire

/// Whom a finding has blocked. The one place that says so: everything behind it takes any subject.
extension Finding {
  /// Whose messages tripped.
  public var subject: Subject { .address(mac) }

  /// Who is to be unblocked for it.
  public var replacedSubject: Subject? { replaced.map(Subject.address) }
}
