/// A check of a whole unit, with its drop-ins, after its conversion.
struct UnitCheck: Sendable {
  /// Whether the check only gives advice; it is skipped if notes are not wanted.
  private let isAdvice: Bool
  private let run: @Sendable (inout Linter) -> Void

  /// Creates a check of units of some kinds.
  init(
    of kinds: [UnitKind] = UnitKind.allCases,
    isAdvice: Bool = false,
    _ run: @escaping @Sendable (inout Linter) -> Void
  ) {
    self.isAdvice = isAdvice
    self.run = run
    kindBits = kinds.reduce(0) { $0 | 1 << $1.rawValue }
  }

  private let kindBits: UInt8

  /// All checks, in the order in which they run. A new one is added here and nowhere else.
  private static let all: InlineArray<18, UnitCheck> = [
    UnitCheck { $0.lintOverriddenKeys() },
    UnitCheck { $0.lintServiceUsers() },
    UnitCheck(of: [.container, .kube, .pod]) { $0.lintSecondExecStart() },
    UnitCheck { $0.lintEnvironmentFiles() },
    UnitCheck { $0.lintVariables() },
    UnitCheck { $0.lintArguments() },
    UnitCheck(of: [.kube]) { $0.lintKubernetes() },
    UnitCheck(of: [.container]) { $0.lintPodMember() },
    UnitCheck(of: [.container, .pod, .kube]) { $0.lintNetworks() },
    UnitCheck(of: [.container]) { $0.lintSelfReference() },
    UnitCheck { $0.lintDependencies() },
    UnitCheck { $0.lintOneshotRestart() },
    UnitCheck(of: [.container]) { $0.lintAutoUpdate() },
    UnitCheck(of: [.container]) { $0.lintHealth() },
    UnitCheck(of: [.container]) { $0.lintIdleKeys() },
    UnitCheck(of: [.container], isAdvice: true) { $0.lintPull() },
    UnitCheck(of: [.container, .image], isAdvice: true) { $0.lintImageTag() },
    UnitCheck(of: [.container, .pod, .kube], isAdvice: true) { $0.lintUses() },
  ]

  /// Checks the unit that the linter has just converted.
  static func runAll(_ linter: inout Linter) {
    let kind: UInt8 = 1 << linter.converter.view.kind.rawValue
    for index in all.indices where all[index].kindBits & kind != 0 && (linter.tellsNotes || !all[index].isAdvice) {
      all[index].run(&linter)
    }
  }
}

/// A check of one assignment of a file.
struct EntryCheck: Sendable {
  /// Which assignments the check looks at.
  struct Keys: OptionSet, Sendable {
    let rawValue: UInt8
    /// Those whose key the section has.
    static let known = Keys(rawValue: 1)
    /// Those whose key the section has and newer manuals advise against.
    static let deprecated = Keys(rawValue: 2)
    /// Those whose key the section does not have.
    static let unknown = Keys(rawValue: 4)
  }

  private let keys: Keys
  private let run: @Sendable (inout Linter, borrowing Linter.Entry) -> Void

  /// All checks, in the order in which they run. A new one is added here and nowhere else.
  private static let all: InlineArray<3, EntryCheck> = [
    EntryCheck(keys: .unknown) { $0.lintUnknownKey($1) },
    EntryCheck(keys: .deprecated) { $0.lintDeprecatedKey($1) },
    EntryCheck(keys: .known) { $0.lintValue($1) },
  ]

  /// Checks an assignment.
  static func runAll(_ linter: inout Linter, _ entry: borrowing Linter.Entry) {
    let keys: Keys = entry.treatment.map { $0.isDeprecated ? [.known, .deprecated] : .known } ?? .unknown
    for index in all.indices where !all[index].keys.isDisjoint(with: keys) { all[index].run(&linter, entry) }
  }
}
