/// One option of a command.
struct Option: Sendable {
  /// The value that follows an option's name; the first text is its placeholder in help, such as `DIR`.
  enum Value: Sendable, Equatable {
    case flag
    /// Text in valid UTF-8.
    case value(String)
    /// A path: any bytes, completed from file names.
    case path(String)
    /// A whole number within a range; two numbers, since a generic type would cost at every start.
    case number(String, from: Int, through: Int)
    /// One of the words.
    case choice(String, [String])
    /// Words separated by commas or spaces; the option can be repeated, and its words add up.
    case list(String)
  }

  /// The long name without its dashes.
  var name: String
  var short: Character?
  var value: Value
  /// A phrase without a final period.
  var help: String
  /// What `Invocation.value` returns when the option is absent; help shows it.
  var defaultValue: String?
  /// The names of options that cannot be combined with this one.
  var excludes: [String]
  var isHidden: Bool
  /// The option and value that this one is short for.
  var standsFor: (name: String, value: String?)?

  init(
    _ name: String,
    short: Character? = nil,
    _ value: Value = .flag,
    help: String,
    defaultValue: String? = nil,
    excludes: [String] = [],
    isHidden: Bool = false
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.help = help
    self.defaultValue = defaultValue
    self.excludes = excludes
    self.isHidden = isHidden
  }

  /// Creates an option without a value that stands for another one, as `--json` does for `--format json`.
  static func alias(
    _ name: String,
    short: Character? = nil,
    for target: String,
    value: String? = nil,
    isHidden: Bool = false
  ) -> Option {
    let spelling = value.map { "--\(target) \($0)" } ?? "--\(target)"
    var option = Option(name, short: short, help: "the same as \(spelling)", isHidden: isHidden)
    option.standsFor = (target, value)
    return option
  }

  /// Shows help; every command accepts it.
  static let help = Option("help", short: "h", help: "show help and exit")
  /// Turns colour off; every command accepts it.
  static let noColor = Option("no-color", help: "print without colour")
  /// Shows the version; accepted only before a command.
  static let version = Option("version", help: "show the version and exit")
  /// Answers every question; every command accepts it, and help shows it where there is a question.
  static let yes = Option("yes", short: "y", help: "answer every question with yes")
  /// Stands for `--format json`.
  static let json = Option.alias("json", for: "format", value: "json")

  /// The placeholder for the value, or nil for a flag.
  var label: String? {
    switch value {
    case .flag: nil
    case .value(let label), .path(let label), .number(let label, _, _), .list(let label), .choice(let label, _): label
    }
  }

  /// Whether the value can be left out, which is then empty: where its placeholder stands in brackets.
  var isValueOptional: Bool { label?.hasPrefix("[") ?? false }

  /// The words that are allowed as the value; empty when any value is.
  var choices: [String] {
    if case .choice(_, let words) = value { words } else { [] }
  }
}
