import Glibc
package import Plans
package import System
import Wire

/// The program with its maps, in the kernel and held open here.
package final class XDPObjects {
  package let program: BPFProgram
  private let maps: [XDPMap: BPFMap]
  private let fields: BPFMemory
  /// This host's own addresses as far as they were found or named; nil before anybody looked.
  var own: Set<MACAddress>?
  /// How the program is found on a machine.
  static let name = "dhcpward"

  /// Makes the maps and has the kernel take the program. Needs CAP_BPF and CAP_NET_ADMIN.
  package init(_ policy: XDPProgram, purpose: XDPProgram.Purpose = .guarding) throws(SystemError) {
    var maps: [XDPMap: BPFMap] = [:]
    for map in policy.maps { maps[map] = try BPFMap(map.shape(policy)) }
    let code = policy.assembly(purpose).code { maps[$0]?.descriptor ?? -1 }
    program = try BPFProgram(code: code, name: Self.name)
    fields = try Self.fields(maps)
    self.maps = maps
    self[.policy] = policy.digest
    self[.rate] = UInt64(policy.unknownRate ?? 0)
  }

  /// Opens the program with an ID; nil when it is not dhcpward's, or of another version. Needs CAP_SYS_ADMIN.
  package init?(id: UInt32) throws(SystemError) {
    program = try BPFProgram(id: id)
    guard program.name == Self.name else { return nil }
    var maps: [XDPMap: BPFMap] = [:]
    for id in program.maps {
      let map = try BPFMap(id: id)
      guard let kind = XDPMap.allCases.first(where: { $0.name == map.shape.name }) else { return nil }
      maps[kind] = map
    }
    guard let state = maps[.state], maps[.blocks]?.shape.value == XDPBlock.length,
      maps[.named]?.shape.value == XDPNamed.length, state.shape.value >= Int(XDPState.length)
    else { return nil }
    fields = try Self.fields(maps)
    self.maps = maps
  }

  private static func fields(_ maps: [XDPMap: BPFMap]) throws(SystemError) -> BPFMemory {
    guard let state = maps[.state] else { throw SystemError("find the BPF map state", errno: 2) }
    return try BPFMemory(state, offset: 0, count: Int(XDPState.length), isWritable: true)
  }

  /// A map; nil where the program has none.
  package subscript(map: XDPMap) -> BPFMap? { maps[map] }

  /// A field of map `state`.
  package subscript(field: XDPState) -> UInt64 {
    get { fields[Int(field.rawValue)] }
    set { fields[Int(field.rawValue)] = newValue }
  }

  /// Does what needs room in a map, and once more after `sweep` has taken out what has ended: that takes up room until
  /// somebody does.
  func makingRoom(
    by sweep: () throws(SystemError) -> Void, _ put: () throws(SystemError) -> Void
  ) throws(SystemError) {
    do throws(SystemError) { try put() } catch {
      guard error.errno == E2BIG else { throw error }
      try sweep()
      try put()
    }
  }

  /// What became of frames since it was loaded.
  var counters: [XDPState: UInt64] {
    Dictionary(XDPState.counters.map { ($0, self[$0]) }) { first, _ in first }
  }

  /// The octets of the kernel's memory that the maps take.
  var memory: UInt64 { maps.values.reduce(0) { $0 + $1.memory } }
}

extension XDPMap {
  func shape(_ program: XDPProgram) -> BPFMap.Shape {
    BPFMap.Shape(
      kind: kind.rawValue, key: keyLength, value: valueLength(rings: program.rings),
      capacity: capacity(in: program), flags: flags, name: name)
  }
}
