/// Describes one command: its words, operands, options, help texts and action.
///
/// Parsing, help, shell completions and the manual page all derive from this value.
final class Command: Sendable {
  /// Runs the command; a thrown usage error is printed with the usage line of the command and exits 2.
  typealias Action = @Sendable (Invocation) throws(UsageError) -> ExitStatus
  /// A command line that works as it stands, with one sentence.
  typealias Example = (commandLine: String, explanation: String)

  /// The word that users type, in kebab case.
  let name: String
  /// Other words for the same command.
  let aliases: [String]
  /// The theme under which the overview lists the command; subcommands need none.
  let group: String
  /// One sentence, with its period.
  let summary: String
  /// Paragraphs for the help page, apart by a blank line; lines that start with a space keep their layout.
  let discussion: String
  let operands: [Operand]
  let options: [Option]
  /// Commands that a second word names; any other word is an operand when there is an action, else an error.
  let subcommands: [Command]
  /// Keeps the command out of the overview, completions and suggestions.
  let isHidden: Bool
  /// Absent for a command that only groups its subcommands.
  let action: Action?
  /// Only help asks for them, so they are not made before.
  private let makeExamples: @Sendable () -> [Example]

  init(
    name: String,
    aliases: [String] = [],
    group: String = "",
    summary: String,
    discussion: String = "",
    operands: [Operand] = [],
    options: [Option] = [],
    examples: @autoclosure @escaping @Sendable () -> [Example] = [],
    subcommands: [Command] = [],
    isHidden: Bool = false,
    action: Action? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.group = group
    self.summary = summary
    self.discussion = discussion
    self.operands = operands
    self.options = options
    self.subcommands = subcommands
    self.isHidden = isHidden
    self.action = action
    makeExamples = examples
  }

  var examples: [Example] { makeExamples() }

  /// Returns the same command under another name, such as `backups` for `backup list`.
  func named(_ name: String, group: String = "", isHidden: Bool = false) -> Command {
    Command(
      name: name,
      group: group,
      summary: summary,
      discussion: discussion,
      operands: operands,
      options: options,
      examples: self.examples,
      subcommands: subcommands,
      isHidden: isHidden,
      action: action
    )
  }

  /// Whether a word, as it was typed, is the name or an alias of the command.
  func answers(to word: [UInt8]) -> Bool {
    name.utf8.elementsEqual(word) || aliases.contains { $0.utf8.elementsEqual(word) }
  }
}

/// A command that is made when it is needed, since a run needs only one of them.
struct CommandEntry: Sendable {
  /// The name of the command.
  let name: String
  let make: @Sendable () -> Command

  init(_ name: String, _ make: @escaping @Sendable () -> Command) {
    self.name = name
    self.make = make
  }
}

/// Describes one operand, or the rest of them, of a command.
struct Operand: Sendable {
  /// Says how many arguments an operand takes.
  enum Arity: Sendable {
    case one
    case optional
    /// Zero or more; only the last operand can be so.
    case many
    /// One or more; only the last operand can be so.
    case oneOrMore
  }

  /// Says what an operand is, for completion and for checking.
  enum Kind: Sendable {
    case path
    case text
    case choice([String])
  }

  /// The placeholder in usage lines, such as `PATH|NAME`.
  var label: String
  var arity: Arity
  var kind: Kind
  var help: String

  init(_ label: String, _ arity: Arity, _ kind: Kind = .path, help: String) {
    self.label = label
    self.arity = arity
    self.kind = kind
    self.help = help
  }

  /// Whether the command needs at least one argument here.
  var isRequired: Bool { arity == .one || arity == .oneOrMore }

  /// The label as usage lines show it: brackets when it can be absent, dots when it can be repeated.
  var usage: String {
    switch arity {
    case .one: label
    case .optional: "[\(label)]"
    case .many: "[\(label)]..."
    case .oneOrMore: "\(label)..."
    }
  }

  /// The words that are allowed here, or none when any is.
  var choices: [String] {
    if case .choice(let words) = kind { words } else { [] }
  }
}
