/// A kind of finding: its name, what it reports and why, and an example of wrong and right.
///
/// Help, reference pages, SARIF metadata and a test of each example derive from this value.
public struct Rule: Sendable, Hashable, CustomStringConvertible {
  /// The name of the bad pattern, in kebab case.
  public let id: StaticString
  /// The highest severity of its findings.
  public let severity: Severity
  /// What it reports, in one sentence.
  public let summary: StaticString
  /// Why that is a problem, in a few sentences.
  public let why: StaticString
  /// Units with the bad pattern; `↓` marks each place that is reported. Each of several files starts with a line
  /// `--- NAME`; a single one is `web.container`.
  public let bad: StaticString
  /// The same units, corrected; nothing is reported.
  public let good: StaticString
  /// Whether leger may offer a fix, and whether it is safe.
  public let fixSafety: FixSafety
  /// The Podman release that the examples target, if it is not the newest one that leger is verified against.
  public let podman: PodmanVersion?
  /// The scope that the examples target, if it matters.
  public let scope: Scope?

  init(
    _ id: StaticString,
    _ severity: Severity,
    _ summary: StaticString,
    why: StaticString,
    bad: StaticString,
    good: StaticString,
    isFixable: Bool = false,
    fixSafety: FixSafety = .unsafe,
    podman: PodmanVersion? = nil,
    scope: Scope? = nil
  ) {
    self.id = id
    self.severity = severity
    self.summary = summary
    self.why = why
    self.bad = bad
    self.good = good
    self.fixSafety = isFixable ? fixSafety : .none
    self.podman = podman
    self.scope = scope
  }

  /// Whether leger may offer a fix.
  public var isFixable: Bool { fixSafety != .none }

  /// The name.
  public var description: String { name }

  /// The name as a string.
  public var name: String { id.description }

  /// Whether two rules have the same name.
  public static func == (left: Rule, right: Rule) -> Bool {
    left.id.utf8Start == right.id.utf8Start || left.name == right.name
  }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Rule {
  /// Every rule by theme, in the order in which they are listed.
  public static let themes: [(title: StaticString, rules: [Rule])] = [
    ("Files and lines", syntax),
    ("Sections and keys", sections),
    ("Values", values),
    ("References between units", references),
    ("What a unit must have", requirements),
    ("Pods and networks", pods + networks),
    ("Names of other services", dependencies),
    ("Operation", operations),
    ("Security", security),
    ("Conflicts between units", conflicts),
    ("Services and what starts them", services),
    ("Environment files and variables", environment),
    ("Files of .kube units", kubernetes),
    ("What .leger.yaml says", settings),
    ("Comments that allow findings", suppressions),
  ]

  /// Every rule, in the order in which they are listed.
  public static let all: [Rule] = themes.flatMap(\.rules)

  /// The rule of that name.
  public static func named(_ name: String) -> Rule? {
    var name = name
    return name.withUTF8 { name in
      all.first { rule in rule.id.withUTF8Buffer { $0.elementsEqual(name) } }
    }
  }
}

/// Whether the fixes of a rule are safe: a safe fix leaves the services unchanged, or repairs a refused unit.
public enum FixSafety: Sendable {
  /// The rule has no fixes.
  case none
  /// A fix is a guess, or changes what the unit does.
  case unsafe
  /// A fix changes nothing but the mistake.
  case safe
  /// Some fixes are safe and some are not; each says which it is.
  case depends
}
