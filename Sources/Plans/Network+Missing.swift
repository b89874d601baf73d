public import Wire

extension Network {
  /// What is said of an interface that is not there, with the one that was probably meant.
  public func missing(_ interface: InterfaceName) -> PlanError {
    let near = NearestWord.of("\(interface)", among: links.map { "\($0.name)" })
    return PlanError(
      attempt: "use \(interface)", reason: "no such interface",
      advice: (near.map { "did you mean \($0)? " } ?? "") + "`ip -br link` lists those there are")
  }
}
