/// Describes one command: its words, operands, options, help texts and action.
///
/// Parsing, help, shell completions and the manual page all derive from this value.
struct Command: Sendable {
  /// Runs the command; a thrown usage error is printed with the usage line of the command and exits 2.
  typealias Action = @Sendable (Invocation) throws(UsageError) -> ExitStatus

  /// The word that users type, in kebab case.
  var name: String
  /// Other words for the same command.
  var aliases: [String] = []
  /// The theme under which the overview lists the command; subcommands need none.
  var group: String = ""
  /// One sentence, with its period.
  var summary: String
  /// Paragraphs for the help page, apart by a blank line; lines that start with a space keep their layout.
  var discussion: String = ""
  var operands: [Operand] = []
  var options: [Option] = []
  /// Command lines that work as they stand, each with one sentence.
  var examples: [(commandLine: String, explanation: String)] = []
  /// Commands that a second word names; any other word is an operand when there is an action, else an error.
  var subcommands: [Command] = []
  /// Keeps the command out of the overview, completions and suggestions.
  var isHidden: Bool = false
  /// Absent for a command that only groups its subcommands.
  var action: Action? = nil

  /// Returns the same command under another name, such as `backups` for `backup list`.
  func named(_ name: String, group: String = "", isHidden: Bool = false) -> Command {
    var copy = self
    copy.name = name
    copy.aliases = []
    copy.group = group
    copy.isHidden = isHidden
    return copy
  }

  /// Tells whether a word, as it was typed, is the name or an alias of the command.
  func answers(to word: [UInt8]) -> Bool {
    name.utf8.elementsEqual(word) || aliases.contains { $0.utf8.elementsEqual(word) }
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

  /// Tells whether the command needs at least one argument here.
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
