/// What a project says of itself in its `.leger.yaml`.
///
/// The units are the source of truth; ports and volumes are written down here to be checked against them.
public struct ProjectSettings: Sendable, Equatable {
  /// A text with its place.
  public struct Text: Sendable, Equatable {
    /// The text.
    public let text: String
    /// Where it stands.
    public let place: YAMLPlace
  }

  /// Where a secret comes from.
  public struct Secret: Sendable, Equatable {
    /// The name where it is kept.
    public let name: Text
    /// The name of the podman secret (`podman-secret`); the name above when it is not written.
    public let podmanSecret: Text
    /// The variable that the container gets it in (`env`).
    public internal(set) var variable: String?
    /// The file or variable that the container gets it in (`target`).
    public internal(set) var target: String?
    /// How it gets there (`type`).
    public internal(set) var type: SecretReference.Kind?
  }

  /// A list that may be absent; an empty one says that there is nothing.
  public struct List: Sendable, Equatable {
    /// Where its key stands.
    public let place: YAMLPlace
    /// Its elements.
    public let elements: [Text]
  }

  /// What `leger validate` does when its options say nothing else.
  public struct Lint: Sendable, Equatable {
    /// The rules that are reported only (`select`); all when empty.
    public internal(set) var selected: [Text] = []
    /// The rules that are not reported (`ignore`).
    public internal(set) var ignored: [Text] = []
    /// The least severity that makes it fail (`fail-on`): a word for one, or `never`.
    public internal(set) var failOn: String?
  }

  /// The name that the project is installed under.
  public internal(set) var name: Text?
  /// What it is, in a sentence.
  public internal(set) var description: String?
  /// Its version, any text.
  public internal(set) var version: String?
  /// Whose service manager runs it.
  public internal(set) var scope: Scope?
  /// The Podman that must read its units.
  public internal(set) var podman: PodmanVersion?
  /// The names of projects that must be there before.
  public internal(set) var requires: [Text] = []
  /// The secrets; nil when nothing is said of them.
  public internal(set) var secrets: [Secret]?
  /// The ports of the host that its units publish; nil when nothing is said of them.
  public internal(set) var ports: List?
  /// The volumes of its units; nil when nothing is said of them.
  public internal(set) var volumes: List?
  /// How it is validated.
  public internal(set) var lint = Lint()

  /// Makes settings that say nothing.
  public init() {}
}

/// Something that is wrong with a `.leger.yaml` by itself.
public struct SettingsMistake: Sendable {
  /// What is wrong, and what to do about it.
  public let message: Message
  /// Where.
  public let place: YAMLPlace
}
