/// The reference page of what changed in Quadlet by Podman release, derived from the tables of this folder.
public enum PodmanReleases {
  /// The page in Markdown, newest release first.
  public static var markdown: String {
    let releases = all.sorted(by: >)
    var page = """
      # Quadlet by Podman release

      What each release of Podman added to Quadlet, newest first: new unit kinds, new keys, and what the generator
      does differently from that release on. Links lead to the pull requests that made the changes. To upgrade, read
      from the release that you have up to the one that you want.

      \(releases.map { "[\($0)](#\(anchor($0)))" }.joined(separator: " · "))

      ## At a glance

      The number of keys in each section, by release. Podman has never removed one; \(deprecatedCount) are
      [deprecated](#deprecated-keys).

      \(keyCounts)

      """
    for release in releases { page += section(release) }
    return page + deprecatedKeys
  }

  /// The releases that brought something.
  static var all: Set<PodmanVersion> {
    var releases = Set(ReleaseDifference.all.map(\.release))
    for kind in UnitKind.allCases { releases.insert(kind.since) }
    for (_, directive) in directives { releases.insert(directive.since) }
    return releases
  }

  /// Every key that Podman reads itself, with its section.
  private static var directives: [(table: SectionTable, directive: Directive)] {
    SectionTable.allCases.flatMap { table in table.directives.map { (table, $0) } }
  }

  // MARK: One release

  private static func section(_ release: PodmanVersion) -> String {
    var text = "\n## Podman \(release)\n"
    let kinds = UnitKind.allCases.filter { $0.since == release }
    if !kinds.isEmpty {
      let names = kinds.map { "`.\($0.word)`" }.joined(separator: ", ")
      text += "\n**New unit \(kinds.count == 1 ? "kind" : "kinds"):** \(names)\n"
    }
    let differences = ReleaseDifference.all.filter { $0.release == release }
    if !differences.isEmpty { text += "\n" }
    for difference in differences {
      let number = difference.pullRequest
      text += "- \(difference.summary) ([#\(number)](https://github.com/containers/podman/pull/\(number)))\n"
    }
    return text + newKeys(release)
  }

  /// A table of the keys that a release brought; one row for sections in which a key does the same.
  private static func newKeys(_ release: PodmanVersion) -> String {
    var rows: [(sections: String, key: String)] = []
    for (table, directive) in directives where directive.since == release {
      let key = "| `\(directive.name)=` | \(cell("\(directive.summary)")) |\n"
      if let row = rows.firstIndex(where: { $0.key == key }) {
        rows[row].sections += ", `[\(table.section)]`"
      } else {
        rows.append(("`[\(table.section)]`", key))
      }
    }
    if rows.isEmpty { return "" }
    let head = "\n| Section | New key | What it does |\n| --- | --- | --- |\n"
    return head + rows.map { "| \($0.sections) \($0.key)" }.joined()
  }

  // MARK: All releases

  /// A row for each section, a column for each release that brought a key to any of them.
  private static var keyCounts: String {
    let releases = Set(directives.map(\.directive.since)).sorted()
    var text = "| Section |" + releases.map { " \($0) |" }.joined() + "\n"
    text += "| --- |" + releases.map { _ in " ---: |" }.joined()
    for table in SectionTable.allCases where !table.directives.isEmpty {
      text += "\n| `[\(table.section)]` |"
      for release in releases {
        let count = table.directives.count { $0.since <= release }
        text += count == 0 ? " |" : " \(count) |"
      }
    }
    return text
  }

  private static var deprecatedCount: Int { directives.count { $0.directive.isDeprecated } }

  private static var deprecatedKeys: String {
    var text = """

      ## Deprecated keys

      Podman still reads these keys and advises against them.

      | Section | Key | Use instead |
      | --- | --- | --- |

      """
    for (table, directive) in directives {
      guard let insteadOf = directive.insteadOf else { continue }
      text += "| `[\(table.section)]` | `\(directive.name)=` | \(cell("\(insteadOf)")) |\n"
    }
    return text
  }

  // MARK: Markdown

  /// The anchor that GitHub gives to the heading of a release.
  private static func anchor(_ release: PodmanVersion) -> String {
    "podman-" + "\(release)".filter { $0 != "." }
  }

  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
