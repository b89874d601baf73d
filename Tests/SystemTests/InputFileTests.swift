import Foundation
import System
import Testing

@Suite("A file that a person named")
struct InputFileTests {
  private let path = FileManager.default.temporaryDirectory.appending(path: "dhcpward-\(UUID().uuidString)")
    .path

  @Test("is read up to one octet beyond the limit")
  func limit() throws {
    defer { unlink(path) }
    try Data(repeating: 7, count: 200_000).write(to: URL(filePath: path))
    #expect(try InputFile.read(path, limit: 200_000) == [UInt8](repeating: 7, count: 200_000))
    #expect(try InputFile.read(path, limit: 100_000)?.count == 100_001)
    #expect(try InputFile.read("/dev/null", limit: 1) == [])
    #expect(try InputFile.read("/dev/zero", limit: 1) == [0, 0])
  }

  @Test("may be missing only where it need not be there")
  func missing() throws {
    #expect(try InputFile.read(path, limit: 1, mayBeMissing: true) == nil)
    do throws(SystemError) {
      _ = try InputFile.read(path, limit: 1)
      Issue.record("it was read")
    } catch {
      #expect(error.isInputOutput && error.description == "read \(path): No such file or directory")
    }
  }

  @Test("is not waited for, be it a pipe, and is no directory")
  func odd() {
    defer { unlink(path) }
    #expect(mkfifo(path, 0o600) == 0)
    for (path, words) in [(path, "Invalid argument"), ("/", "Is a directory")] {
      do throws(SystemError) {
        _ = try InputFile.read(path, limit: 1)
        Issue.record("\(path) was read")
      } catch {
        #expect(error.description == "read \(path): \(words); name a regular file")
      }
    }
  }
}
