/// A kind of finding: its name, what it says and why, an example of wrong and right.
///
/// Help, reference pages, SARIF metadata and a test of every example derive from this value.
public struct Rule: Sendable, Hashable, CustomStringConvertible {
  /// The name, in kebab case, of the bad pattern.
  public let id: StaticString
  /// The severity it has at most.
  public let severity: Severity
  /// What it reports, in one sentence.
  public let summary: StaticString
  /// Why that is bad, in a few sentences.
  public let why: StaticString
  /// Units that have it; `↓` stands before each place that is reported. Several files begin with `--- NAME` lines, a single
  /// one is `web.container`.
  public let bad: StaticString
  /// The same, put right; nothing is reported.
  public let good: StaticString
  /// Whether leger may offer a fix, and how far it can be trusted.
  public let fixSafety: FixSafety
  /// The Podman that the examples are for, when it is not the newest one that leger is verified against.
  public let podman: PodmanVersion?
  /// Whose service manager the examples are for, when that matters.
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

/// How far the fixes of a rule can be trusted; safe ones leave the services as they are, or repair a refused unit.
public enum FixSafety: Sendable {
  /// There is none.
  case none
  /// A guess, or one that changes what the unit does.
  case unsafe
  /// Nothing changes but the mistake.
  case safe
  /// One or the other; each fix says which.
  case depends
}
