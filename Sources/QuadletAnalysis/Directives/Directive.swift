import QuadletSyntax

/// A key of a section: how Podman reads it, what its value looks like, what it becomes, since when it exists.
///
/// The tables in this folder are the only place where these facts are recorded (podman-systemd.unit(5), and the
/// generator itself).
public struct Directive: Sendable {
  /// The key as written in a unit.
  public let name: StaticString
  /// How the generator reads its assignments.
  public let reader: Reader
  /// What a value must look like.
  public let grammar: Grammar
  /// The podman option that the value becomes, for keys that the generator translates one to one; nil when a conversion
  /// handles the key.
  public let option: StaticString?
  /// Where the option stands in the command.
  let place: OptionPlace
  /// The first Podman release that knows the key.
  public let since: PodmanVersion
  /// What an empty assignment does, if not what the reader says.
  public let empty: EmptyValue
  /// What to use instead, for a deprecated key.
  public let insteadOf: StaticString?
  /// One sentence for help texts.
  public let summary: StaticString

  init(
    _ name: StaticString,
    _ reader: Reader,
    _ grammar: Grammar,
    option: StaticString? = nil,
    place: OptionPlace = .byReader,
    since: PodmanVersion,
    empty: EmptyValue = .asRead,
    deprecated insteadOf: StaticString? = nil,
    _ summary: StaticString
  ) {
    self.name = name
    self.reader = reader
    self.grammar = grammar
    self.option = option
    self.place = place
    self.since = since
    self.empty = empty
    self.insteadOf = insteadOf
    self.summary = summary
  }

  /// Whether newer manuals advise against the key.
  public var isDeprecated: Bool { insteadOf != nil }
}

/// Where the generator puts the option of a key that it translates one to one.
enum OptionPlace: Sendable, Equatable {
  /// Among those with the same reader, which the generator adds in no fixed order.
  case byReader
  /// Among the options about health, in this order.
  case health(UInt8)
}

/// What an assignment without a value does.
public enum EmptyValue: UInt8, Sendable {
  /// What the reader makes of it: a list is reset, a boolean is false, anything else counts as not set.
  case asRead
  /// The generator uses the empty text: an option without its argument, a broken name, zero.
  case actsOnEmpty
  /// The key needs a value; without one, Podman rejects the unit.
  case refused
}
