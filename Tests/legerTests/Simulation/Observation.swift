@testable import leger

/// What can be seen of a simulated host from outside, as lines that a test compares and prints.
struct Observation: Equatable, Sendable, CustomStringConvertible {
  /// A part of the host that a comparison can leave out.
  enum Aspect: Hashable, Sendable {
    /// The InvocationID of a service and the identity of its containers: whether it was restarted.
    case identity(String)
    /// The InvocationIDs of all services, and the identities of all containers.
    case identities
    /// All about a service and its containers.
    case service(String)
    /// The definitions that systemd has loaded.
    case loaded
    case files, images, networks, volumes
    /// The results and counts of restarts of services.
    case results
  }

  /// One thing with one value.
  private struct Fact: Equatable, Sendable {
    let subject: String
    let value: String
    let aspects: Set<Aspect>
  }

  private var facts: [Fact] = []

  var description: String { facts.map { "\($0.subject): \($0.value)" }.joined(separator: "\n") }

  /// Looks at a machine.
  init(_ machine: SimulatedMachine) {
    for path in machine.files.paths(below: Array(machine.unitFolder.utf8)) {
      let text = machine.files.bytes(path).map { String(decoding: $0, as: UTF8.self) } ?? "(link)"
      add("file \(String(decoding: path, as: UTF8.self))", text, [.files])
    }
    for name in machine.units.keys.sorted() {
      guard let unit = machine.units[name], !Self.belongsToSystem(unit) else { continue }
      let all = Aspect.service(name)
      add("service \(name)", "\(unit.load) \(unit.activity.state) \(unit.activity.rawValue)", [all])
      add("result of \(name)", "\(unit.result), \(unit.restarts) restarts", [all, .results])
      add("invocation of \(name)", unit.invocation, [all, .identity(name), .identities])
      add("job of \(name)", unit.job.map { "\($0.kind)" } ?? "none", [all])
      add("loaded \(name)", unit.definition?.text ?? "nothing", [all, .loaded])
    }
    for container in machine.containers.sorted(by: { $0.name < $1.name }) {
      let service = container.unit ?? ""
      let subject = "container \(container.name)"
      let health = container.health.map { ", \($0.status)" } ?? ""
      add(subject, "\(service) \(container.state)\(health), image \(container.imageID)", [.service(service)])
      for (name, value) in container.secrets.sorted(by: { $0.key < $1.key }) {
        add("secret \(name) of \(subject)", value, [.service(service)])
      }
      add("id of \(subject)", container.id, [.service(service), .identity(service), .identities])
    }
    for (name, secret) in machine.storedSecrets.sorted(by: { $0.key < $1.key }) {
      // The key of the digest is another one on each host.
      let labels = secret.labels.filter { $0.key != "run.leger.digest" }
        .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      add("secret \(name)", "\(String(decoding: secret.value, as: UTF8.self)) \(labels)", [])
    }
    for secret in machine.store.infos { add("stored \(secret.name)", "version \(secret.activeVersion)", []) }
    for network in machine.networks.sorted(by: { $0.name < $1.name }) {
      add("network \(network.name)", network.options.joined(separator: " "), [.networks])
    }
    for volume in machine.volumes.sorted(by: { $0.name < $1.name }) {
      let labels = volume.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      let content = volume.content.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      let root = ["\(volume.root.user) \(volume.root.mode) \(volume.aside ?? [:]) \(volume.isMounted)"]
      add("volume \(volume.name)", (volume.options + labels + root + content).joined(separator: " "), [.volumes])
    }
    for (path, folder) in machine.folders.sorted(by: { $0.key < $1.key }) {
      let content = folder.content.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      add("folder \(path)", "\(folder.root.user) \(folder.aside ?? [:]) \(content.joined(separator: " "))", [.volumes])
    }
    for image in machine.images {
      for name in image.names.sorted() { add("image \(name)", image.id, [.images]) }
      if image.names.isEmpty { add("image \(image.id)", "<none>", [.images]) }
    }
  }

  /// Whether a unit comes with a package, or is only a name that another unit mentions.
  private static func belongsToSystem(_ unit: SimulatedUnit) -> Bool {
    unit.definition.map { $0.path.hasPrefix("/usr/lib/") } ?? (unit.activity.isDown && !unit.isMasked)
  }

  private mutating func add(_ subject: String, _ value: String, _ aspects: Set<Aspect>) {
    facts.append(Fact(subject: subject, value: value, aspects: aspects))
  }

  /// Returns what is different in another observation, one a line; empty when there is nothing.
  func difference(to other: Observation, ignoring ignored: Set<Aspect> = []) -> String {
    let (old, new) = (table(ignored), other.table(ignored))
    return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { subject in
      "\(subject): \(old[subject].map(Self.shown) ?? "nothing") → \(new[subject].map(Self.shown) ?? "nothing")"
    }.joined(separator: "\n")
  }

  private func table(_ ignored: Set<Aspect>) -> [String: String] {
    let kept = facts.filter { $0.aspects.isDisjoint(with: ignored) }
    return Dictionary(kept.map { ($0.subject, $0.value) }) { "\($0); \($1)" }
  }

  private static func shown(_ value: String) -> String { value.contains("\n") ? "\n\(value)\n" : value }
}

extension SimulatedHost {
  /// What can be seen of the host now.
  func observation() -> Observation { Observation(machine) }
}
