import Foundation
import Ledger
import LedgerKit
import Plans
import Wire

// `LedgerCost FILE [COUNT]`: what the ledger's calls cost, one `name value unit` a line. The medians of nine where a
// call is short.
// `LedgerCost fill FILE INTERFACE COUNT`: writes so many blocks that run for an hour from now, as a daemon would have,
// and measures nothing.

let arguments = CommandLine.arguments
if arguments.count == 5, arguments[1] == "fill" {
  guard let interface = InterfaceName(arguments[3]), let count = UInt64(arguments[4]) else { exit(64) }
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  let now = Timestamp(seconds: Int64(time.tv_sec))
  let ledger = Ledger(path: arguments[2], now: now)
  let blocks = (0..<count).map { number in
    let remark = BlockComment(
      origin: .watch, since: now, reason: "20 messages in 5 s", strikes: 1 + Int(number % 3))
    let block = Block(mac: MACAddress(bits: 0x0200_0000_0000 + number), scope: .dhcp, remark: remark)
    return StoredBlock(interface: interface, block: block, until: now + .seconds(3600))
  }
  ledger.begin(blocks, now: now)
  exit(ledger.condition == .durable ? 0 : 74)
}
guard arguments.count >= 2, let interface = InterfaceName("eth0") else { exit(64) }
let path = arguments[1]
let count = arguments.count > 2 ? Int(arguments[2]) ?? 100_000 : 100_000
let now = Timestamp(seconds: 1_795_431_971)

func clock(_ id: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(id, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

// Of the wall, and beside it of the processor, as a busy machine makes the first one longer.
func milliseconds(_ body: () -> Void) -> (Double, Double) {
  let before = (clock(CLOCK_MONOTONIC), clock(CLOCK_PROCESS_CPUTIME_ID))
  body()
  return (clock(CLOCK_MONOTONIC) - before.0, clock(CLOCK_PROCESS_CPUTIME_ID) - before.1)
}

func median(_ body: (Int) -> Void) -> (Double, Double) {
  (0..<9).map { number in milliseconds { body(number) } }.sorted { $0.0 < $1.0 }[4]
}

func memory() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") } ?? ""
  return Int(line.filter(\.isNumber)) ?? 0
}

func say(_ name: String, _ value: Double, _ unit: String) {
  print("\(name) \((value * 1000).rounded() / 1000) \(unit)")
}

func say(_ name: String, _ time: (Double, Double), _ unit: String) {
  say(name, time.0, "\(unit) (processor \((time.1 * 1000).rounded() / 1000))")
}

func stored(_ number: Int) -> StoredBlock {
  let remark = BlockComment(origin: .watch, since: now, reason: "20 messages in 5 s", strikes: 1 + number % 3)
  return StoredBlock(
    interface: interface, block: Block(mac: MACAddress(bits: UInt64(number)), scope: .dhcp, remark: remark),
    until: now + .seconds(3600))
}

let before = memory()
say("open-new", milliseconds { _ = Ledger(path: path, now: now) }, "ms")
say("open-empty", median { _ in _ = Ledger(path: path, now: now) }, "ms")
var ledger: Ledger? = Ledger(path: path, now: now)
say("memory-empty", Double(memory() - before), "KiB")
say("begin-one", median { ledger?.begin([stored(1_000_000 + $0)], now: now) }, "ms")
say("end-one", median { ledger?.end(stored(1_000_000 + $0).block.key, on: interface, now: now) }, "ms")
let entry = EventRecord(
  at: now, kind: "block", interface: interface, message: "blocked for 10m: 20 messages in 5 s")
say("record-thousand", median { _ in for _ in 0..<1000 { ledger?.record(entry) } }, "ms")
say("settle-nine-thousand", milliseconds { ledger?.settle(now: now + .seconds(1)) }, "ms")
var many = (0..<count).map(stored)
say("begin-\(count)", milliseconds { ledger?.begin(many, now: now) }, "ms")
say("begin-one-beside-\(count)", median { ledger?.begin([stored(2_000_000 + $0)], now: now) }, "ms")
say("close", milliseconds { ledger = nil }, "ms")
many = []
let empty = memory()
var restored = 0
say("open-\(count)", milliseconds { ledger = Ledger(path: path, now: now) }, "ms")
say("memory-\(count)", Double(memory() - empty), "KiB")
say("running-\(count)", milliseconds { restored = ledger?.running(on: interface, now: now).count ?? 0 }, "ms")
say("restored", Double(restored), "blocks")
