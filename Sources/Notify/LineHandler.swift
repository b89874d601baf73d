import Daemon
import Logging

/// Writes each event as a line, as `render` has it.
struct LineHandler: LogHandler {
  private let write: @Sendable (String) -> Void
  private let render: @Sendable (Event) -> String

  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()
  var metadataProvider: Logger.MetadataProvider?

  init(write: @escaping @Sendable (String) -> Void, render: @escaping @Sendable (Event) -> String) {
    (self.write, self.render) = (write, render)
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event entry: LogEvent) { write(render(EventMetadata.event(of: entry)) + "\n") }
}
