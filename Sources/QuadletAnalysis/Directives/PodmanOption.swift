/// One option of the podman commands that units become, as `PodmanArgs=` and `GlobalArgs=` can add it.
public struct PodmanOption: Sendable {
  /// What follows the name of an option.
  public enum Argument: UInt8, Sendable {
    /// Nothing, or `=true` and the like in the same word.
    case flag
    /// One value, after `=` or in the next word.
    case value
    /// One or more values with commas between, which podman takes apart.
    case list
  }

  /// The long name, dashes included.
  public let name: StaticString
  /// The spelling of one letter, dash included.
  public let short: StaticString?
  /// What follows the name.
  public let argument: Argument
  /// The commands that have the option.
  public let commands: PodmanCommands
  /// The first Podman release that has it.
  public let since: PodmanVersion
  /// The first Podman release that no longer has it.
  public let until: PodmanVersion?

  init(
    _ name: StaticString,
    _ argument: Argument,
    _ commands: PodmanCommands,
    short: StaticString? = nil,
    since: PodmanVersion = .podman(4, 4),
    until: PodmanVersion? = nil
  ) {
    self.name = name
    self.short = short
    self.argument = argument
    self.commands = commands
    self.since = since
    self.until = until
  }

  /// Other long names that podman takes for the same option (`utils.AliasFlags` in its sources).
  private static let aliases: [(alias: StaticString, name: StaticString)] = [
    ("--dns-opt", "--dns-option"), ("--net", "--network"),
  ]

  /// Returns the option of a command with a long name, dashes included; nil when the command has none of that name.
  public static func named(_ name: ArraySlice<UInt8>, of command: PodmanCommands) -> PodmanOption? {
    let alias = aliases.first { $0.alias.isEqual(to: name) }
    return all.first { option in
      !option.commands.isDisjoint(with: command)
        && (alias.map { $0.name.utf8Start == option.name.utf8Start || "\($0.name)" == "\(option.name)" }
          ?? option.name.isEqual(to: name))
    }
  }

  /// Returns the option of a command with a spelling of one letter; nil when the command has none.
  public static func short(_ letter: UInt8, of command: PodmanCommands) -> PodmanOption? {
    all.first { option in
      guard let short = option.short, !option.commands.isDisjoint(with: command) else { return false }
      return short.withUTF8Buffer { $0[1] == letter }
    }
  }
}

/// The podman commands that units become, and podman itself.
public struct PodmanCommands: OptionSet, Sendable {
  /// One bit for each command.
  public let rawValue: UInt16

  /// Makes a set from its bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Before any command: what `GlobalArgs=` adds.
  public static let global = PodmanCommands(rawValue: 1)
  /// `podman run`.
  public static let run = PodmanCommands(rawValue: 2)
  /// `podman pod create`.
  public static let podCreate = PodmanCommands(rawValue: 4)
  /// `podman kube play`.
  public static let kubePlay = PodmanCommands(rawValue: 8)
  /// `podman build`.
  public static let build = PodmanCommands(rawValue: 16)
  /// `podman network create`.
  public static let networkCreate = PodmanCommands(rawValue: 32)
  /// `podman volume create`.
  public static let volumeCreate = PodmanCommands(rawValue: 64)
  /// `podman image pull`.
  public static let imagePull = PodmanCommands(rawValue: 128)
  /// `podman artifact pull`.
  public static let artifactPull = PodmanCommands(rawValue: 256)

  /// Returns the command that a unit of a kind becomes, and to which its `PodmanArgs=` belong.
  public static func command(of kind: UnitKind) -> PodmanCommands {
    switch kind {
    case .container: .run
    case .pod: .podCreate
    case .kube: .kubePlay
    case .build: .build
    case .network: .networkCreate
    case .volume: .volumeCreate
    case .image: .imagePull
    case .artifact: .artifactPull
    }
  }
}
