public import Blocks
public import Flood
public import Placement
public import Plans
public import Wire

/// What happened, as a value: every fact that is told of it, and no word. What the system, or another room, said of a
/// failure is carried as it was said.
public enum Occurrence: Hashable, Sendable {
  // MARK: Coming and going

  /// An interface is guarded from now on.
  case started(Site, scope: Scope, isDryRun: Bool)
  /// Why it is guarded in that mode.
  case chose(String)
  /// DHCP from sources that no server has served shares so many messages a second.
  case limitsUnknown(rate: UInt32)
  /// Who is blocked from now on.
  case judges(Policy)
  /// What a person should know of this host.
  case concern(Concern)
  /// What became of the frames, at the end.
  case received(frames: UInt64, unread: UInt64)
  /// An interface is no longer guarded.
  case stopped(Leaving)
  /// The same, and something stayed that should not have.
  case stoppedShort(String)
  /// An interface of the settings is not there yet.
  case awaits(InterfaceName)
  /// It has come, and is guarded.
  case came(InterfaceName)
  /// It has come, and could not be guarded.
  case cameInVain(InterfaceName, String)

  // MARK: Sources

  /// A source was blocked, or would have been.
  case blocked(Block, Finding, Blocking)
  /// A person blocked a source.
  case blockedByHand(Block)
  /// A block lasts so much longer.
  case extended(Block, by: Duration)
  /// A source passes again, which was there as far as that is known.
  case ended(Block.Key, BlockEvent.Ending, behind: Whereabouts?)
  /// A source came near a limit.
  case warned(Finding, said: ClientEvidence?, behind: Whereabouts?)
  /// A source is over a limit, and is not to be blocked. `dropsOwn`: it has this host's own address, and what comes in
  /// from it is dropped.
  case spared(Finding, Spared, said: ClientEvidence?, dropsOwn: Bool)
  /// Something that blocking does not cure.
  case alarm(Alarm)
  /// A person made the daemon's block anew, and answers for it from now on.
  case leftToOthers(Block.Key)
  /// So many blocks of an earlier run are the daemon's now.
  case tookOver(Int)
  /// No more sources are learnt to be healthy: so many are known.
  case knowsEnough(Int)
  /// A person allowed a source for good.
  case allowed(MACAddress)
  /// And took that back.
  case disallowed(MACAddress)

  // MARK: What others do

  /// Rules or blocks that others took away were put back.
  case repaired(RuleRepair)
  /// Something of the network was put right.
  case mended(NetworkRepair)
  /// Others keep taking something away: it is put back only after so long.
  case contested(RetryBackoff.Alarm, Contested, by: String?, delay: Duration)
  /// The capture works again.
  case listens(on: InterfaceName)

  // MARK: Failures and the rest

  /// Something could not be done about the blocks. The source is nil where it was about several.
  case failed(BlockEvent.Attempt, Subject?, String)
  /// Something else could not be done; nobody's fault but the system's, in its words.
  case failure(Attempt, String)
  /// What came of reading the settings again.
  case reload(Reload)
  /// So many lines were left out, as there were too many.
  case heldBack(Int)
  /// What another part has to say.
  case note(String, Event.Level)
}

extension Occurrence {
  /// How an interface was left.
  public enum Leaving: Hashable, Sendable {
    /// Bridge and blocks stay, as was asked.
    case keeping
    /// Nothing had been changed.
    case untouched
    /// What the daemon made is gone; how the network is.
    case undone(Restoration)
  }

  /// How the network is once the daemon has gone.
  public enum Restoration: Hashable, Sendable {
    /// As it was.
    case whole
    /// There was no bridge of dhcpward's over this port any more.
    case noBridge(over: InterfaceName)
    /// This bridge was built by hand, and stays.
    case bridgeByHand(InterfaceName)
    /// The bridge is gone, and these of what was on it are not on the port.
    case lost(bridge: InterfaceName, port: InterfaceName, [String])
    /// The bridge is gone and what was on it is on the port; other than before it was built, as far as that is known.
    case moved(bridge: InterfaceName, port: InterfaceName, otherwise: [String])
  }

  /// What is known of a block that was just made.
  public struct Blocking: Hashable, Sendable {
    /// What the source says of itself.
    public var said: ClientEvidence?
    /// From the message that tripped the threshold to the rule in force; nil in a dry run.
    public var delay: Duration?
    /// Whose make its interface is.
    public var vendor: String?

    /// What is known of a block.
    public init(said: ClientEvidence? = nil, delay: Duration? = nil, vendor: String? = nil) {
      (self.said, self.delay, self.vendor) = (said, delay, vendor)
    }
  }

  /// Rules that were put back.
  public struct RuleRepair: Hashable, Sendable {
    /// Who had taken them away, as far as anybody said.
    public var culprit: String?
    /// More than blocks was gone.
    public var isOfRules: Bool
    /// How many blocks were put back.
    public var blocks: Int
    /// How long it took.
    public var took: Duration

    /// Rules that were put back.
    public init(culprit: String?, isOfRules: Bool, blocks: Int, took: Duration) {
      (self.culprit, self.isOfRules, self.blocks, self.took) = (culprit, isOfRules, blocks, took)
    }
  }

  /// What others keep taking away.
  public enum Contested: Hashable, Sendable {
    /// The rules.
    case rules
    /// A bridge, or what is on it.
    case bridge(InterfaceName)
  }

  /// What could not be done.
  public enum Attempt: Hashable, Sendable {
    /// To listen at an interface; it is tried again once there is one.
    case listen(InterfaceName)
    /// To tell the kernel whom to know.
    case introduce
    /// To make a newcomer of a source again.
    case forget(MACAddress)
    /// To guard an interface in another way.
    case guardAnew(InterfaceName)
    /// To count what became of the frames.
    case count
    /// Something that says what it is.
    case other
    /// The same, and it needs a person.
    case grave
  }

  /// What came of reading the settings again.
  public enum Reload: Hashable, Sendable {
    /// They hold: these are guarded, and those waited for.
    case done([InterfaceName], awaited: [InterfaceName])
    /// Nothing changed; why.
    case refused(String)
    /// There is no file to read.
    case nothingToRead
    /// Neither the new way nor the old one can be had, so the daemon ends; why.
    case fatal(String)
  }
}
