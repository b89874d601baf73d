import Glibc
import Ledger
import LedgerFaults
import LedgerKit
import Wire

// `ledger-script FILE SEED N`: plays a script, and is killed in the middle of its N-th operation on the file. Says
// what it is about to do and what was acknowledged, each line in one write(2).

let arguments = CommandLine.arguments
guard arguments.count == 4, let seed = UInt64(arguments[2]), let moment = Int(arguments[3]) else { exit(64) }
let faults = faults_make("killing")
faults_set(faults, FAULTS_KILL, moment, 0, 0)

func say(_ words: String) {
  let bytes = Array((words + "\n").utf8)
  _ = write(1, bytes, bytes.count)
}

Script(seed: seed).play(
  open: { Ledger(path: arguments[1], now: $0, vfs: "killing", checkpoint: 8) },
  attempt: { say("try \($0)") },
  acknowledge: { memory, ledger, _ in
    guard ledger.condition == .durable else {
      say("not durable: \(ledger.condition)")
      return false
    }
    say("done \(memory)")
    return true
  })
say("end")
