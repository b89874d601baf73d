public import Wire

/// An answer that is none.
public struct ControlFailure: Codable, Error, Hashable {
  /// One line.
  public let error: String
  /// The exit code that it comes to (sysexits.h); nil for a question that is none.
  public var status: Int32?

  init(error: String, status: Int32? = nil) {
    self.error = error
    self.status = status
  }
}

/// What was done on order.
public struct ControlReceipt: Codable, Hashable {
  /// What was asked.
  public let done: ControlRequest.Ask
  /// The sources that it changed something for.
  public var macs: [String] = []
  /// The clients behind routers that it did; nil where none were named.
  public var clients: [String]?
  /// Where they are blocked; what came of it, in words, with `reload`.
  public var place: String?

  /// Whom it changed something for.
  public var subjects: Set<Subject> { Set((macs + (clients ?? [])).compactMap { Subject($0) }) }
}
