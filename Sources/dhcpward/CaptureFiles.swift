import ArgumentParser
import Capture
import Daemon
import System
import Wire

/// The capture files of a command line: each once, a directory as the captures in it, in order of their first frames.
struct CaptureFiles {
  private let command: String
  /// What is read, in order.
  private(set) var paths: [String] = []

  /// Refuses a file that is given twice. What is done to their order, and what is left out, is said.
  init(_ given: [String], for command: String) throws {
    self.command = command
    var seen: Set<InputDescriptor.Identity> = []
    var canReadTwice = true
    for path in given {
      guard path != "-", let file = InputDescriptor(path) else {
        paths.append(path)
        canReadTwice = false
        continue
      }
      let found: [(path: String, identity: InputDescriptor.Identity?)] =
        file.isDirectory ? try Self.captures(in: path, command) : [(path, file.identity)]
      for (path, identity) in found {
        guard identity.map({ seen.insert($0).inserted }) ?? true else {
          throw ValidationError("\(String(foreign: path.utf8)) is given twice; name each file once")
        }
        paths.append(path)
      }
    }
    // What is no file cannot be looked into beforehand.
    if canReadTwice { order() }
  }

  /// Has every one read.
  func read(into replay: inout Replay) throws {
    defer { replay.conclude() }
    for path in paths {
      try Self.open(path) { capture throws(CaptureError) in try replay.read(&capture) }
    }
  }

  // Whoever sorts by name has the tenth before the second.
  private mutating func order() {
    guard paths.count > 1 else { return }
    var moments: [(path: String, at: Timestamp)] = []
    for path in paths {
      var first: Timestamp?
      do {
        try Self.open(path) { capture throws(CaptureError) in
          try capture.forEachFrame(upTo: 1) { first = $1.at }
        }
      } catch {
        // It is said when it is read.
      }
      moments.append((path, first ?? moments.last?.at ?? Timestamp(nanoseconds: .min)))
    }
    let ordered = moments.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
      .map(\.element.path)
    guard ordered != paths else { return }
    paths = ordered
    let names = paths.map { String(foreign: $0.utf8) }.joined(separator: ", ")
    complain("\(command): read in order of time: \(names)")
  }

  // With nil for one that cannot be opened: that is said when it is read.
  private static func captures(
    in directory: String, _ command: String
  ) throws -> [(path: String, identity: InputDescriptor.Identity?)] {
    let shown = String(foreign: directory.utf8)
    guard let names = SmallFile.names(in: directory) else {
      throw Refusal("\(command): \(shown) cannot be listed", .inputOutput)
    }
    var found: [(path: String, identity: InputDescriptor.Identity?)] = []
    var others = 0
    for name in names where !name.hasPrefix(".") {
      let path = "\(directory)/\(name)"
      guard let file = InputDescriptor(path) else {
        if InputDescriptor.isRegular(path) { found.append((path, nil)) }
        continue
      }
      guard file.isRegular else { continue }
      if SavedCapture.isOne(file.first(6)) { found.append((path, file.identity)) } else { others += 1 }
    }
    guard !found.isEmpty else { throw Refusal("\(command): there is no capture in \(shown)", .badData) }
    if others > 0 {
      complain("\(command): \(others) of \(found.count + others) files in \(shown) are no captures")
    }
    return found
  }

  /// Opens a capture, decompressed by the tool for that where it is compressed.
  private static func open(_ path: String, _ body: (inout SavedCapture) throws(CaptureError) -> Void) throws {
    guard path != "-", let file = InputDescriptor(path), file.isRegular,
      let compression = Compression(file.first(6))
    else {
      do throws(CaptureError) {
        var capture = try SavedCapture(path: path)
        return try body(&capture)
      } catch {
        guard error.kind == .missing, !MeantFile.hint(path).isEmpty else { throw error }
        throw Refusal("\(error)\(MeantFile.hint(path))", .inputOutput)
      }
    }
    let filter: FilterProcess
    do {
      filter = try FilterProcess(compression.command, reading: file.descriptor)
    } catch {
      guard case .missing = error.status else { throw error }
      throw Refusal(
        "read \(String(foreign: path.utf8)): it is compressed by \(compression), which is not here; install "
          + "\(compression.package) (apt install \(compression.package))", .unavailable)
    }
    var failure: (any Error)?
    do {
      var capture = try SavedCapture(
        descriptor: filter.output, name: path, limit: Compression.limit(of: file.size))
      try body(&capture)
    } catch {
      failure = error
    }
    // That the tool failed is why what it gave is cut off.
    do {
      try filter.finish()
    } catch {
      let words = "read \(String(foreign: path.utf8)): \(error)"
      // gzip's warning, as of what follows the compressed part.
      let isWarning = compression == .gzip && error.status == .exited(2) && failure == nil
      guard isWarning else { throw Refusal(words, .badData) }
      complain(words)
    }
    if let failure { throw failure }
  }
}
