import CLinux
import Glibc
package import Wire

/// What a NIC puts together of frames before they come in. The kernel switches it off when a program comes to the generic XDP
/// hook (`dev_disable_lro`, `dev_disable_gro_hw` in net/core/dev.c), and not on again.
package struct ReceiveOffloads: Equatable {
  /// Their names, as `ethtool -k` prints them and the kernel knows them (`netdev_features_strings`).
  private static let known = ["rx-lro", "rx-gro-hw"]

  /// Those that are on and can be switched off.
  package var on: [String] = []
  /// Those that are on for ever.
  package var fixed: [String] = []

  /// What a device does now; nothing where it cannot be asked.
  package init(of interface: InterfaceName) {
    guard let requests = Requests(interface), let names = requests.names(),
      let states = requests.states(names.count)
    else { return }
    for name in Self.known {
      guard let bit = names.firstIndex(of: name), states.isActive(bit) else { continue }
      if states.isFixed(bit) { fixed.append(name) } else { on.append(name) }
    }
  }

  /// Switches those on that the device has; one that it has not is passed over. Needs CAP_NET_ADMIN.
  ///
  /// `ethtool -K INTERFACE rx-gro-hw on`
  package static func switchOn(_ some: [String], of interface: InterfaceName) throws(SystemError) {
    let some = some.filter(known.contains)
    guard !some.isEmpty, let requests = Requests(interface), let names = requests.names() else { return }
    let bits = some.compactMap { names.firstIndex(of: $0) }
    let answer = requests.set(bits, of: names.count)
    guard answer < 0 else { return }
    throw SystemError(
      "switch \(some.joined(separator: " and ")) of \(interface) on again", errno: -answer,
      advice: "do it by hand: ethtool -K \(interface) " + some.map { "\($0) on" }.joined(separator: " "))
  }
}

// linux/ethtool.h, by SIOCETHTOOL: numbers are in the machine's byte order.
private struct Requests: ~Copyable {
  private static let countStrings: UInt32 = 0x37
  private static let strings: UInt32 = 0x1b
  private static let getFeatures: UInt32 = 0x3a
  private static let setFeatures: UInt32 = 0x3b
  private static let features: UInt32 = 4
  private static let nameLength = 32

  private let interface: InterfaceName
  private let descriptor: Int32

  init?(_ interface: InterfaceName) {
    self.interface = interface
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  private func perform(_ words: inout [UInt32]) -> Int32 {
    unsafe words.withUnsafeMutableBytes { words in
      unsafe dhcpward_ethtool(descriptor, interface.description, words.baseAddress)
    }
  }

  // struct ethtool_sset_info, struct ethtool_gstrings
  func names() -> [String]? {
    var count: [UInt32] = [Self.countStrings, 0, 1 << Self.features, 0, 0]
    guard perform(&count) == 0, count[4] > 0, count[4] < 1024 else { return nil }
    let number = Int(count[4])
    var words = [UInt32](repeating: 0, count: 3 + number * Self.nameLength / 4)
    (words[0], words[1], words[2]) = (Self.strings, Self.features, UInt32(number))
    guard perform(&words) == 0 else { return nil }
    return unsafe words.withUnsafeBytes { bytes in
      (0..<number).map { place in
        let start = 12 + place * Self.nameLength
        let name = unsafe bytes[start..<start + Self.nameLength].prefix { $0 != 0 }
        return unsafe String(decoding: name, as: UTF8.self)
      }
    }
  }

  /// Per 32 features four words: available, requested, active, never changed.
  struct States {
    var words: [UInt32]
    func isActive(_ bit: Int) -> Bool { has(bit, 2) }
    func isFixed(_ bit: Int) -> Bool { has(bit, 3) || !has(bit, 0) }
    private func has(_ bit: Int, _ which: Int) -> Bool {
      words[2 + bit / 32 * 4 + which] >> UInt32(bit % 32) & 1 == 1
    }
  }

  // struct ethtool_gfeatures
  func states(_ count: Int) -> States? {
    let blocks = (count + 31) / 32
    var words = [UInt32](repeating: 0, count: 2 + 4 * blocks)
    (words[0], words[1]) = (Self.getFeatures, UInt32(blocks))
    return perform(&words) == 0 ? States(words: words) : nil
  }

  // struct ethtool_sfeatures: per 32 features two words, which are meant and which of them are on.
  func set(_ bits: [Int], of count: Int) -> Int32 {
    guard !bits.isEmpty else { return 0 }
    let blocks = (count + 31) / 32
    var words = [UInt32](repeating: 0, count: 2 + 2 * blocks)
    (words[0], words[1]) = (Self.setFeatures, UInt32(blocks))
    for bit in bits {
      words[2 + bit / 32 * 2] |= 1 << UInt32(bit % 32)
      words[3 + bit / 32 * 2] |= 1 << UInt32(bit % 32)
    }
    return perform(&words)
  }
}
