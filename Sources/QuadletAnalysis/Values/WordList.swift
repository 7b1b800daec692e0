/// The words that a value can be, for a grammar that is a plain list of words.
struct WordList<let known: Int, let alike: Int, let foreign: Int>: Sendable {
  /// What a valid word is, for the message; `"x" is not ` comes before it.
  let kind: StaticString
  /// The words in the manual.
  let words: WordTable<known>
  /// Other accepted words that mean the same as one of them.
  let synonyms: WordTable<alike>
  /// Words from other tools, each with its equivalent here.
  let habits: MeaningTable<foreign, StaticString>
  let ignoresCase: Bool

  init(
    _ kind: StaticString,
    _ words: WordTable<known>,
    synonyms: WordTable<alike>,
    habits: MeaningTable<foreign, StaticString>,
    ignoresCase: Bool = false
  ) {
    self.kind = kind
    self.words = words
    self.synonyms = synonyms
    self.habits = habits
    self.ignoresCase = ignoresCase
  }

  /// Throws when a word is not valid.
  @inline(__always)
  func check(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    if bytes.isOne(part, of: words, ignoringCase: ignoresCase) { return }
    if bytes.isOne(part, of: synonyms, ignoringCase: ignoresCase) || bytes.isDeferred(part) { return }
    throw problem(bytes, part)
  }

  @inline(never)
  private func problem(_ bytes: Span<UInt8>, _ part: Range<Int>) -> ValueProblem {
    let meant = bytes.meaning(part, in: habits, ignoringCase: true).map { "\($0)" }
    return bytes.problem(
      part,
      "is not \(kind); use \(Enumeration.text(words.strings))",
      replacement: meant ?? Nearest.match(bytes.extracting(part), among: words.strings)
    )
  }
}

extension WordList where alike == 0, foreign == 0 {
  init(_ kind: StaticString, _ words: WordTable<known>, ignoresCase: Bool = false) {
    self.init(kind, words, synonyms: [], habits: [], ignoresCase: ignoresCase)
  }
}

extension WordList where alike == 0 {
  init(_ kind: StaticString, _ words: WordTable<known>, habits: MeaningTable<foreign, StaticString>) {
    self.init(kind, words, synonyms: [], habits: habits)
  }
}

extension WordList where foreign == 0 {
  init(_ kind: StaticString, _ words: WordTable<known>, synonyms: WordTable<alike>) {
    self.init(kind, words, synonyms: synonyms, habits: [])
  }
}

/// A series of words, for messages.
enum Enumeration {
  /// Returns `a, b or c`.
  static func text(_ words: some BidirectionalCollection<String>) -> String {
    guard let last = words.last, words.count > 1 else { return words.last ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}

/// The lists, one for each grammar of this kind.
private enum WordLists {
  static let pullPolicy = WordList(
    "a pull policy",
    ["always", "missing", "never", "newer"],
    synonyms: ["ifmissing", "ifnotpresent", "ifnewer"],
    habits: [("true", "always"), ("false", "never"), ("if-not-present", "missing")],
    ignoresCase: true
  )
  static let buildPullPolicy = WordList(
    "a build pull policy",
    ["always", "missing", "never", "newer", "true", "false"],
    synonyms: ["ifmissing", "ifnotpresent"],
    habits: [("ifnewer", "newer")],
    ignoresCase: true
  )
  static let autoUpdate = WordList(
    "an auto-update policy",
    ["registry", "local"],
    synonyms: ["image", "disabled"],
    habits: [("true", "registry"), ("yes", "registry")]
  )
  static let healthOnFailure = WordList(
    "an action for a failed health check",
    ["none", "kill", "restart", "stop"]
  )
  static let cgroupsMode = WordList(
    "a cgroups mode",
    ["enabled", "disabled", "no-conmon", "split"]
  )
  static let logDriver = WordList(
    "a log driver",
    ["journald", "k8s-file", "none", "passthrough"],
    synonyms: ["json-file", "passthrough-tty"]
  )
  static let exitPolicy = WordList(
    "an exit policy",
    ["continue", "stop"]
  )
  static let exitCodePropagation = WordList(
    "a mode of exit code propagation",
    ["all", "any", "none"]
  )
  static let remapUsers = WordList(
    "a user mapping mode",
    ["manual", "auto", "keep-id"]
  )
  static let imageVolume = WordList(
    "an image volume mode",
    ["bind", "tmpfs", "ignore"],
    synonyms: ["anonymous"]
  )
  static let kubeWorkingDirectory = WordList(
    "a base for the working directory",
    ["yaml", "unit"],
    ignoresCase: true
  )
  static let restart = WordList(
    "a systemd restart setting",
    ["no", "on-success", "on-failure", "on-abnormal", "on-watchdog", "on-abort", "always"],
    habits: [
      ("unless-stopped", "always"), ("never", "no"), ("none", "no"), ("false", "no"), ("true", "always"),
      ("yes", "always"),
    ]
  )
  static let serviceType = WordList(
    "a systemd service type",
    ["simple", "exec", "forking", "oneshot", "dbus", "notify", "notify-reload", "idle"]
  )
  static let killMode = WordList(
    "a systemd kill mode",
    ["control-group", "mixed", "process", "none"]
  )
}

extension ValueGrammar {
  /// Checks a value whose grammar is a list of words; returns false for any other grammar.
  static func checkWord(_ value: Span<UInt8>, _ part: Range<Int>, as grammar: Grammar) throws(ValueProblem) -> Bool {
    switch grammar {
    case .pullPolicy: try WordLists.pullPolicy.check(value, part)
    case .buildPullPolicy: try WordLists.buildPullPolicy.check(value, part)
    case .autoUpdate: try WordLists.autoUpdate.check(value, part)
    case .healthOnFailure: try WordLists.healthOnFailure.check(value, part)
    case .cgroupsMode: try WordLists.cgroupsMode.check(value, part)
    case .logDriver: try WordLists.logDriver.check(value, part)
    case .exitPolicy: try WordLists.exitPolicy.check(value, part)
    case .exitCodePropagation: try WordLists.exitCodePropagation.check(value, part)
    case .remapUsers: try WordLists.remapUsers.check(value, part)
    case .imageVolume: try WordLists.imageVolume.check(value, part)
    case .kubeWorkingDirectory: try WordLists.kubeWorkingDirectory.check(value, part)
    case .restart: try WordLists.restart.check(value, part)
    case .serviceType: try WordLists.serviceType.check(value, part)
    case .killMode: try WordLists.killMode.check(value, part)
    default: return false
    }
    return true
  }
}
