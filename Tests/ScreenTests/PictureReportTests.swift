import Foundation
import Plans
import Testing
import Watchdog
import Wire

@testable import dhcpward

@Suite("dhcpward.top/1")
struct PictureReportTests {
  private func full() throws -> Picture {
    var talker = Model.talker(
      Model.flooder, messages: 20, dropped: .max, verdict: .blocked, left: .seconds(60))
    talker.kinds = Dictionary(uniqueKeysWithValues: MessageKind.allCases.map { ($0, Int($0.rawValue) + 1) })
    talker.vendor = "Vendor \"quoted\" \u{1b}"
    talker.reason = "20 messages in 5 s"
    talker.strikes = 3
    talker.behind = Whereabouts(port: try Model.interface("vnet3"), guest: "web1")
    var picture = try Model.picture(
      [talker, Model.talker(Model.client, messages: 1)], posts: ["eth0", "eth1"])
    picture.posts[1].bridge = nil
    picture.posts[1].isDryRun = true
    picture.posts[1].events = [.block: 2]
    picture.posts[1].alarms = [.tableFull: 1]
    picture.posts[1].framesDropped = 9
    picture.isDurable = nil
    return picture
  }

  @Test("what the daemon says is what is understood")
  func roundTrip() throws {
    let picture = try full()
    let text = try encoded(PictureReport(picture))
    let report = try JSONDecoder().decode(PictureReport.self, from: Data(text.utf8))
    #expect(report.picture == picture)
    #expect(text.filter { $0 == "\n" }.count == 1)
    for key in [
      "\"durable\":null", "\"bridge\":null", "\"vendor\":null", "\"until\":null", "\"guest\":\"web1\"",
    ] {
      #expect(text.contains(key), "\(key)")
    }
  }

  @Test("kinds that a later daemon knows are left out, a mode that is not known is not guessed")
  func later() throws {
    let text = try encoded(PictureReport(try full()))
    func read(_ text: String) throws -> Picture? {
      try JSONDecoder().decode(PictureReport.self, from: Data(text.utf8)).picture
    }
    let more = text.replacing("\"block\":2", with: "\"block\":2,\"telegraph\":7")
    #expect(try read(more) == full())
    #expect(try read(text.replacing("\"mode\":\"bridge\"", with: "\"mode\":\"xdp\"")) == nil)
    #expect(try read(text.replacing("top/1", with: "top/2")) == nil)
    #expect(try read(text.replacing("\"interface\":\"eth1\"", with: "\"interface\":\"a/b\"")) == nil)
    #expect(throws: (any Error).self) { try read(String(text.prefix(200))) }
  }
}
