import Foundation
import Testing

@testable import System

@Suite("What others could change")
struct TrustTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "dhcpward-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    #expect(chmod(folder.path, 0o755) == 0)
  }

  private func file(_ name: String, _ mode: mode_t) throws -> String {
    let path = folder.appending(path: name).path
    try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(chmod(path, mode) == 0)
    return path
  }

  private func directory(_ name: String, _ mode: mode_t) throws -> String {
    let path = folder.appending(path: name).path
    #expect(mkdir(path, 0o700) == 0 && chmod(path, mode) == 0)
    return path
  }

  @Test("a file is taken that only its owner may write, and refused by name when its group or everybody may")
  func modes() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(Trust().fault(of: try file("good", 0o755)) == nil)
    let group = try file("group", 0o775)
    #expect(Trust().fault(of: group)?.words == "\(group) may be written by group \(getegid()) (mode 775)")
    let all = try file("all", 0o757)
    #expect(
      Trust().fault(of: all)?.description
        == "\(all) may be written by everybody (mode 757); chmod go-w \(all)")
    #expect(Trust().fault(of: "\(folder.path)/none") == nil)
    #expect(Trust().fault(of: "/dev/null") == nil)
  }

  @Test("a directory on the way that others may write makes it theirs, behind links and dots, too")
  func ways() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let open = try directory("open", 0o777)
    let inside = try file("open/hook", 0o755)
    #expect(Trust().fault(of: inside)?.words.hasPrefix("\(open) may be written by everybody") == true)
    let link = folder.appending(path: "link").path
    #expect(symlink("open/../open/hook", link) == 0)
    #expect(Trust().fault(of: link)?.words.hasPrefix("\(open) may be") == true)
    #expect(symlink("\(folder.path)/loop", "\(folder.path)/loop") == 0)
    #expect(Trust().fault(of: "\(folder.path)/loop") == nil)
  }

  @Test("what is ours in a sticky directory stays ours; files are not made there")
  func sticky() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let sticky = try directory("sticky", 0o1777)
    #expect(Trust().fault(of: try file("sticky/hook", 0o755)) == nil)
    #expect(Trust().fault(ofDirectory: folder.path) == nil)
    #expect(
      Trust().fault(ofDirectory: sticky)?.description
        == "\(sticky) may be written by everybody (mode 1777); use a directory such as /var/lib/dhcpward")
  }

  @Test("a file with another name elsewhere is not given away with its directory")
  func hardLinks() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try file("plain", 0o600)
    let kept = try file("kept", 0o600)
    let run = try directory("run", 0o755)
    #expect(link(kept, "\(run)/eth0.lock") == 0)
    #expect(rename("\(folder.path)/plain", "\(run)/plain") == 0)
    let said = try OwnedDirectory.give(run, to: (geteuid(), getegid()))
    #expect(said.count == 1 && said[0].hasPrefix("\(run)/eth0.lock was not given to user \(geteuid())"))
  }

  @Test("what is in the way of a socket or a lock is moved aside; a lock stays")
  func inTheWay() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let socket = try directory("a.sock", 0o755)
    _ = try file("a.sock/full", 0o600)
    RunDirectory.clear(socket)
    #expect(access(socket, F_OK) != 0 && access("\(socket).moved-\(getpid())/full", F_OK) == 0)
    let lock = try file("a.lock", 0o600)
    RunDirectory.clear(lock, forFile: true)
    #expect(access(lock, F_OK) == 0)
    let other = folder.appending(path: "other").path
    #expect(link(lock, other) == 0)
    RunDirectory.clear(lock, forFile: true)
    #expect(access(lock, F_OK) != 0 && access(other, F_OK) == 0)
  }
}
