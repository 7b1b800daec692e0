import QuadletAnalysis

extension DeploymentFolders {
  /// The name in the store of a secret of podman: as `.leger.yaml` says, else a prefix and the same name.
  func storeName(of secret: String, _ mapped: [String: String]?) -> String {
    mapped?[secret] ?? (settings.secretPrefix ?? "leger/") + secret
  }

  /// What compares and changes the secrets of podman, with the store of this machine.
  func secretSync(_ podman: PodmanClient) throws(HostFailure) -> SecretSync {
    var store = try SetecClient.configured(settings, scope, on: host)
    store.outlastsInterruption = podman.outlastsInterruption
    return SecretSync(
      store: store,
      podman: podman,
      digestKey: try SecretSync.digestKey(in: state, on: host),
      driver: try SecretDriver.installed(in: state, on: host)
    )
  }
}

extension SecretUse {
  /// Whether its name is known before a start; one that systemd fills in is none that can be made beforehand.
  var isNamed: Bool { !name.isEmpty && !name.contains("%") }
}

extension ProjectSettings {
  /// The names in the store of secrets that are not taken from where they would be by their names, by those in podman.
  var secretNames: [String: String]? {
    let mapped = (secrets ?? []).filter { $0.name.text != $0.podmanSecret.text }
    return mapped.isEmpty
      ? nil : Dictionary(mapped.map { ($0.podmanSecret.text, $0.name.text) }, uniquingKeysWith: { first, _ in first })
  }
}

/// The secrets of podman that deployments use.
extension Deployer {
  /// Returns the secrets that installed deployments use, each with the services that do.
  func desiredSecrets() throws(HostFailure) -> [SecretSync.Desired] {
    var users: [String: Set<String>] = [:]
    var names: [String: String] = [:]
    for name in try store.names() {
      guard let installed = try installed(name) else { continue }
      for use in installed.candidate.overview.secrets where use.isNamed {
        let services = installed.candidate.services.all.filter { $0.unit == use.unit }.map(\.name)
        users[use.name, default: []].formUnion(services)
        names[use.name] = folders.storeName(of: use.name, installed.generation.secretNames)
      }
    }
    return users.keys.sorted().map { name in
      SecretSync.Desired(
        podmanName: name,
        name: SecretName(names[name] ?? ""),
        users: users[name, default: []].sorted()
      )
    }
  }

  /// The same, and those that leger has made and no unit names any more.
  func managedSecrets() throws(HostFailure) -> [SecretSync.Desired] {
    let desired = try desiredSecrets()
    let others = try podman.storedSecrets().filter { secret in !desired.contains { $0.podmanName == secret.name } }
    return desired
      + others.compactMap { secret in
        SecretSync.source(of: secret).map {
          SecretSync.Desired(podmanName: secret.name, name: SecretName($0), users: [])
        }
      }
  }

  // MARK: Before a change

  /// Throws when containers could not start, since podman asks the store for values and that does not answer.
  func checkDriver() throws(HostFailure) {
    guard try SecretDriver.installed(in: folders.state, on: host) != nil else { return }
    let store = try SetecClient.configured(folders.settings, folders.scope, on: host)
    do throws(SecretFailure) { _ = try store.list() } catch {
      var failure = error.inWords()
      failure.message = "podman asks the store for secrets (leger secrets driver), and \(failure.message)"
      throw failure
    }
  }

  /// Refuses secrets that may be those of another deployment: all units of a scope could use them, and a repository could ask
  /// for any. What was installed from the same source before may stay.
  func checkSecretNames(of candidate: Candidate, _ options: Planner.Options) throws(HostFailure) {
    let secrets = candidate.record.secrets ?? []
    if secrets.isEmpty { return }
    let earlier = try store.generations(of: candidate.name).filter { generation in
      generation.isFinished == true && generation.source.isSamePlace(as: candidate.record.source)
    }
    let name = candidate.name.description
    let known = options.allowedSecrets.union(earlier.flatMap { $0.secrets ?? [] })
    let others = try store.names().map(\.description).filter { $0.utf8.count > name.utf8.count }
    let foreign = secrets.filter { secret in
      // What systemd fills in could become any name.
      let isOwn =
        !secret.contains("%") && options.isNameTrusted && Self.begins(secret, with: name)
        && !others.contains { Self.begins(secret, with: $0) }
      return !known.contains(secret) && !isOwn
    }
    let mapped = (candidate.record.secretNames ?? [:]).sorted { $0.key < $1.key }.filter { secret, stored in
      secrets.contains(secret) && stored != folders.storeName(of: secret, nil)
        && !options.allowedSecrets.contains(stored) && !earlier.contains { $0.secretNames?[secret] == stored }
    }
    if foreign.isEmpty, mapped.isEmpty { return try checkAgreement(of: candidate) }
    let list = foreign.map { "\"\($0)\"" }.joined(separator: ", ")
    let details = mapped.map { "\"\($0.key)\" would be \($0.value) of the store (secrets: in .leger.yaml)" }
    let (noun, verb, word) = foreign.count == 1 ? ("secret", "does", "it") : ("secrets", "do", "they")
    throw HostFailure(
      .refused,
      foreign.isEmpty
        ? "\(name) takes secrets of the store that may belong to another deployment"
        : "\(name) uses the \(noun) \(list), whose \(noun == "secret" ? "name" : "names") \(verb) not begin with \"\(name)\", so \(word) may belong to another deployment",
      details: details,
      help:
        "if that is right, add: \((foreign + mapped.map(\.value)).map { "--allow-secret \(ShellWord.quoted($0))" }.joined(separator: " "))"
    )
  }

  /// Whether a secret is one of a deployment by its name: `web-key` is one of `web`, unless there is a deployment `web-key`.
  static func begins(_ secret: String, with name: String) -> Bool {
    guard secret.hasPrefix(name) else { return false }
    let next = secret.dropFirst(name.count).first
    return next == nil || next == "-" || next == "_" || next == "."
  }

  /// One secret of podman cannot be two of the store.
  private func checkAgreement(of candidate: Candidate) throws(HostFailure) {
    let secrets = Set(candidate.record.secrets ?? [])
    for other in try store.names() where other != candidate.name {
      guard let record = try store.record(other) else { continue }
      let generation = try store.current(of: other, record)
      for secret in (generation.secrets ?? []).sorted() where secrets.contains(secret) {
        let (own, theirs) = (
          folders.storeName(of: secret, candidate.record.secretNames),
          folders.storeName(of: secret, generation.secretNames)
        )
        if own == theirs { continue }
        throw HostFailure(
          .refused,
          "the secret \"\(secret)\" of podman would be \(own) of the store, and for \(other) it is \(theirs)",
          help: "give one of them another name in Secret= and in secrets: of .leger.yaml"
        )
      }
    }
  }

  /// The secrets that podman does not have and the store has; throws when it does not have them, either.
  func missingSecrets(of candidate: Candidate, isForced: Bool) throws(HostFailure) -> [Plan.SecretChange] {
    let needed = candidate.overview.secrets.filter { $0.isNamed && !$0.isOptional }
    let missing = Set(needed.map(\.name)).subtracting(needed.isEmpty ? [] : try podman.secrets()).sorted()
    if missing.isEmpty { return [] }
    do throws(HostFailure) {
      return try changes(for: missing, candidate.record.secretNames)
    } catch {
      if isForced { return [] }
      throw error
    }
  }

  private func changes(
    for missing: [String],
    _ mapped: [String: String]?
  ) throws(HostFailure) -> [Plan.SecretChange] {
    let lacking = "podman has no secret \(missing.map { "\"\($0)\"" }.joined(separator: ", "))"
    guard let store = try SetecClient.present(folders.settings, folders.scope, on: host) else {
      throw HostFailure(
        .refused,
        "\(lacking), and no store of secrets runs on this machine",
        help:
          "podman secret create \(missing[0]) -; or with a store of versions: leger daemon start, then leger secrets set "
          + folders.storeName(of: missing[0], mapped)
      )
    }
    var changes: [Plan.SecretChange] = []
    var absent: [String] = []
    for secret in missing {
      let name = folders.storeName(of: secret, mapped)
      if !PodmanClient.isSecretName(secret) {
        throw HostFailure(.refused, "\(VisibleText.quoted(Array(secret.utf8))) is no name for a secret of podman")
      }
      do throws(SecretFailure) {
        let version = try store.info(SecretName(name)).activeVersion
        changes.append(Plan.SecretChange(podmanName: secret, name: name, old: nil, new: version))
      } catch {
        guard error == .notFound else { throw error.inWords(SecretName(name)) }
        absent.append(name)
      }
    }
    if absent.isEmpty { return changes }
    throw HostFailure(
      .refused,
      "\(lacking), and the store has no \(absent.joined(separator: ", "))",
      help: "leger secrets set \(absent[0])"
    )
  }

  /// Which container gets which secret, where that is new.
  func secretNotes(of candidate: Candidate, _ old: InstalledDeployment?) -> [String] {
    let lines = { (candidate: Candidate) in
      candidate.overview.secrets.filter { !$0.name.isEmpty }.map { use in
        let unit = String(decoding: candidate.project.name(of: use.unit), as: UTF8.self)
        let way = use.kind == .environment ? "variable" : "file"
        return "\(unit) gets the secret \(use.name) as the \(way) \(use.destination)"
      }
    }
    let before = Set(old.map { lines($0.candidate) } ?? [])
    return lines(candidate).filter { !before.contains($0) }
  }
}
