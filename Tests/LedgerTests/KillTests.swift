import Foundation
import Ledger
import LedgerKit
import TestKit
import Testing
import Wire

@Suite("A daemon that is killed as it writes") struct KillTests {
  private static let program = BuiltProgram.directory.appending(path: "ledger-script").path

  @Test("kill -9 at every operation: what was acknowledged is there", arguments: [11])
  func everywhere(seed: Int) throws {
    var number = Moments.first - Moments.stride
    var hasEnded = false
    while !hasEnded {
      number += Moments.stride
      let scratch = try Scratch()
      let answer = try Tool.answer([Self.program, scratch.path, "\(seed)", "\(number)"])
      hasEnded = answer.output.hasSuffix("end\n")
      #expect(answer.status == (hasEnded ? 0 : -SIGKILL), "\(answer.errors)")
      let lines = answer.output.split(separator: "\n")
      let done = lines.last { $0.hasPrefix("done ") }?.dropFirst(5) ?? "\(Memory())"
      let tried = lines.last { $0.hasPrefix("try ") }?.dropFirst(4)
      let now = Script.start + .seconds(60)
      let ledger = Ledger(path: scratch.path, now: now)
      let found = "\(Memory(of: ledger, now: now))"
      try #require(found == done || found == tried ?? "", "operation \(number), seed \(seed)")
      #expect(ledger.condition == .durable)
      #expect(ledger.takeIncident() == nil)
    }
    print("seed \(seed): killed at \(Moments.words) \(number - 1) operations")
    #expect(number > 100)
  }
}
