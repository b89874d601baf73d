import Foundation
import TestKit
import Testing
import Wire

/// Captures as people have them: compressed, in any order, in a directory, by several interfaces, cut.
@Suite("Capture files")
final class CaptureFilesTests {
  private let folder: URL
  private let start = Timestamp(seconds: 1_795_432_000)
  private let flooder = MACAddress(bits: 0x02_0000_0000_99)

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "captures-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func frame(_ number: Int) -> [UInt8] {
    DHCPv4Frame(source: flooder) { $0.message.xid = UInt32(number) }.bytes
  }

  /// So many messages, a tenth of a second apart.
  private func capture(_ numbers: Range<Int>, cutAt length: Int = .max) -> [UInt8] {
    var file = PcapWriter()
    for number in numbers {
      let whole = frame(number)
      file.append(
        Array(whole.prefix(length)), at: start + .milliseconds(100 * number), originalLength: whole.count)
    }
    return file.bytes
  }

  private func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  private func replay(_ words: String...) throws -> (answer: Tool.Answer, report: [String: Any]) {
    let answer = try Tool.answer(
      [BuiltProgram.dhcpward, "replay", "--json", "--config", "/dev/null"] + words)
    let report = try? JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
    return (answer, report ?? [:])
  }

  private func verdicts(_ report: [String: Any]) -> [String] {
    (report["sources"] as? [[String: Any]] ?? []).compactMap { $0["verdict"] as? String }
  }

  @Test("are read as they are, however they are compressed")
  func compressed() throws {
    let path = try write(capture(0..<20), "flood.pcap")
    let tools = ["gzip", "bzip2", "xz", "zstd", "lz4"].filter {
      FileManager.default.fileExists(atPath: "/usr/bin/\($0)")
    }
    try #require(tools.contains("gzip"))
    for tool in tools {
      try Tool.run(["sh", "-c", "\"$1\" -c <\"$2\" >\"$2.$1\"", "sh", tool, path])
      let (answer, report) = try replay(path + "." + tool)
      #expect(answer.status == 0, "\(tool): \(answer.errors)")
      #expect(report["messages"] as? Int == 20 && verdicts(report) == ["blocked"], "\(tool)")
    }
  }

  @Test("a compressed one that is cut off gives what there is, and the tool's words")
  func truncated() throws {
    var file = PcapWriter()
    var random = SeededRandom(seed: 1)
    for number in 0..<2000 {
      let noise = (0..<64).map { _ in UInt8.random(in: 0...255, using: &random) }
      file.append(frame(number) + noise, at: start + .milliseconds(100 * number))
    }
    let path = try write(file.bytes, "flood.pcap")
    try Tool.run(["sh", "-c", "gzip -c <\"$1\" | head -c 60000 >\"$1.gz\"", "sh", path])
    let (answer, report) = try replay(path + ".gz")
    #expect(
      answer.status == 65 && answer.errors.contains("run gzip -dc: gzip: stdin: unexpected end of file"))
    #expect((report["messages"] as? Int ?? 0) > 100)
  }

  @Test("are read in order of time, and it is said when that is not the order given")
  func order() throws {
    let (early, late) = (try write(capture(0..<10), "z.pcap"), try write(capture(10..<20), "a.pcap"))
    let (given, turned) = (try replay(early, late), try replay(late, early))
    #expect(given.answer.errors == "")
    #expect(turned.answer.errors == "dhcpward: replay: read in order of time: \(early), \(late)\n")
    #expect(verdicts(given.report) == ["blocked"] && verdicts(turned.report) == ["blocked"])
    #expect(turned.report["files"] as? [String] == [early, late])
  }

  @Test("a named pipe is read, and opened but once")
  func namedPipe() throws {
    let (file, pipe) = (try write(capture(0..<20), "flood.pcap"), folder.appending(path: "pipe").path)
    let script =
      "mkfifo \"$2\" && { cat \"$1\" >\"$2\" & } && exec timeout 20 \"$3\" replay --json --config /dev/null \"$2\""
    let answer = try Tool.answer(["sh", "-c", script, "sh", file, pipe, BuiltProgram.dhcpward])
    #expect(answer.status == 0 && answer.output.contains("\"messages\":20"))
  }

  @Test("a directory of more captures than may be open at once is read whole")
  func manyFiles() throws {
    for number in 0..<60 { _ = try write(capture(number..<number + 1), "ring/\(number).pcap") }
    let script = "ulimit -n 30; exec \"$1\" replay --json --config /dev/null \"$2\""
    let answer = try Tool.answer(
      ["sh", "-c", script, "sh", BuiltProgram.dhcpward, folder.appending(path: "ring").path])
    #expect(answer.status == 0 && answer.output.contains("\"messages\":60"), "\(answer.errors)")
  }

  @Test("sections of a pcapng are read one after the other, whatever interfaces each has")
  func sections() throws {
    var file = PcapngWriter()
    let two = [file.addInterface(), file.addInterface()]
    for number in 0..<10 {
      file.append(frame(number), at: start + .milliseconds(100 * number), interface: two[number % 2])
    }
    file.beginSection()
    let one = file.addInterface()
    for number in 10..<20 {
      file.append(frame(number), at: start + .milliseconds(100 * number), interface: one)
    }
    let (_, report) = try replay(try write(file.bytes, "sections.pcapng"))
    #expect(report["messages"] as? Int == 20 && verdicts(report) == ["blocked"])
  }

  @Test("one that is given twice, by whatever name, is refused")
  func twice() throws {
    let path = try write(capture(0..<3), "a.pcap")
    let link = folder.appending(path: "b.pcap").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let (answer, _) = try replay(path, link)
    #expect(answer.status == 64 && answer.errors.contains("b.pcap is given twice"))
  }

  @Test("a directory is the captures in it, whatever else is there")
  func directory() throws {
    _ = try write(capture(0..<10), "night/10.pcap")
    _ = try write(capture(10..<20), "night/9.pcap")
    _ = try write(Array("a note".utf8), "night/README")
    let (answer, report) = try replay(folder.appending(path: "night").path)
    #expect(report["messages"] as? Int == 20 && verdicts(report) == ["blocked"])
    #expect(answer.errors.contains("1 of 3 files in") && answer.errors.contains("are no captures"))
    let (empty, _) = try replay(folder.appending(path: "night").path + "/README")
    #expect(empty.status == 65)
  }

  @Test("what two interfaces saw is counted once, though it was written in batches, and is no loop")
  func severalInterfaces() throws {
    var file = PcapngWriter()
    let interfaces = [file.addInterface(), file.addInterface()]
    for batch in stride(from: 0, to: 40, by: 20) {
      for interface in interfaces {
        for number in batch..<batch + 20 {
          file.append(
            frame(number), at: start + .milliseconds(100 * number) + .microseconds(700 * interface),
            interface: interface)
        }
      }
    }
    let (_, report) = try replay(try write(file.bytes, "two.pcapng"))
    #expect(report["messages"] as? Int == 40 && report["copies"] as? Int == 40)
    #expect(verdicts(report) == ["blocked"] && (report["alarms"] as? [Any])?.isEmpty == true)
  }

  @Test("a capture that kept only the beginning of its frames is said to be that")
  func cut() throws {
    let (answer, report) = try replay(try write(capture(0..<20, cutAt: 68), "cut.pcap"))
    #expect(report["cut"] as? Int == 20 && report["malformed"] as? Int == 20)
    #expect(answer.errors.contains("20 messages could not be read, as the capture kept only the beginning"))
    let text = try Tool.answer(
      [BuiltProgram.dhcpward, "replay", "--config", "/dev/null", folder.appending(path: "cut.pcap").path])
    #expect(text.output.contains("0 malformed, 20 cut by the capture"))
  }
}
