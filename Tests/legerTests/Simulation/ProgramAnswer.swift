import Foundation

/// What a program answers.
struct ProgramAnswer: Sendable {
  var status: Int32 = 0
  var output = ""
  /// What it writes where that is no text.
  var bytes: [UInt8] = []
  var messages = ""

  /// Adds a failure to what has been answered.
  mutating func add(status: Int32, _ message: String) {
    self.status = status
    messages += "\(message)\n"
  }

  /// An answer in JSON, with its keys in order.
  static func json(_ value: Any, status: Int32 = 0, messages: String = "", isPretty: Bool = true) -> ProgramAnswer {
    var options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed]
    if isPretty { options.insert(.prettyPrinted) }
    let data = (try? JSONSerialization.data(withJSONObject: value, options: options)) ?? Data()
    return ProgramAnswer(status: status, output: String(decoding: data, as: UTF8.self) + "\n", messages: messages)
  }
}
