/// What people read about something that is wrong: the mistake, and what to do about it.
///
/// The words of a finding stand beside its rule, as static members of this type.
public struct Message: Sendable, Hashable {
  /// What is wrong, with the culprit in quotes, and what would be right; one line, lower case, no final period.
  public let text: String
  /// One thing to do, which can be done as written.
  public let help: String?

  init(_ text: String, help: String? = nil) {
    self.text = text
    self.help = help
  }
}
