/// A secret of Podman, without its value.
struct PodmanSecret: Decodable, Sendable, Equatable {
  private struct Spec: Decodable, Sendable, Equatable {
    struct Driver: Decodable, Sendable, Equatable {
      let options: [String: String]?
      private enum CodingKeys: String, CodingKey { case options = "Options" }
    }
    let name: String
    let driver: Driver?
    let labels: [String: String]?
    private enum CodingKeys: String, CodingKey { case name = "Name", driver = "Driver", labels = "Labels" }
  }

  /// All of it: podman takes any prefix of an ID for the whole, also where a name is meant (seen with 5.4 and 5.8).
  let id: String
  /// When it got its value, as podman writes it.
  private let updatedAt: String?
  private let spec: Spec

  var name: String { spec.name }
  var labels: [String: String] { spec.labels ?? [:] }
  /// What the driver was told that has the value.
  var driverOptions: [String: String] { spec.driver?.options ?? [:] }
  /// The folder of the file that has the values in plain text; nil for another driver.
  var folder: String? { driverOptions["path"] }

  /// When it got its value, in seconds since 1970.
  var changedAt: Int? { updatedAt.flatMap(Timestamp.seconds) }

  private enum CodingKeys: String, CodingKey { case id = "ID", updatedAt = "UpdatedAt", spec = "Spec" }
}

extension PodmanClient {
  /// Whether a secret can have a name, as leger makes them; podman takes more, such as `a b` and `-h`.
  static func isSecretName(_ name: String) -> Bool {
    (1...253).contains(name.utf8.count) && name.first != "-"
      && name.utf8.allSatisfy { byte in
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
          || [UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(byte)
      }
  }

  /// Returns the secrets, in the order of their names.
  func storedSecrets() throws(HostFailure) -> [PodmanSecret] {
    let ids = try run(["secret", "ls", "--quiet"])
    guard ids.status == 0 else { throw HostFailure(.environment, "podman secret: \(Self.reason(ids))") }
    let words = ids.output.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    if words.isEmpty { return [] }
    // One that has gone meanwhile is an error, after the others were printed.
    let outcome = try run(["secret", "inspect", "--"] + words)
    guard let list = JSONText.decode([PodmanSecret].self, from: outcome.output) else {
      throw HostFailure(.environment, "podman secret inspect: \(Self.reason(outcome))")
    }
    return list.sorted { $0.name < $1.name }
  }

  /// The folder of the file in which podman keeps values, other ones than those of leger, too; nil when podman does not tell.
  var secretsFolder: [UInt8]? {
    guard let outcome = try? run(["info", "--format", "{{.Store.GraphRoot}}"]), outcome.status == 0 else { return nil }
    let root = outcome.output.split(separator: UInt8(ascii: "\n")).first.map(Array.init) ?? []
    return root.first == UInt8(ascii: "/") ? Path.join(root, Array("secrets/filedriver".utf8)) : nil
  }

  /// Makes a secret, or replaces the one that has its name. The value goes through standard input alone.
  ///
  /// `commands` are those of the driver `shell`; nil for the driver that podman takes by itself. Replacing must not change the
  /// driver: podman deletes by the new one, so the old one would keep the value (seen with 5.8).
  func createSecret(
    _ name: String,
    _ value: SecretBytes,
    labels: [String: String],
    commands: [String: String]?,
    replacing: Bool
  ) throws(HostFailure) {
    var words = ["secret", "create"] + (replacing ? ["--replace"] : [])
    for (key, value) in labels.sorted(by: { $0.key < $1.key }) { words += ["--label", "\(key)=\(value)"] }
    if let commands {
      words += ["--driver", "shell"]
      // A field of CSV each.
      for (key, command) in commands.sorted(by: { $0.key < $1.key }) {
        words += ["--driver-opts", "\"\(key)=\(command.replacing("\"", with: "\"\""))\""]
      }
    }
    let outcome = try run(words + ["--", name, "-"], input: value.array)
    if outcome.status != 0 { throw HostFailure(.failed, "podman secret create: \(Self.reason(outcome))") }
  }

  /// Removes a secret by its whole ID.
  func removeSecret(id: String) throws(HostFailure) { try check(["secret", "rm", "--", id]) }
}
