import ArgumentParser
import Glibc
import System

extension Dhcpward {
  /// Runs what the command line says; a command line that says nothing sensible is answered with one line.
  static func main() {
    // Swift reads them from /proc/self/cmdline, and finds none where that is not there.
    guard !CommandLine.arguments.isEmpty else {
      complain("the command line cannot be read without /proc; mount -t proc proc /proc")
      Glibc.exit(ExitStatus.unavailable.rawValue)
    }
    do {
      var command = try parseAsRoot(FormerOptions.replaced(in: CommandLine.arguments.dropFirst()))
      try command.run()
    } catch {
      leave(with: error)
    }
  }

  private static func leave(with error: any Error) -> Never {
    let status = exitCode(for: error)
    guard status == .validationFailure else {
      // Help and the version are data; a command that failed has said so itself.
      do {
        try reporting { try StandardStream.output.write(text(of: error)) }
      } catch {
        Glibc.exit(exitCode(for: error).rawValue)
      }
      Glibc.exit(status.rawValue)
    }
    let words = FormerOptions.replaced(in: CommandLine.arguments.dropFirst())
    complain(UsageError(message(for: error), words).line)
    Glibc.exit(status.rawValue)
  }

  private static func text(of error: any Error) -> String {
    let text = fullMessage(for: error)
    return text.isEmpty ? "" : text + "\n"
  }
}
