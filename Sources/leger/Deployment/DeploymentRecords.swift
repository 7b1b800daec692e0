import QuadletAnalysis

/// Where the units of a deployment come from.
struct SourceRecord: Codable, Equatable, Sendable {
  enum Kind: String, Codable, Sendable { case folder, bundle, git, adopted, backup }

  var kind: Kind
  /// The absolute path of a folder, or a URL.
  var location: String
  /// The branch, tag or commit that was asked for.
  var ref: String?
  /// The folder within the repository.
  var subpath: String?
  /// The commit that was fetched.
  var revision: String?

  /// Whether there is a place to fetch newer units from.
  var isFollowed: Bool { kind != .adopted && kind != .backup }

  /// Whether both are the same place, whatever revision it had.
  func isSamePlace(as other: SourceRecord) -> Bool {
    kind == other.kind && location == other.location && subpath == other.subpath
  }

  /// The source in one line.
  var text: String {
    let at = ref.map { " at \($0)" } ?? ""
    let below = subpath.map { ", \($0)" } ?? ""
    return location + at + below
  }
}

/// A file that a deployment put into its folder of units.
struct DeployedFile: Codable, Equatable, Sendable {
  /// The path within the folder.
  var path: String
  /// The SHA-256 digest of what it holds.
  var digest: String
  /// The permission bits.
  var mode: UInt16
}

/// A service of a deployment.
struct DeployedService: Codable, Equatable, Sendable {
  var name: String
  var unit: String
  /// The extension of the unit: `container`, `volume`, …
  var kind: String
  /// What podman calls its object; empty when that is not known beforehand.
  var resource: String
  var isTemplate: Bool
  var isOneshot: Bool
  /// The instance of a template that starts at boot (`DefaultInstance=`); nil for another service.
  var defaultInstance: String?

  /// Whether it is meant to run on: not what others need, and not a job that a timer or a person starts.
  var runsOn: Bool { !isTemplate && !isOneshot && ["container", "kube", "pod"].contains(kind) }

  /// Returns the instance of a template that a name means, such as `tp@one`, `tp@one.container` or `tp@one.service`; nil
  /// for anything else.
  func instance(_ text: String) -> DeployedService? {
    guard isTemplate, let at = name.firstIndex(of: "@") else { return nil }
    let stem =
      [".service", ".\(kind)"].first(where: text.hasSuffix).map { String(text.dropLast($0.utf8.count)) } ?? text
    let prefix = name[...at]
    guard stem.hasPrefix(prefix), stem.utf8.count > prefix.utf8.count, stem.utf8.allSatisfy(Self.isNameByte) else {
      return nil
    }
    var instance = self
    instance.name = "\(stem).service"
    instance.isTemplate = false
    return instance
  }

  /// Whether a byte can be in the name of a unit (systemd.unit(5)); systemctl would look for others in a name with `*`.
  static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || ":_.\\@-".utf8.contains(byte)
  }
}

/// What a project says of its backups (`backup:`).
struct BackupSettings: Codable, Equatable, Sendable {
  /// Commands for a volume.
  struct Hook: Codable, Equatable, Sendable {
    /// Its name in podman, or the name of its unit.
    var volume: String
    /// The words of the commands; empty for none.
    var before: [String]
    var after: [String]
  }

  var consistency: BackupRecord.Consistency?
  var hooks: [Hook]

  /// Takes what is written; nil when that is nothing.
  init?(_ settings: ProjectSettings.Backup?) {
    guard let settings, settings.consistency != nil || !settings.hooks.isEmpty else { return nil }
    consistency = settings.consistency.flatMap(BackupRecord.Consistency.init(rawValue:))
    hooks = settings.hooks.map { Hook(volume: $0.volume.text, before: $0.before, after: $0.after) }
  }
}

/// An image that a service ran when its generation was found healthy.
struct DeployedImage: Codable, Equatable, Sendable {
  var reference: String
  var id: String
}

/// What a deployment was at one time: enough to bring it back.
struct GenerationRecord: Codable, Equatable, Sendable {
  var schema = 1
  var number: Int
  /// In seconds since 1970.
  var madeAt: Int
  var source: SourceRecord
  var files: [DeployedFile]
  var services: [DeployedService]
  var images: [DeployedImage] = []
  /// The Podman that its units were checked for.
  var podman: String
  /// What the project says of itself in its `.leger.yaml`.
  var version: String?
  /// The address that must answer after a start (`probe:`).
  var probe: String?
  /// The deployments that must be installed (`requires:`).
  var requires: [String]?
  /// How it is backed up (`backup:`).
  var backup: BackupSettings?
  /// The secrets of podman that its services use.
  var secrets: [String]?
  /// The names in the store of secrets that `.leger.yaml` takes from elsewhere, by those in podman (`secrets:`).
  var secretNames: [String: String]?
  /// Whether it has been installed; one that has not is what a crash has left.
  var isFinished: Bool?
  /// Why it was made, where that is not an installation or an update: `rollback to 3`, `restore of ID`.
  var note: String?

  /// Whether it was made to take another one back.
  var isRollback: Bool { note.map { $0.hasPrefix("rollback") || $0.hasPrefix("restore") } ?? false }

  /// Whether both have the same files.
  func hasSameFiles(as other: GenerationRecord) -> Bool { files == other.files }

  /// Whether both would be the same deployment: the files, and what the project says of itself.
  func hasSameContent(as other: GenerationRecord) -> Bool {
    hasSameFiles(as: other) && version == other.version && probe == other.probe && requires == other.requires
      && backup == other.backup && secretNames == other.secretNames
  }
}

/// What leger knows of a deployment.
struct DeploymentRecord: Codable, Equatable, Sendable {
  /// Content whose services did not come up.
  struct Failed: Codable, Equatable, Sendable {
    var files: [DeployedFile]
    /// The address that had to answer.
    var probe: String?
    /// How it was to be backed up.
    var backup: BackupSettings?
    var revision: String?
    var reason: String
    /// Whether it was taken back by a person although its services had come up.
    var wasTakenBack: Bool { reason.hasPrefix(Self.takenBack) }
    static let takenBack = "it was taken back"
    /// In seconds since 1970.
    var at: Int
  }

  var schema = 1
  var name: String
  /// The number of the generation that is installed.
  var current: Int
  /// The folder of units that it was installed into, where its own folder is.
  var unitFolder: String?
  /// The last content that failed; `update` does not try it again.
  var failed: Failed?
}
