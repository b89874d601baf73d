public import Ledger
public import Plans
public import Wire

/// What the daemon reaches the world by: given by the executable, so that the daemon knows no files, formats and sockets.
public struct DaemonEnvironment {
  /// Its talk.
  public var log: RateLimitedLog
  /// What survives it; nil where nothing is to.
  public var ledger: Ledger?
  /// What both clocks say.
  public var clock: () -> ClockReading
  /// Prints a plan of a dry run.
  public var show: (Plan) throws -> Void
  /// Whose make an interface is, by its address; nil when nobody knows.
  public var vendor: (MACAddress) -> String?
  /// Reads the settings again; nil where there are none to be read.
  public var settings: (() throws -> [Settings])?
  /// What is served beside the work, made once every interface is guarded.
  public var services: (Daemon) throws -> [any Service]

  /// A daemon's surroundings from their parts.
  public init(
    log: RateLimitedLog, ledger: Ledger? = nil, clock: @escaping () -> ClockReading,
    show: @escaping (Plan) throws -> Void, vendor: @escaping (MACAddress) -> String? = { _ in nil },
    settings: (() throws -> [Settings])? = nil,
    services: @escaping (Daemon) throws -> [any Service] = { _ in [] }
  ) {
    self.log = log
    self.ledger = ledger
    self.clock = clock
    self.show = show
    self.vendor = vendor
    self.settings = settings
    self.services = services
  }
}
