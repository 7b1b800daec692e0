/// Says what is wrong with a command line, and which command it was meant for.
struct UsageError: Error, Equatable {
  /// One sentence without final period, which quotes the culprit and then says what is right.
  var message: String
  /// The words of the command as far as they were understood; filled in by the parser and by `Program`.
  var path: [String] = []

  init(_ message: String, path: [String] = []) {
    self.message = message
    self.path = path
  }

  /// Appends a suggestion to a message when there is one.
  static func suggesting(_ name: String?, after message: String) -> String {
    name.map { "\(message); did you mean \"\($0)\"?" } ?? message
  }

  /// Quotes an argument for a message: what is not text or not printable is shown as `\xNN`.
  static func quote(_ argument: [UInt8]) -> String { VisibleText.quoted(argument) }
}
