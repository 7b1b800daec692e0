/// An error in a command line, with the command that it was meant for.
struct UsageError: Error, Equatable {
  /// One sentence without a final period: first the culprit in quotes, then what is right.
  var message: String
  /// The words of the command, as far as they were understood; the parser and `Program` fill them in.
  var path: [String] = []

  init(_ message: String, path: [String] = []) {
    self.message = message
    self.path = path
  }

  /// Appends a suggestion, if any, to a message.
  static func suggesting(_ name: String?, after message: String) -> String {
    name.map { "\(message); did you mean \"\($0)\"?" } ?? message
  }

  /// Quotes an argument for a message; bytes that are not valid UTF-8 or not printable are shown as `\xNN`.
  static func quote(_ argument: [UInt8]) -> String { VisibleText.quoted(argument) }
}
