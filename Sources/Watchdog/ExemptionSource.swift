public import Flood
import Kernel
import Rules
import Wire

/// Whom the machine itself must never block: its own addresses and its gateways', read again now and then.
public struct ExemptionSource {
  private let configured: Exemptions
  private var lastLook: Timestamp?
  private static let interval: Duration = .seconds(10)

  init(configured: Exemptions) { self.configured = configured }

  /// The exemptions as of now; nil when the last look was a moment ago.
  mutating func refreshed(at now: Timestamp) throws -> Exemptions? {
    if let lastLook, now - lastLook < Self.interval { return nil }
    lastLook = now
    return try Self.read(adding: configured)
  }

  /// The configured exemptions with what the kernel knows added.
  public static func read(adding configured: Exemptions) throws -> Exemptions {
    var exemptions = configured
    let surroundings = try Surroundings.read()
    exemptions.own.formUnion(surroundings.own)
    exemptions.gateways.formUnion(surroundings.gateways)
    return exemptions
  }
}
