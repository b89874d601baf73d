import Glibc
public import Leases
public import Placement
import System
public import Wire

/// The files in which this host's DHCP servers keep their leases. They are read, never changed or waited for.
public struct LeaseFiles: Sendable {
  /// How much of a file is read at most, from its end.
  public static let sizeLimit = 16 << 20

  /// Where they are.
  public let places: [LeasePlace]

  /// Those of servers that were found; none of a server whose process could not be seen.
  public init(of servers: [Server]) {
    self.init(
      servers.compactMap { server in
        server.pid.flatMap { LeasePlace(process: server.process, pid: $0) }
      }.unique)
  }

  /// Those at these places.
  init(_ places: [LeasePlace]) { self.places = places }

  /// Who these clients are: of those that have a lease now. A file that cannot be read says nothing.
  public func tenants(_ macs: Set<MACAddress>, now: Timestamp) -> [MACAddress: Tenant] {
    guard !macs.isEmpty else { return [:] }
    var table = LeaseTable(for: macs, now: now)
    for place in places {
      // The first that is there.
      for path in place.candidates
      where Self.read(path, under: place.root, place.format, into: &table) { break }
    }
    return table.tenants
  }

  /// Why a file cannot be read, in words, of each that there is.
  public var concerns: [String] {
    places.compactMap { place in
      for path in place.candidates {
        do throws(SystemError) {
          _ = try FileEnd(path, under: place.root, limit: 1)
          return nil
        } catch {
          guard error.errno != ENOENT else { continue }
          return Self.words(place, systemWords(error.errno))
        }
      }
      return Self.words(place, systemWords(ENOENT))
    }
  }

  private static func words(_ place: LeasePlace, _ why: String) -> String {
    let file = String(foreign: (place.candidates.first ?? "").utf8)
    return "whom \(place.process) (pid \(place.pid)) leased what: \(file): \(why)"
  }

  /// Reads one file and those that belong to it; false when it is not there.
  static func read(
    _ path: String, under root: String = "/", _ format: LeaseFormat, into table: inout LeaseTable,
    limit: Int = sizeLimit
  ) -> Bool {
    var isThere = false
    for part in format == .kea ? keaParts(path, under: root) : [path] {
      do throws(SystemError) {
        let file = try FileEnd(part, under: root, limit: limit)
        format.read(file.octets, head: file.head, into: &table)
        isThere = true
      } catch {
        if error.errno != ENOENT { isThere = true }
      }
    }
    return isThere
  }

  // While Kea makes its file shorter (lease file cleanup) what holds is in several: the oldest first. When .completed is
  // there it has all that .2 and .1 have.
  private static func keaParts(_ path: String, under root: String) -> [String] {
    let completed = path + ".completed"
    let isThere = (try? FileEnd(completed, under: root, limit: 1)) != nil
    return (isThere ? [completed] : [path + ".2", path + ".1"]) + [path]
  }
}
