import Daemon
import Notify
import System
import Wire

/// The metrics: as a page for who scrapes, and as a file for node_exporter.
final class MetricsService: Service {
  private let endpoint: MetricsEndpoint?
  private let file: MetricsFile?
  private var written: BootTime?
  private var complaint = ""
  private var latest: Snapshot?

  // As often as Prometheus scrapes by default, or oftener.
  private static let rhythm: Duration = .seconds(15)
  // The blocked ones, whose counters make up the sum of what was dropped.
  private static let talkers = 256

  init(listen: String?, textfile: String?) throws {
    endpoint = try listen.map { address throws(SystemError) in try MetricsEndpoint(address) }
    file = textfile.map(MetricsFile.init)
  }

  // So that nobody takes a daemon that was stopped for one that is up.
  deinit {
    guard let file, let latest else { return }
    try? file.write(PrometheusText.text(of: latest, version: Dhcpward.version, isUp: false))
  }

  var descriptors: [Int32] { endpoint?.descriptors ?? [] }

  var due: BootTime? {
    let next = file.map { _ in written.map { $0 + Self.rhythm } ?? SystemClock.boot }
    return [next, endpoint?.due].compactMap(\.self).min()
  }

  func serve(_ daemon: Daemon, now: BootTime) {
    endpoint?.serve(now: now) { page(daemon) }
    guard let file, written.map({ now - $0 >= Self.rhythm }) ?? true else { return }
    written = now
    do {
      try file.write(page(daemon))
      complaint = ""
    } catch {
      // The same failure once.
      if complaint != "\(error)" { daemon.complain("\(error)") }
      complaint = "\(error)"
    }
  }

  private func page(_ daemon: Daemon) -> String {
    let snapshot = daemon.snapshot(talkers: Self.talkers)
    latest = snapshot
    return PrometheusText.text(of: snapshot, version: Dhcpward.version)
  }
}
