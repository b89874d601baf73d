public import Wire

extension Configuration {
  /// `[metrics]`: where Prometheus finds the figures.
  public struct Metrics: Hashable, Sendable {
    /// An address of this machine that others cannot reach.
    public struct Endpoint: Hashable, Sendable, LosslessStringConvertible {
      /// 127.0.0.0/8 or ::1.
      public let address: IPAddress
      /// The TCP port.
      public let port: UInt16

      /// Reads `127.0.0.1:9742` or `[::1]:9742`; nil for an address that is not loopback, and for port 0.
      public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let (host, digits) = (text[..<colon], text[text.index(after: colon)...])
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits), port > 0,
          let address = IPAddress(String(isBracketed ? host.dropFirst().dropLast() : host)),
          (address.width == 128) == isBracketed, Self.isLoopback(address)
        else { return nil }
        self.address = address
        self.port = port
      }

      /// The text that reads back as this.
      public var description: String {
        address.width == 128 ? "[\(address)]:\(port)" : "\(address):\(port)"
      }

      private static func isLoopback(_ address: IPAddress) -> Bool {
        switch address {
        case .v4(let address): address.bits >> 24 == 127
        case .v6(let address): address.high == 0 && address.low == 1
        }
      }
    }

    /// A file for node_exporter's textfile collector, an absolute path; nil for none.
    public var textfile: String?
    /// Where to answer HTTP; nil for nowhere.
    public var listen: Endpoint?

    /// The defaults: none.
    public init() {}
  }
}
