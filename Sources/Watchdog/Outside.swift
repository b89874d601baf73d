public import Ledger
public import Plans

/// What the daemon reaches the world by: given by the executable, so that the daemon knows no files, formats and sockets.
public struct Outside {
  /// Its talk.
  public var log: Log
  /// What survives it; nil where nothing is to.
  public var ledger: Ledger?
  /// Prints a plan of a dry run.
  public var show: (Plan) throws -> Void
  /// Reads the settings again; nil where there are none to be read.
  public var settings: (() throws -> [Settings])?
  /// What is served beside the work, made once every interface is guarded.
  public var services: (Watchdog) throws -> [any Service]

  /// A daemon's surroundings from their parts.
  public init(
    log: Log, ledger: Ledger? = nil, show: @escaping (Plan) throws -> Void,
    settings: (() throws -> [Settings])? = nil,
    services: @escaping (Watchdog) throws -> [any Service] = { _ in [] }
  ) {
    self.log = log
    self.ledger = ledger
    self.show = show
    self.settings = settings
    self.services = services
  }
}
