import Foundation
import System
import Testing
import Wire

/// A directory that goes with the test.
private final class Scratch {
  let url = FileManager.default.temporaryDirectory.appending(path: "dhcpward-\(UUID().uuidString)")
  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }
  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path).sorted()) ?? [] }
  func path(_ name: String) -> String { url.appending(path: name).path }
  func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}

@Suite("Files that are read and written whole") struct FileTests {
  @Test("the registry's three files are one; what is not there is nobody's name") func vendors() throws {
    let scratch = try Scratch()
    let intel = MACAddress(bits: 0x001b_2100_0001)
    let small = MACAddress(bits: 0x8c1f_6456_7001)
    let files = VendorFiles(directory: scratch.url.path)
    #expect(files.vendors(of: [intel])[intel] == nil)
    try "MA-L,001B21,Intel Corporate,x\n".write(
      toFile: scratch.path("oui.csv"), atomically: true, encoding: .utf8)
    try "MA-S,8C1F64567,Small Ltd,x".write(
      toFile: scratch.path("oui36.csv"), atomically: true, encoding: .utf8)
    let vendors = files.vendors(of: [intel, small])
    #expect(vendors[intel] == "Intel Corporate" && vendors[small] == "Small Ltd")
    #expect(files.vendor(of: intel) == "Intel Corporate")
  }

  @Test("a pipe in the place of the registry is not waited for") func pipe() throws {
    let scratch = try Scratch()
    #expect(mkfifo(scratch.path("oui.csv"), 0o600) == 0)
    let intel = MACAddress(bits: 0x001b_2100_0001)
    #expect(VendorFiles(directory: scratch.url.path).vendor(of: intel) == nil)
  }

  @Test("a file is replaced whole, keeps its mode, and a link to it stays one") func output() throws {
    let scratch = try Scratch()
    try OutputFile.write("one", to: scratch.path("a.html"))
    #expect(try scratch.read("a.html") == "one")
    #expect(chmod(scratch.path("a.html"), 0o640) == 0)
    try FileManager.default.createSymbolicLink(atPath: scratch.path("link"), withDestinationPath: "a.html")
    try OutputFile.write("two", to: scratch.path("link"))
    #expect(try scratch.read("a.html") == "two" && scratch.names == ["a.html", "link"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("link")) == "a.html")
    let mode =
      try FileManager.default.attributesOfItem(atPath: scratch.path("a.html"))[.posixPermissions] as? Int
    #expect(mode == 0o640)
  }

  @Test("what cannot be written says so, and leaves nothing behind") func failure() throws {
    let scratch = try Scratch()
    let failure = #expect(throws: SystemError.self) {
      try OutputFile.write("x", to: scratch.path("no/such.html"))
    }
    #expect(failure?.isCreation == true && failure?.description.contains("No such file or directory") == true)
    #expect(throws: SystemError.self) { try OutputFile.write("x", to: scratch.url.path) }
    #expect(throws: SystemError.self) {
      try OutputFile.write(String(repeating: "x", count: 99_999), to: "/dev/full")
    }
    #expect(scratch.names == [])
  }
}
