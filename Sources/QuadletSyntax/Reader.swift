/// How Podman reads the assignments of a directive; every value of a unit is read in one of these seven ways.
///
/// The names follow the functions of Podman's `pkg/systemd/parser/unitfile.go`.
public enum Reader: UInt8, Sendable, CaseIterable {
  /// `Lookup`: the last assignment, without trailing white space and one matching outer pair of `"`.
  case last
  /// `LookupBoolean`: like `last`; `1`, `yes`, `true` and `on` in any case are true, every other word is false.
  case boolean
  /// `LookupAll`: every assignment, unchanged; an empty one discards those before it.
  case all
  /// `LookupAllStrv`: like `all`, each split into words, quotes removed; a backslash is an ordinary character.
  case strv
  /// `LookupAllArgs`: like `all`, each split into words, quotes removed, C escapes decoded; a bad escape drops the
  /// assignment.
  case args
  /// `LookupAllKeyVal`: like `args`, each word `KEY=VALUE` or `KEY`; the last word for a KEY wins.
  case keyValue
  /// `LookupLastArgs`: the last assignment, split like `args`; a bad escape drops the whole value.
  case lastArgs

  /// Whether several assignments accumulate, so an empty one resets the list.
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
