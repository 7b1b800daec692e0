/// The words that a value may be, for each grammar that is a plain list of words.
struct WordList: Sendable {
  let grammar: Grammar
  /// What a right word is, for the message: `"x" is not ` comes before it.
  let kind: String
  /// The words that the manual names.
  let words: [String]
  /// Other words that are accepted and mean one of them.
  let synonyms: [String]
  /// Words of other tools, each with the one that does the same here.
  let habits: [(word: String, meant: String)]
  let ignoresCase: Bool

  init(
    _ grammar: Grammar,
    _ kind: String,
    _ words: [String],
    synonyms: [String] = [],
    habits: [(word: String, meant: String)] = [],
    ignoresCase: Bool = false
  ) {
    self.grammar = grammar
    self.kind = kind
    self.words = words
    self.synonyms = synonyms
    self.habits = habits
    self.ignoresCase = ignoresCase
  }

  /// The list of a grammar, if it is one of words.
  static func list(for grammar: Grammar) -> WordList? {
    for list in table where list.grammar == grammar { return list }
    return nil
  }

  /// Finds what is wrong with a word.
  func check(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    if bytes.isDeferred(part) || bytes.isOne(part, of: words, ignoringCase: ignoresCase) { return }
    if bytes.isOne(part, of: synonyms, ignoringCase: ignoresCase) { return }
    var meant: String?
    for habit in habits where bytes.equals(part, habit.word, ignoringCase: true) { meant = habit.meant }
    throw bytes.problem(
      part,
      "is not \(kind); use \(WordList.enumerated(words))",
      replacement: meant ?? Nearest.match(bytes.extracting(part), among: words)
    )
  }

  /// `a, b or c`.
  static func enumerated(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.last ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  static let table: [WordList] = [
    WordList(
      .pullPolicy,
      "a pull policy",
      ["always", "missing", "never", "newer"],
      synonyms: ["ifmissing", "ifnotpresent", "ifnewer"],
      habits: [("true", "always"), ("false", "never"), ("if-not-present", "missing")],
      ignoresCase: true
    ),
    WordList(
      .buildPullPolicy,
      "a pull policy of a build",
      ["always", "missing", "never", "newer", "true", "false"],
      synonyms: ["ifmissing", "ifnotpresent"],
      habits: [("ifnewer", "newer")],
      ignoresCase: true
    ),
    WordList(
      .autoUpdate,
      "an update policy",
      ["registry", "local"],
      synonyms: ["image", "disabled"],
      habits: [("true", "registry"), ("yes", "registry")]
    ),
    WordList(.healthOnFailure, "an action for a failed health check", ["none", "kill", "restart", "stop"]),
    WordList(.cgroupsMode, "a cgroups mode", ["enabled", "disabled", "no-conmon", "split"]),
    WordList(
      .logDriver,
      "a log driver",
      ["journald", "k8s-file", "none", "passthrough"],
      synonyms: ["json-file", "passthrough-tty"]
    ),
    WordList(.exitPolicy, "an exit policy", ["continue", "stop"]),
    WordList(.exitCodePropagation, "a way to pass on exit codes", ["all", "any", "none"]),
    WordList(.remapUsers, "a way to map users", ["manual", "auto", "keep-id"]),
    WordList(.imageVolume, "a way to handle image volumes", ["bind", "tmpfs", "ignore"], synonyms: ["anonymous"]),
    WordList(.kubeWorkingDirectory, "a base for the working directory", ["yaml", "unit"], ignoresCase: true),
    WordList(
      .restart,
      "a restart setting of systemd",
      ["no", "on-success", "on-failure", "on-abnormal", "on-watchdog", "on-abort", "always"],
      habits: [
        ("unless-stopped", "always"), ("never", "no"), ("none", "no"), ("false", "no"), ("true", "always"),
        ("yes", "always"),
      ]
    ),
    WordList(
      .serviceType,
      "a service type of systemd",
      ["simple", "exec", "forking", "oneshot", "dbus", "notify", "notify-reload", "idle"]
    ),
    WordList(.killMode, "a kill mode of systemd", ["control-group", "mixed", "process", "none"]),
  ]
}
