import QuadletSyntax

/// One key of a section: how Podman reads it, what its value looks like, what it becomes, since when it exists.
///
/// The tables in this folder are the only place where these facts are written (podman-systemd.unit(5), and the generator itself).
public struct Directive: Sendable {
  /// The key as it is written in a unit.
  public let name: StaticString
  /// How the generator reads its assignments.
  public let reader: Reader
  /// What a value of it must look like.
  public let grammar: Grammar
  /// The podman option that the value becomes, for keys that the generator translates one by one; nil where a conversion handles the key.
  public let option: StaticString?
  /// The first Podman release that knows the key.
  public let since: PodmanVersion
  /// What an empty assignment does, as far as it is not what the reader says.
  public let empty: EmptyValue
  /// What to write instead, for a deprecated key.
  public let insteadOf: StaticString?
  /// One sentence for help texts.
  public let summary: StaticString

  init(
    _ name: StaticString,
    _ reader: Reader,
    _ grammar: Grammar,
    option: StaticString? = nil,
    since: PodmanVersion,
    empty: EmptyValue = .asRead,
    deprecated insteadOf: StaticString? = nil,
    _ summary: StaticString
  ) {
    self.name = name
    self.reader = reader
    self.grammar = grammar
    self.option = option
    self.since = since
    self.empty = empty
    self.insteadOf = insteadOf
    self.summary = summary
  }

  /// Whether newer manuals advise against the key.
  public var isDeprecated: Bool { insteadOf != nil }
}

/// What an assignment without a value does.
public enum EmptyValue: UInt8, Sendable {
  /// What the reader does with it: a list is reset, a boolean is false, anything else counts as not set.
  case asRead
  /// The generator acts on the empty text: an option without its argument, a broken name, zero.
  case actsOnEmpty
  /// The key must have a value; without one the unit is refused.
  case refused
}
