import Blocks
import Daemon
import Flood
import Placement
import Plans
import Wire

extension Occurrence {
  /// What happened, in a line for a person.
  var words: String {
    switch self {
    case .started(let site, let scope, let isDryRun):
      "guarding \(site.interface): mode \(site.mode.rawValue)\(site.bridge.map { " on \($0)" } ?? ""), "
        + "\(site.dialect.rawValue), scope \(scope.rawValue)" + (isDryRun ? ", dry run" : "")
    case .chose(let reason): "chosen because \(reason)"
    case .limitsUnknown(let rate):
      "DHCP from sources that no server here has served is limited to \(rate)/s; whoever repeats itself passes"
    case .judges(let policy): policy.words
    case .concern(let concern): "warning: \(concern.line)"
    case .received(let frames, let unread):
      "received \(frames) frames, of which the kernel dropped \(unread) unread"
    case .stopped(let how): how.words
    case .stoppedShort(let words): "stopped, but not everything could be put back: \(words)"
    case .awaits(let name): "waiting for \(name): there is no such interface yet"
    case .came(let name): "\(name) has come: guarded from now on"
    case .cameInVain(let name, let words): "guard \(name), which has come, failed: \(words); trying again"

    case .blocked(let block, let finding, let made): blocked(block, finding, made)
    case .blockedByHand(let block):
      "blocked \(block.subject) by hand \(block.lifetime.map { "for \($0.words)" } ?? "until unblocked"), "
        + "scope \(block.scope.rawValue)\(block.place)"
    case .extended(let block, let length):
      "extended \(block.subject) by \(length.words): the flood goes on"
    case .ended(let key, let why, _): "unblocked \(key.subject)\(why.words)"
    case .warned(let finding, let said, let place):
      "warned \(finding.subject.words)\(place.inWords): \(finding.reason)\(said.clause)"
    case .spared(let finding, let why, let said, let dropsOwn):
      "spared \(finding.subject.words) (\(why.text)): \(finding.reason)"
        + (dropsOwn ? "; rules drop what comes in from it" : "") + said.clause
    case .alarm(let alarm):
      "alarm \(alarm.kind.rawValue)\(alarm.subject.map { " \($0.words)" } ?? ""): \(alarm.detail)"
        + (alarm.advice.map { "; \($0)" } ?? "")
    case .leftToOthers(let key): "left the block of \(key.subject) to whoever made it anew"
    case .tookOver(let count): "took over \(blocks(count)) that an earlier run left behind"
    case .knowsEnough(let count): "\(count) sources are known: no more are learnt until some are forgotten"
    case .allowed(let mac): "\(mac) is allowed: never blocked from now on"
    case .disallowed(let mac): "\(mac) is no longer allowed"

    case .repaired(let repair): repair.words
    case .mended(let repair): repair.words
    case .contested(let alarm, let what, let culprit, let delay):
      alarm.words(somebody(culprit), what.words, delay)
    case .listens(let place): "listening to \(place) again"

    case .failed(.repair, _, let words): "put the rules back failed: \(words)"
    case .failed(let attempt, let subject, let words):
      "\(attempt.words(subject.map { "\($0)" } ?? "several sources")) failed: \(words)"
    case .failure(let attempt, let words): attempt.words(words)
    case .reload(let outcome): outcome.line
    case .heldBack(let count): "\(count) lines were held back"
    case .note(let words, _): words
    }
  }

  private func blocked(_ block: Block, _ finding: Finding, _ made: Blocking) -> String {
    let subject = block.subject
    let what = "for \(finding.ban.words)\(finding.times)\(block.place): \(finding.reason)"
    guard let delay = made.delay else { return "would block \(subject) \(what)\(made.said.clause)" }
    return
      "blocked \(subject)\(made.vendor.map { " (\($0))" } ?? "") \(what); in force \(delay.inMilliseconds) ms "
      + "after the message that tripped it"
      + (subject.hardwareAddress.flatMap(Self.maker) ?? "") + made.said.clause
  }
}

extension Occurrence {
  // Who made up an address that no maker of interfaces was given.
  fileprivate static func maker(of mac: MACAddress) -> String? {
    LocalMaker.name(of: mac).map { "; \($0) (local address)" } ?? (mac.isLocal ? "; a \(Vendors.local)" : nil)
  }
}

/// `1 block`, `2 blocks`
func blocks(_ count: Int) -> String { count == 1 ? "1 block" : "\(count) blocks" }

/// Who did it, as far as anybody said.
func somebody(_ culprit: String?) -> String { culprit.map { "somebody (\($0))" } ?? "somebody" }

extension Policy {
  fileprivate var words: String {
    let thresholds = thresholds.filter { $0.level == .block }.map(\.words)
    let starvation = starvation.map { [Finding.Cause.starvation($0).words] } ?? []
    let limits = (thresholds + starvation).joined(separator: " or ")
    return limits.isEmpty
      ? "blocking nobody: there is no threshold that blocks"
      : "blocking at \(limits), for \(ban.words), doubling up to \(banCap.words)"
  }
}

extension Finding {
  /// How often it was blocked, in words; nothing for the first time.
  fileprivate var times: String {
    guard strikes > 1 else { return "" }
    let ending =
      switch (strikes % 10, strikes % 100) {
      case (_, 11...13): "th"
      case (1, _): "st"
      case (2, _): "nd"
      case (3, _): "rd"
      default: "th"
      }
    return " (\(strikes)\(ending) time)"
  }
}

extension Block {
  /// Where it holds.
  fileprivate var place: String { (remark?.behind).inWords + (port == nil ? "" : ", only there") }
}

extension Whereabouts? {
  fileprivate var inWords: String { map { ", behind \($0)" } ?? "" }
}

extension ClientEvidence? {
  /// For the end of a line; empty when it says nothing.
  fileprivate var clause: String {
    guard let self else { return "" }
    let words = [self.hostName.map { "calls itself \($0)" }].compactMap(\.self) + self.traits
    return words.isEmpty ? "" : "; " + words.joined(separator: ", ")
  }
}
