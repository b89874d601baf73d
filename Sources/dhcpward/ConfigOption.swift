import ArgumentParser
import Config
import Flood
import Glibc
import System
import Wire

/// Where the settings file is.
struct ConfigOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The settings file (default: \(Configuration.standardPath), where there is one).", valueName: "file"),
    completion: .file())
  var config: String?

  func validate() throws {
    guard config != "" else { throw ValidationError("--config takes a file's name") }
  }

  /// The file that is read.
  var path: String { config ?? Configuration.standardPath }

  /// What it says; nil where there is none and none was named.
  func found() throws -> Configuration? {
    guard let bytes = try read() else { return nil }
    if let fault = Trust().fault(of: path) {
      throw Refusal(
        "\(String(foreign: path.utf8)): others could have written it: \(fault)", .configuration)
    }
    return try Configuration(reading: bytes, file: path)
  }

  private func read() throws -> [UInt8]? {
    do {
      return try InputFile.read(path, limit: Configuration.sizeLimit, mayBeMissing: config == nil)
    } catch {
      guard error.errno == ENOENT, !MeantFile.hint(path).isEmpty else { throw error }
      throw Refusal("\(error)\(MeantFile.hint(path))", status(of: error))
    }
  }

  /// What it says, or the defaults.
  func configuration() throws -> Configuration { try found() ?? Configuration() }

  /// How a capture is judged: as the daemon judges on the interface, or on the only one that is named in the file, or
  /// by what all share; and over that the options.
  func policy(on interface: InterfaceName?, _ options: PolicyOptions) throws -> Policy {
    let configuration = try configuration()
    let only = configuration.interfaces.count == 1 ? configuration.interfaces.first?.name : nil
    var policy = ((interface ?? only).map(configuration.guarding) ?? configuration.shared).policy
    try options.apply(to: &policy)
    return policy
  }
}
