import ArgumentParser
import Config
import Notify

/// What concerns the daemon as a whole, over what the settings file says.
struct DaemonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file in which blocks outlive the daemon, or none.",
      discussion:
        "Without it the settings file's; without that /var/lib/dhcpward/dhcpward.db, where that directory is.",
      valueName: "file"), completion: .file())
  var state: String?

  @Option(
    help: ArgumentHelp(
      "Become this user, with CAP_NET_ADMIN and CAP_NET_RAW only, before anything is done.", valueName: "user"
    ), completion: .users)
  var user: String?

  @Option(
    help: ArgumentHelp("The group whose members may use the control socket, too.", valueName: "group"),
    completion: .groups)
  var group: String?

  @Option(
    help: ArgumentHelp("The log's form: auto, text, json, journal (default: auto).", valueName: "form"),
    completion: .list(EventLog.Format.allCases.map(\.rawValue)), transform: readLogForm)
  var log: EventLog.Format?
}

private func readLogForm(_ text: String) throws -> EventLog.Format {
  guard let form = EventLog.Format(rawValue: text) else {
    throw ValidationError(
      Choice.words(
        "'\(text)' is no form of a log; choose from", of: EventLog.Format.allCases.map(\.rawValue), for: text)
    )
  }
  return form
}
