public import Daemon
import Flood
import Plans
import Wire

/// How the daemon stands as Prometheus reads it (docs/metrics.md). Nothing has a label that a flooder can choose: a page
/// does not grow with the sources.
public enum PrometheusText {
  /// What the format is called in HTTP.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// The page. `isUp` is false for the last one, which a daemon leaves in a file.
  public static func text(of snapshot: Snapshot, version: String, isUp: Bool = true) -> String {
    (daemon(snapshot, version, isUp) + traffic(snapshot) + work(snapshot) + hook(snapshot)).map(\.text)
      .joined()
  }

  private static func daemon(_ snapshot: Snapshot, _ version: String, _ isUp: Bool) -> [MetricFamily] {
    var build = MetricFamily("build_info", .gauge, "The version of dhcpward; always 1.")
    build.add(1, ("version", version))
    var up = MetricFamily("up", .gauge, "Whether the daemon runs; 0 was written as it stopped.")
    up.add(isUp ? 1 : 0)
    var start = MetricFamily(
      "start_time_seconds", .gauge, "When the daemon started, in seconds since the epoch.")
    start.add(text: "\(Field.Value.thousandths(snapshot.since.nanoseconds / 1_000_000))")
    var durable = MetricFamily(
      "state_durable", .gauge, "Whether the state database is written; 0 means that it failed.")
    if let isDurable = snapshot.isDurable { durable.add(isDurable ? 1 : 0) }
    var guards = MetricFamily(
      "interface_info", .gauge, "A guarded interface and how it is guarded; always 1.")
    for interface in snapshot.guarded {
      guards.add(
        1, ("interface", "\(interface.name)"), ("mode", interface.mode.rawValue),
        ("dialect", interface.dialect.rawValue), ("scope", interface.scope.rawValue),
        ("bridge", interface.bridge.map { "\($0)" } ?? ""), ("dry_run", "\(interface.isDryRun)"))
    }
    return [build, up, start, durable, guards]
  }

  private static func traffic(_ snapshot: Snapshot) -> [MetricFamily] {
    var messages = MetricFamily(
      "messages_total", .counter, "Messages of DHCP clients; of blocked ones only where they are heard.")
    var received = MetricFamily(
      "frames_received_total", .counter, "Frames that the daemon was given to read.")
    var unread = MetricFamily(
      "frames_dropped_total", .counter, "Frames that the kernel dropped unread, as the daemon was too slow.")
    for interface in snapshot.guarded {
      let label = ("interface", "\(interface.name)")
      for kind in MessageKind.allCases {
        messages.add(
          interface.messages[kind] ?? 0, label, ("version", kind.isVersion6 ? "6" : "4"), ("type", kind.name))
      }
      received.add(interface.framesReceived, label)
      unread.add(interface.framesDropped, label)
    }
    return [messages, received, unread]
  }

  private static func hook(_ snapshot: Snapshot) -> [MetricFamily] {
    var frames = MetricFamily(
      "hook_frames_total", .counter,
      "What the program at the XDP hook made of frames; starts anew when another policy is loaded.")
    var memory = MetricFamily(
      "hook_memory_bytes", .gauge, "The kernel's memory that the program at the XDP hook takes.")
    for interface in snapshot.guarded where interface.hookMemory > 0 {
      let label = ("interface", "\(interface.name)")
      for field in XDPState.counters {
        frames.add(interface.hookCounters[field] ?? 0, label, ("outcome", "\(field)"))
      }
      memory.add(interface.hookMemory, label)
    }
    return [frames, memory]
  }

  private static func work(_ snapshot: Snapshot) -> [MetricFamily] {
    var events = MetricFamily("events_total", .counter, "What the daemon did and saw, by kind of event.")
    var alarms = MetricFamily(
      "alarms_total", .counter, "What a person should look at and blocking does not cure, by kind of alarm.")
    var blocks = MetricFamily(
      "blocks", .gauge, "Blocks that stand now, by who made them: watch the daemon, hand a person.")
    var dropped = MetricFamily(
      "dropped_frames", .gauge, "Frames dropped by the rules of the sources blocked now, all together.")
    var sources = MetricFamily("sources", .gauge, "Sources remembered now.")
    var limit = MetricFamily("sources_limit", .gauge, "Sources that can be remembered at once.")
    for interface in snapshot.guarded {
      let label = ("interface", "\(interface.name)")
      for kind in Event.Kind.allCases {
        events.add(interface.events[kind] ?? 0, label, ("kind", kind.rawValue))
      }
      for kind in Alarm.Kind.allCases {
        alarms.add(interface.alarms[kind] ?? 0, label, ("kind", kind.rawValue))
      }
      blocks.add(interface.ownBlocks, label, ("origin", Origin.watch.rawValue))
      blocks.add(interface.handBlocks, label, ("origin", Origin.hand.rawValue))
      dropped.add((interface.talkers + interface.clients).reduce(UInt64(0)) { $0 &+ $1.dropped }, label)
      sources.add(interface.sources, label)
      limit.add(interface.capacity, label)
    }
    return [events, alarms, blocks, dropped, sources, limit]
  }
}
