/// What is in a backup: the file `.backup-metadata.json`, as the owner's documents have it, and more.
struct BackupRecord: Codable, Equatable, Sendable {
  enum Kind: String, Codable, CaseIterable, Sendable { case manual, automatic }

  /// How a volume was kept from changing while it was read.
  enum Consistency: String, Codable, CaseIterable, Sendable { case stop, pause, live }

  /// A file of the deployment.
  struct File: Codable, Equatable, Sendable {
    /// The path within the backup and within the deployment's folder.
    var path: String
    /// The SHA-256 digest of what it holds.
    var digest: String
    /// The permission bits.
    var mode: UInt16
  }

  /// A volume and its archive.
  struct Volume: Codable, Equatable, Sendable, NamedData {
    /// The name that podman has for it.
    var name: String
    /// The path of the archive within the backup.
    var archivePath: String
    /// The size of the archive, in bytes.
    var size: Int
    /// The SHA-256 digest of the archive.
    var sha256: String?
    /// What the archive holds.
    var content: ContentCount?
    /// What the archive lacks of the volume's own folder.
    var root: VolumeFolder.Root?
    var driver: String?
    var options: [String: String]?
    var labels: [String: String]?
    /// The names of extended attributes of files that no archive of podman has.
    var lostAttributes: [String]?
    /// Whether a command of the project made it fit to be read while services ran on.
    var isPrepared: Bool?
    /// The folder of the host that it was; nil for a volume.
    var hostFolder: String?

    /// Whether the data lay in a folder of the volume's own (`StoredVolume.isPlain`).
    var isPlain: Bool { (driver ?? "local") == "local" && options?["type"] == nil && options?["device"] == nil }

    private enum CodingKeys: String, CodingKey {
      case name, size, sha256, content, root, driver, options, labels
      case archivePath = "archive_path", lostAttributes = "lost_attributes"
      case isPrepared = "is_prepared", hostFolder = "host_folder"
    }
  }

  /// Data of the deployment that is not in the backup.
  struct Omission: Codable, Equatable, Sendable {
    /// The name of a volume, or the path of a folder.
    var name: String
    var reason: String
  }

  /// What a backup of leger's own has besides.
  struct Details: Codable, Equatable, Sendable {
    var leger: String
    var podman: String
    /// `user` or `system`.
    var scope: String
    /// The number of the user whose services they are.
    var user: UInt32
    var consistency: Consistency
    var compression: Compression
    /// Where the units come from, in one line.
    var source: String
    /// The digests of the images that the services ran, by reference.
    var images: [String: String]
    /// The names of the secrets that the services use; a backup never has their values.
    var secrets: [String]
    /// The services that were up.
    var active: [String]
    var omissions: [Omission]
  }

  var schema: Int?
  var id: String
  var deploymentName: String
  /// In UTC, as RFC 3339 writes it.
  var createdAt: String
  var type: Kind
  var reason: String
  /// The size of all files and archives, in bytes.
  var size: Int
  /// The paths of the unit files.
  var quadletFiles: [String]
  var files: [File]?
  var volumes: [Volume]
  var details: Details?

  /// When it was made, in seconds since 1970; nil when that cannot be read.
  var madeAt: Int? { Timestamp.seconds(createdAt) }

  private enum CodingKeys: String, CodingKey {
    case schema, id, type, reason, size, files, volumes, details
    case deploymentName = "deployment_name", createdAt = "created_at", quadletFiles = "quadlet_files"
  }
}
