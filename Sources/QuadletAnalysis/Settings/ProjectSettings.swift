/// What a project states about itself in its `.leger.yaml`.
///
/// The units are the source of truth; ports and volumes are listed only to be checked against them.
public struct ProjectSettings: Sendable, Equatable {
  /// A text with its place.
  public struct Text: Sendable, Equatable {
    /// The text.
    public let text: String
    /// Where it is written.
    public let place: YAMLPlace
  }

  /// Where a secret comes from.
  public struct Secret: Sendable, Equatable {
    /// The name in the store (`name`).
    public let name: Text
    /// The name in Podman (`podman-secret`); the same as `name` when it is not written.
    public let podmanSecret: Text
    /// The environment variable that passes it to the container (`env`).
    public internal(set) var variable: String?
    /// The file or variable that passes it to the container (`target`).
    public internal(set) var target: String?
    /// How it reaches the container (`type`).
    public internal(set) var type: SecretReference.Kind?
  }

  /// A list that may be absent; an empty list states that there are none.
  public struct List: Sendable, Equatable {
    /// Where its key is written.
    public let place: YAMLPlace
    /// Its elements.
    public let elements: [Text]
  }

  /// What `leger validate` does unless its options say otherwise.
  public struct Lint: Sendable, Equatable {
    /// The rules that are reported only (`select`); all when empty.
    public internal(set) var selected: [Text] = []
    /// The rules that are not reported (`ignore`).
    public internal(set) var ignored: [Text] = []
    /// The least severity that makes it fail (`fail-on`): a word for one, or `never`.
    public internal(set) var failOn: String?
  }

  /// How the project is backed up.
  public struct Backup: Sendable, Equatable {
    /// Commands that make the data of a volume fit to be read while its services run.
    public struct Hook: Sendable, Equatable {
      /// The volume, by its name in podman or by that of its unit.
      public let volume: Text
      /// The words of the command that runs in a container of the volume before it is read; empty for none.
      public internal(set) var before: [String] = []
      /// The words of the one that runs afterwards.
      public internal(set) var after: [String] = []
    }

    /// What happens to the services meanwhile: `stop`, `pause` or `live`.
    public internal(set) var consistency: String?
    /// The volumes with commands of their own.
    public internal(set) var hooks: [Hook] = []
  }

  /// The name that the project is installed under.
  public internal(set) var name: Text?
  /// What the project is, in a sentence.
  public internal(set) var description: String?
  /// Its version, which can be any text.
  public internal(set) var version: String?
  /// Whose service manager runs it.
  public internal(set) var scope: Scope?
  /// The Podman release that must accept its units.
  public internal(set) var podman: PodmanVersion?
  /// The names of the projects that must be installed first.
  public internal(set) var requires: [Text] = []
  /// The secrets; nil when they are not listed.
  public internal(set) var secrets: [Secret]?
  /// The host ports that its units publish; nil when they are not listed.
  public internal(set) var ports: List?
  /// The volumes of its units; nil when they are not listed.
  public internal(set) var volumes: List?
  /// The HTTP address of this host that must answer once the services have started.
  public internal(set) var probe: Text?
  /// How the project is backed up.
  public internal(set) var backup = Backup()
  /// How the project is validated.
  public internal(set) var lint = Lint()

  /// Creates empty settings.
  public init() {}
}

/// Something that is wrong with a `.leger.yaml` by itself.
public struct SettingsMistake: Sendable {
  /// What is wrong, and what to do about it.
  public let message: Message
  /// Where.
  public let place: YAMLPlace
}
