import CSystem

/// Makes the secrets of Podman what the active versions in the store are.
struct SecretSync {
  /// A secret that installed services use.
  struct Desired: Equatable, Sendable {
    var podmanName: String
    var name: SecretName
    /// The services that use it, sorted.
    var users: [String]
  }

  /// What becomes of one secret of Podman.
  enum Action: Equatable, Sendable {
    case create
    /// What Podman has is older, or another one.
    case replace
    case keep
    /// No installed unit names it any more.
    case remove
    /// It stays as it is, for a reason.
    case refuse(String)
  }

  struct Entry: Sendable {
    var podmanName: String
    /// Nil for one that is removed.
    var desired: Desired?
    var action: Action
    /// Why the store did not give the value.
    fileprivate(set) var failure: SecretFailure?
    /// The active version in the store, with its value; nil when it was not had.
    fileprivate(set) var value: SecretValue?
    /// What Podman has.
    fileprivate(set) var stored: PodmanSecret?

    var version: UInt32? { value?.version ?? stored.flatMap(SecretSync.version) }
    /// Whether podman has it.
    var isStored: Bool { stored != nil }
    /// Whether what podman has is not leger's.
    var isForeign: Bool { stored.map { !SecretSync.isManaged($0) } ?? false }
  }

  struct Options: Sendable {
    /// Whether secrets go that leger has made and no unit names.
    var prunes = false
    /// Whether secrets are taken over that leger has not made.
    var adopts = false
    /// Whether only newer versions are asked for, and what is of the active one is taken for equal.
    var isConditional = false
    /// Whether a store that cannot be asked is the state of a secret, and not a failure.
    var toleratesFailure = false
  }

  let store: any SecretStore
  let podman: PodmanClient
  /// The key of the digests in labels.
  let digestKey: SecretBytes
  /// The driver by which podman asks leger; nil where podman keeps the values itself.
  var driver: SecretDriver?

  private static let managedLabel = "run.leger.managed"
  private static let sourceLabel = "run.leger.source"
  private static let versionLabel = "run.leger.version"
  private static let digestLabel = "run.leger.digest"

  /// Whether leger has made a secret of podman.
  static func isManaged(_ secret: PodmanSecret) -> Bool { secret.labels[managedLabel] == "1" }

  /// The name in the store of a secret that leger has made; nil for one of others.
  static func source(of secret: PodmanSecret) -> String? { isManaged(secret) ? secret.labels[sourceLabel] : nil }

  /// The version of the store that podman has; nil for a secret of others.
  static func version(of secret: PodmanSecret) -> UInt32? {
    isManaged(secret) ? secret.labels[versionLabel].flatMap { UInt32($0) } : nil
  }

  // MARK: Looking

  /// Compares what is desired with what Podman has; `others` are further secrets that installed units name.
  func plan(_ desired: [Desired], others: Set<String> = [], _ options: Options) throws(HostFailure) -> [Entry] {
    let stored = try podman.storedSecrets()
    var entries: [Entry] = []
    // A store that does not answer is not asked for each secret.
    var outage: SecretFailure?
    for wanted in desired.sorted(by: { $0.podmanName < $1.podmanName }) {
      let old = stored.first { $0.name == wanted.podmanName }
      var entry = Entry(podmanName: wanted.podmanName, desired: wanted, action: .keep, stored: old)
      do throws(SecretFailure) {
        if let outage { throw outage }
        let known = options.isConditional ? old.flatMap { knownVersion(of: wanted, $0) } : nil
        let value =
          if let known { try store.value(wanted.name, unlessActive: known) } else {
            try store.value(wanted.name, version: 0)
          }
        entry.value = value
        entry.action = action(for: wanted, value, old, options)
      } catch {
        entry.failure = error
        switch error {
        case .notChanged where options.isConditional: entry.failure = nil
        case .host(let failure) where options.toleratesFailure:
          outage = error
          entry.action = .refuse(failure.message)
        case .other(let reason) where options.toleratesFailure: entry.action = .refuse(reason)
        case .notFound: entry.action = .refuse("the store has no secret \(wanted.name)")
        case .notAllowed: entry.action = .refuse("the store does not let this machine read \(wanted.name)")
        case .host(let failure): throw failure
        default: throw HostFailure(.environment, "the store's answer for \(wanted.name) is not as setec gives it")
        }
      }
      entries.append(entry)
    }
    let named = Set(desired.map(\.podmanName)).union(others)
    for old in stored where options.prunes && Self.isManaged(old) && !named.contains(old.name) {
      entries.append(Entry(podmanName: old.name, desired: nil, action: .remove, stored: old))
    }
    return entries
  }

  /// The version that podman has of what is wanted; nil when it has something else.
  private func knownVersion(of wanted: Desired, _ old: PodmanSecret) -> UInt32? {
    Self.source(of: old) == wanted.name.description && hasRightDriver(old, wanted.name) ? Self.version(of: old) : nil
  }

  /// Whether podman has the value of a secret from where it should.
  private func hasRightDriver(_ secret: PodmanSecret, _ name: SecretName) -> Bool {
    guard let driver else { return !SecretDriver.isUsed(by: secret) }
    return secret.driverOptions == driver.commands(for: name)
  }

  private func action(
    for wanted: Desired,
    _ value: SecretValue,
    _ old: PodmanSecret?,
    _ options: Options
  ) -> Action {
    guard PodmanClient.isSecretName(wanted.podmanName) else {
      return .refuse("podman should have no secret of that name: letters, digits, '_', '.' and '-' are fine")
    }
    if value.bytes.count == 0 || value.bytes.count > SecretBytes.valueLimit {
      return .refuse("its value has \(value.bytes.count) bytes; podman takes 1 to \(SecretBytes.valueLimit)")
    }
    guard let old else { return .create }
    guard Self.isManaged(old) else {
      return options.adopts ? .replace : .refuse("leger has not made it; to take it over, add --adopt")
    }
    let isEqual = labels(for: wanted, value).allSatisfy { old.labels[$0.key] == $0.value }
    return isEqual && hasRightDriver(old, wanted.name) ? .keep : .replace
  }

  private func labels(for wanted: Desired, _ value: SecretValue) -> [String: String] {
    [
      Self.managedLabel: "1", Self.sourceLabel: wanted.name.description, Self.versionLabel: "\(value.version)",
      Self.digestLabel: Self.digest(of: value.bytes, name: wanted.podmanName, key: digestKey),
    ]
  }

  /// A digest that tells a change to whoever has the key, and nothing to others: that of a short value could be guessed.
  static func digest(of value: SecretBytes, name: String, key: SecretBytes) -> String {
    var message = SecretBytes.Builder(capacity: value.count + name.utf8.count + 32)
    message.append("leger-podman-v1")
    message.append(0)
    message.append(name.utf8)
    message.append(0)
    value.withBytes { message.append($0) }
    let bytes = message.bytes()
    var digest = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    key.withBytes { key in
      bytes.withBytes { bytes in
        _ = HMAC(
          EVP_sha256(),
          key.baseAddress,
          Int32(key.count),
          bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
          bytes.count,
          &digest,
          &count
        )
      }
    }
    var text = SecretBytes.Builder()
    digest.withUnsafeBytes { Base64.append($0, to: &text) }
    let letters = String(decoding: text.bytes().array, as: UTF8.self)
    return "v1:" + letters.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  // MARK: Changing

  /// Carries a plan out; returns the entries that were changed. What cannot be changed does not keep the others from it.
  func carryOut(_ entries: [Entry], report: (HostFailure) -> Void) throws(HostFailure) -> [Entry] {
    var changed: [Entry] = []
    for entry in entries {
      do throws(HostFailure) {
        if try carryOut(entry) { changed.append(entry) }
      } catch {
        var failure = error
        failure.message = "\(VisibleText.string(Array(entry.podmanName.utf8))): \(failure.message)"
        report(failure)
      }
    }
    return changed
  }

  private func carryOut(_ entry: Entry) throws(HostFailure) -> Bool {
    switch (entry.action, entry.desired, entry.value) {
    case (.remove, _, _):
      guard let stored = entry.stored else { return true }
      try checkSpace(for: 0, beside: stored)
      try podman.removeSecret(id: stored.id)
      return true
    case (.create, let desired?, let value?), (.replace, let desired?, let value?):
      try checkSpace(for: value.bytes.count, beside: entry.stored)
      let labels = labels(for: desired, value)
      let commands = driver?.commands(for: desired.name)
      let make = { (replacing: Bool) throws(HostFailure) in
        try podman.createSecret(
          entry.podmanName,
          value.bytes,
          labels: labels,
          commands: commands,
          replacing: replacing
        )
      }
      var replaces = entry.action == .replace
      if replaces, let stored = entry.stored, SecretDriver.isUsed(by: stored) != (commands != nil) {
        try podman.removeSecret(id: stored.id)
        replaces = false
      }
      do throws(HostFailure) { try make(replaces) } catch {
        // podman removes before it stores: what is missing now is made again, while the value is known.
        guard entry.action == .replace, try !podman.secrets().contains(entry.podmanName) else { throw error }
        try make(false)
      }
      return true
    default: return false
    }
  }

  /// Makes a version of a secret the active one in the store.
  func activate(_ name: SecretName, _ version: UInt32) throws(HostFailure) {
    do throws(SecretFailure) { try store.activate(name, version: version) } catch {
      throw error.inWords(name, version: version)
    }
  }

  /// Gives podman a version of a secret; without a new one the secret goes, if it is still the old version that leger has made.
  func carryOut(_ podmanName: String, _ name: SecretName, _ old: UInt32?, _ new: UInt32?) throws(HostFailure) {
    let stored = try podman.storedSecrets().first { $0.name == podmanName }
    guard let new else {
      guard let stored, Self.source(of: stored) == name.description, Self.version(of: stored) == old else { return }
      try checkSpace(for: 0, beside: stored)
      return try podman.removeSecret(id: stored.id)
    }
    let desired = Desired(podmanName: podmanName, name: name, users: [])
    let value: SecretValue
    do throws(SecretFailure) { value = try store.value(name, version: new) } catch {
      throw error.inWords(name, version: new)
    }
    var entry = Entry(podmanName: podmanName, desired: desired, action: .keep, value: value, stored: stored)
    entry.action = action(for: desired, value, stored, Options())
    if case .refuse(let reason) = entry.action { throw HostFailure(.refused, "\(podmanName): \(reason)") }
    _ = try carryOut(entry)
  }

  /// podman writes the file with all values anew, in place: without room, all would be lost.
  private func checkSpace(for size: Int, beside stored: PodmanSecret?) throws(HostFailure) {
    guard let folder = stored?.folder.map({ Array($0.utf8) }) ?? podman.secretsFolder,
      let free = podman.host.freeSpace(of: folder)
    else { return }
    let file = Path.join(folder, Array("secretsdata.json".utf8))
    let old = (try? podman.host.status(file, followingLinks: true).size) ?? 0
    let needed = Int(old) + size * 2 + 1 << 20
    if free < needed {
      throw HostFailure(folder, "has \(ByteCount.text(free)) left, and podman needs \(ByteCount.text(needed))")
    }
  }
}

extension SecretSync {
  /// The name of the file that has the key of digests, in leger's folder.
  private static let keyName = Array("host.key".utf8)
  private static let keySize = 32

  /// Reads the key of digests, which is made when it does not exist.
  static func digestKey(in folder: [UInt8], on host: any Host) throws(HostFailure) -> SecretBytes {
    let path = Path.join(folder, keyName)
    if var bytes = try host.bytes(at: path, limit: keySize + 1) {
      guard bytes.count == keySize else { throw .damaged(path) }
      return SecretBytes(erasing: &bytes)
    }
    let key = SecretBytes(randomCount: keySize)
    try host.makeFolders(folder, mode: 0o700)
    try host.write(key.array, to: path, within: folder, mode: 0o600)
    return key
  }
}
