public import System
public import Wire

/// The metrics for a Prometheus on this machine: `GET /metrics`, in the daemon's own poll(2), on a loopback address only.
public final class MetricsEndpoint {
  private let server: LoopbackServer

  /// Listens on a loopback address such as `127.0.0.1:9742` or `[::1]:9742`; on another one it does not.
  public init(_ address: String) throws(SystemError) { server = try LoopbackServer(address) }

  /// The port listened on.
  public var port: UInt16 { server.port }

  /// To be polled for input.
  public var descriptors: [Int32] { server.descriptors }

  /// When it wants to be served though nothing came; nil for no time.
  public var due: BootTime? { server.due }

  /// Answers who asks; `page` is called once at most, and only when somebody wants it. Waits for nobody.
  public func serve(now: BootTime, _ page: () -> String) {
    var made: String?
    server.serve(now: now) { octets, isWhole in
      guard let request = HTTPRequest(octets, isWhole: isWhole) else { return nil }
      switch request {
      case .get("/metrics"):
        let text = made ?? page()
        made = text
        return Self.answer("200 OK", text, type: PrometheusText.contentType)
      case .get: return Self.answer("404 Not Found", "only /metrics is here\n")
      case .other: return Self.answer("405 Method Not Allowed", "only GET is answered\n", "Allow: GET\r\n")
      case .garbage: return Self.answer("400 Bad Request", "this is no request of HTTP/1.1\n")
      }
    }
  }

  private static func answer(
    _ status: String, _ body: String, _ more: String = "", type: String = "text/plain; charset=utf-8"
  ) -> [UInt8] {
    let head =
      "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\(more)"
      + "Connection: close\r\n\r\n"
    return Array((head + body).utf8)
  }
}
