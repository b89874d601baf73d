import Glibc
package import Plans
package import System
package import Wire

/// The sysctls of interfaces, in this network namespace: /proc/sys/net/FAMILY/GROUP/INTERFACE/NAME.
package enum SysctlFiles {
  /// Those of one interface, or of `default`; none when there is no such interface.
  package static func read(of interface: String) -> [Sysctl: String] {
    var found: [Sysctl: String] = [:]
    for family in ["ipv4", "ipv6"] {
      for group in ["conf", "neigh"] {
        let directory = "/proc/sys/net/\(family)/\(group)/\(interface)"
        for name in SmallFile.names(in: directory) ?? [] {
          let sysctl = Sysctl(family: family, group: group, name: name)
          guard !sysctl.isOwn, let text = SmallFile.text("\(directory)/\(name)", limit: 256) else { continue }
          found[sysctl] = String(text.prefix { $0 != "\n" })
        }
      }
    }
    return found
  }

  /// `sysctl -w KEY=VALUE`
  package static func write(_ sysctl: Sysctl, of interface: InterfaceName, _ value: String)
    throws(SystemError)
  {
    let operation = "set \(sysctl.key(of: "\(interface)")) to \(value)"
    let path = "/proc/sys/net/\(sysctl.family)/\(sysctl.group)/\(interface)/\(sysctl.name)"
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(operation, errno: errno, advice: advice(errno)) }
    defer { close(descriptor) }
    let bytes = Array("\(value)\n".utf8)
    guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw SystemError(operation, errno: errno, advice: advice(errno))
    }
  }

  private static func advice(_ errno: Int32) -> String {
    errno == EROFS ? "let it write /proc/sys/net (ReadWritePaths= of systemd.exec)" : ""
  }
}
