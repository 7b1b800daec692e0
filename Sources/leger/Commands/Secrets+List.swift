extension Command {
  /// `leger secrets list`: everything about secrets but their values.
  static var secretsList: Command {
    Command(
      name: "list",
      aliases: ["ls"],
      summary: "Lists the secrets, who uses them, and whether podman has the same.",
      discussion: """
        For each secret: its active version and the others, which version podman has and since when, the services that use it, \
        and those that still run with an older value. No value is shown.
        """,
      options: [Option("podman", help: "list the secrets of podman instead, also those of others")]
        + [.format(["text", "json"]), .json] + Option.scopes,
      examples: [
        ("leger secrets list", "Shows the secrets of the store."),
        ("leger secrets list --podman", "Shows those of podman."),
      ],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          if invocation.flag("podman") {
            invocation.show(try PodmanClient(on: invocation.host).storedSecrets())
            return .clean
          }
          let infos: [SecretInfo]
          let store = try invocation.secretStore()
          do throws(SecretFailure) { infos = try store.list() } catch { throw error.inWords() }
          invocation.show(try invocation.overview(of: infos))
          return .clean
        }
      }
    )
  }
}

extension Invocation {
  /// What is known of secrets; on a machine without podman or systemd only what the store has.
  fileprivate func overview(of infos: [SecretInfo]) throws(HostFailure) -> [SecretOverview] {
    guard let deployer = try? deployer() else {
      return infos.map { SecretOverview(name: $0.name, info: $0, podman: [], users: [], waiting: []) }
    }
    return try deployer.overview(of: infos)
  }

  fileprivate func show(_ secrets: [SecretOverview]) {
    if value("format") == "json" {
      console.standardOutput(JSONWriter.document("secrets", secrets) { $0.write(to: &$1) })
      return
    }
    if secrets.isEmpty { print("no secrets; store one with: leger secrets set NAME\n") }
    var table = Table("SECRET", "ACTIVE", "VERSIONS", "PODMAN", "SINCE (UTC)", "USED BY")
    for secret in secrets {
      table.add([
        secret.name.description, secret.info.map { "\($0.activeVersion)" } ?? "missing",
        secret.info.map { $0.versions.map(String.init).joined(separator: ", ") } ?? "-",
        secret.podman.isEmpty ? "-" : secret.podman.map(\.versionText).joined(separator: ", "),
        secret.podman.compactMap(\.changedAt).max().map(Timestamp.text) ?? "-",
        secret.users.isEmpty ? "-" : secret.users.joined(separator: ", "),
      ])
    }
    print(table.text(console.terminal))
    let waiting = Set(secrets.flatMap(\.waiting)).sorted()
    if !waiting.isEmpty {
      print("these run with an older value until they are restarted: \(waiting.joined(separator: ", "))\n")
    }
  }

  fileprivate func show(_ secrets: [PodmanSecret]) {
    if value("format") == "json" {
      console.standardOutput(JSONWriter.document("podman", secrets) { $0.write(to: &$1) })
      return
    }
    if secrets.isEmpty { print("podman has no secrets\n") }
    var table = Table("SECRET", "SINCE (UTC)", "FROM THE STORE")
    for secret in secrets {
      table.add([
        VisibleText.string(Array(secret.name.utf8)), secret.changedAt.map(Timestamp.text) ?? "-",
        SecretSync.source(of: secret).map { "\($0), version \(secret.versionText)" } ?? "no",
      ])
    }
    print(table.text(console.terminal))
  }
}

extension PodmanSecret {
  /// Which version of the store it is.
  fileprivate var versionText: String {
    SecretSync.isManaged(self) ? SecretSync.version(of: self).map { "\($0)" } ?? "?" : "not leger's"
  }

  fileprivate func write(to json: inout JSONWriter) {
    json.field("name", name)
    json.field("id", id)
    if let changedAt { json.field("changed_at", changedAt) }
    if let source = SecretSync.source(of: self) { json.field("source", source) }
    if let version = SecretSync.version(of: self) { json.field("version", Int(version)) }
  }
}

extension SecretOverview {
  fileprivate func write(to json: inout JSONWriter) {
    if let info {
      info.write(to: &json)
    } else {
      json.field("name", bytes: name.bytes)
    }
    json.array("podman") { json in for secret in podman { json.object { secret.write(to: &$0) } } }
    json.array("services") { json in for user in users { json.element(user) } }
    json.array("waiting") { json in for service in waiting { json.element(service) } }
  }
}

extension SecretInfo {
  /// Writes the members of an object.
  func write(to json: inout JSONWriter) {
    json.field("name", bytes: name.bytes)
    json.field("active_version", Int(activeVersion))
    json.array("versions") { json in for version in versions { json.element(number: Int(version)) } }
  }
}
