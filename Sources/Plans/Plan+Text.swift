extension Plan {
  /// The steps, numbered, with the commands that would do the same.
  public var text: String { PlanText.text(self) }
}
