/// How Podman reads the assignments of one directive; every value of a unit passes through one of these seven.
///
/// The names follow the functions of Podman's `pkg/systemd/parser/unitfile.go`.
public enum Reader: UInt8, Sendable, CaseIterable {
  /// `Lookup`: the last assignment, trailing white space cut, one matching outer pair of `"` removed.
  case last
  /// `LookupBoolean`: as `last`; `1`, `yes`, `true` and `on` in any case are true, every other word is false.
  case boolean
  /// `LookupAll`: every assignment as it stands; an empty one forgets those before it.
  case all
  /// `LookupAllStrv`: as `all`, each split into words, quotes removed, a backslash is an ordinary character.
  case strv
  /// `LookupAllArgs`: as `all`, each split into words, quotes removed, C escapes undone; a bad escape drops the assignment.
  case args
  /// `LookupAllKeyVal`: as `args`, each word `KEY=VALUE` or `KEY`; the last word of one KEY wins.
  case keyValue
  /// `LookupLastArgs`: the last assignment, split as for `args`; a bad escape drops the whole value.
  case lastArgs

  /// Whether several assignments add up, so that an empty one resets the list.
  public var isList: Bool {
    switch self {
    case .all, .strv, .args, .keyValue: true
    case .last, .boolean, .lastArgs: false
    }
  }

  /// Whether the value is split into words.
  public var splitsWords: Bool {
    switch self {
    case .strv, .args, .keyValue, .lastArgs: true
    case .last, .boolean, .all: false
    }
  }
}
