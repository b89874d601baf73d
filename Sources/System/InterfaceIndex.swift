import Glibc
package import Wire

/// The kernel's numbers of interfaces.
package enum InterfaceIndex {
  /// That of an interface; nil without one of that name. if_nametoindex(3)
  package static func of(_ name: InterfaceName) -> Int32? {
    let index = unsafe if_nametoindex("\(name)")
    return index == 0 ? nil : Int32(index)
  }
}
