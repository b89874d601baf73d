public import System

/// A page of metrics as a file, for node_exporter's textfile collector: it is never seen half written.
public struct MetricsFile: Sendable {
  /// Where; node_exporter reads names that end in `.prom`.
  public let path: String

  /// A file that is not written yet.
  public init(path: String) { self.path = path }

  /// Replaces it, readable by everybody.
  public func write(_ text: String) throws(SystemError) {
    try OutputFile.refresh(text, at: path, mode: 0o644)
  }
}
