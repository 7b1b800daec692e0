/// A kind of finding: its name, what it says and why, an example of wrong and right.
///
/// Help, reference pages, SARIF metadata and a test of every example derive from this value.
public struct Rule: Sendable, CustomStringConvertible {
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
  /// Whether leger may offer a fix.
  public let isFixable: Bool

  init(
    _ id: StaticString,
    _ severity: Severity,
    _ summary: StaticString,
    why: StaticString,
    bad: StaticString,
    good: StaticString,
    isFixable: Bool = false
  ) {
    self.id = id
    self.severity = severity
    self.summary = summary
    self.why = why
    self.bad = bad
    self.good = good
    self.isFixable = isFixable
  }

  /// The name.
  public var description: String { name }

  /// The name as a string.
  public var name: String { "\(id)" }

  /// Whether two rules are the same.
  public func isSame(as other: Rule) -> Bool { id.utf8Start == other.id.utf8Start }
}

extension Rule {
  /// Every rule, in the order in which they are listed.
  public static let all: [Rule] =
    syntax + sections + values + references + requirements + conflicts + services

  /// The rule of that name.
  public static func named(_ name: String) -> Rule? {
    all.first { $0.name == name }
  }
}
