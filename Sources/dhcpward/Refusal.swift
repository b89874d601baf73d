import ArgumentParser
import System

/// Something that will not be done: one line for the person, one number for the script.
struct Refusal: Error, CustomStringConvertible {
  let words: String
  let status: ExitStatus

  init(_ words: String, _ status: ExitStatus) {
    self.words = words
    self.status = status
  }

  var description: String { words }
}

/// Runs a command's body, so that every error of every room ends as one line on standard error and the right
/// exit code.
func reporting(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as ExitCode {
    throw error
  } catch let error as ValidationError {
    throw error
  } catch {
    // A settings file may have more than one thing wrong with it.
    for line in "\(error)".split(separator: "\n") { complain(String(line)) }
    throw ExitCode(status(of: error).rawValue)
  }
}

/// One line on standard error.
func complain(_ line: String) {
  // When standard error itself is gone there is nobody left to tell.
  try? StandardStream.error.write("dhcpward: \(line)\n")
}
