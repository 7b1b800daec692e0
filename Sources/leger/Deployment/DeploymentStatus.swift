import QuadletAnalysis

/// What runs of a deployment, and whether its files are still those that leger wrote.
struct DeploymentStatus {
  /// A service as it is.
  struct ServiceLine {
    let service: DeployedService
    let state: ServiceState?
    /// What podman says of its containers: `healthy`, `unhealthy`, `starting`; nil without a health check.
    let health: String?
    /// The image of its container is no longer the one that its reference stands for.
    let hasOtherImage: Bool
    /// A container of it that has ended with an error while systemd takes the service for running; nil when there is none.
    let failedContainer: String?

    /// Whether it is as it should be: up and not unhealthy, or done.
    var isWell: Bool {
      guard let state else { return service.isTemplate }
      if !state.isLoaded { return false }
      if state.activeState == "failed" { return false }
      return health != "unhealthy" && failedContainer == nil
    }

    /// The state in words.
    var words: String {
      guard let state else { return "template" }
      if !state.isLoaded { return state.loadState }
      var words = "\(state.activeState) (\(state.subState))"
      if let health { words += ", \(health)" }
      if let failedContainer { words += ", \(failedContainer) has failed" }
      if state.restarts > 0 { words += ", restarted \(state.restarts) times" }
      return words
    }
  }

  let name: DeploymentName
  let record: DeploymentRecord
  let generation: GenerationRecord
  let services: [ServiceLine]
  /// Files that are not what leger wrote, and those that are gone.
  let changedFiles: [String]
  let missingFiles: [String]
  let hasStaged: Bool

  /// The services that are meant to run all the time.
  private var running: [ServiceLine] {
    services.filter(\.service.runsOn)
  }

  /// The state of the whole in one word.
  var word: String {
    if services.contains(where: { !$0.isWell }) { return "degraded" }
    let up = running.filter { $0.state?.isActive == true }.count
    if up == running.count { return "up" }
    return up == 0 ? "stopped" : "partly up"
  }

  /// How many of the services run, of how many.
  var count: String { "\(running.filter { $0.state?.isActive == true }.count)/\(running.count)" }

  /// What is not as leger left it, a line each.
  var drift: [String] {
    changedFiles.map { "\($0) was changed by hand; the next apply overwrites it" }
      + missingFiles.map { "\($0) was removed by hand" }
      + services.compactMap { line in
        guard let state = line.state else { return nil }
        if state.isMasked { return "\(line.service.name) is masked" }
        if !state.isLoaded { return "\(line.service.name) is not loaded: \(state.loadState)" }
        return line.hasOtherImage ? "\(line.service.name) runs an image whose tag has moved since it was started" : nil
      }
  }
}

extension Deployer {
  /// Looks at deployments with one question to systemd, and with details two or three to podman.
  func statuses(of names: [DeploymentName], withDetails: Bool) throws(HostFailure) -> [DeploymentStatus] {
    var found: [(DeploymentName, DeploymentRecord, GenerationRecord)] = []
    for name in names {
      guard let record = try store.record(name) else { throw try store.missing(name.description) }
      found.append((name, record, try store.current(of: name, record)))
    }
    let instances = try systemd.instances(of: found.flatMap { $0.2.services.filter(\.isTemplate).map(\.name) }).sorted()
    for index in found.indices {
      found[index].2.services += found[index].2.services.flatMap { instances.compactMap($0.instance) }
    }
    let services = found.flatMap { $0.2.services.filter { !$0.isTemplate }.map(\.name) }
    let states = try withDetails ? systemd.states(of: services) : systemd.activity(of: services)
    var health: [String: String] = [:]
    var moved: Set<String> = []
    var failed: [String: String] = [:]
    if withDetails {
      let own = Set(services)
      let containers = try podman.containers().filter { $0.isOf(own) }
      let byID = try podman.health(of: containers.filter { $0.state == "running" }.map(\.id))
      let images = try podman.imageIDs()
      for container in containers {
        let service = container.service ?? ""
        if let status = byID[container.id] { health[service] = status.word }
        if container.hasFailed { failed[service] = container.names.first ?? container.id }
        if let id = images[container.image], id != container.imageID { moved.insert(service) }
      }
    }
    let staged = Set(try store.stagedNames())
    var statuses: [DeploymentStatus] = []
    for (name, record, generation) in found {
      var (changed, missing): ([String], [String]) = ([], [])
      for file in generation.files {
        do throws(HostFailure) {
          let present = try InstalledDeployment.read(file.path, in: folders.units(of: name), on: host)
          guard let present else {
            missing.append(file.path)
            continue
          }
          if Digest.hex(of: present.bytes) != file.digest { changed.append(file.path) }
        } catch {
          // A link or a folder has taken its place, or it cannot be read.
          changed.append(file.path)
        }
      }
      statuses.append(
        DeploymentStatus(
          name: name,
          record: record,
          generation: generation,
          services: generation.services.map { service in
            DeploymentStatus.ServiceLine(
              service: service,
              state: states[service.name],
              health: health[service.name],
              hasOtherImage: moved.contains(service.name),
              failedContainer: failed[service.name]
            )
          },
          changedFiles: changed,
          missingFiles: missing,
          hasStaged: staged.contains(name)
        )
      )
    }
    return statuses
  }

  /// The units in the folder of units that leger did not install: flat ones, and folders.
  func foreignUnits() throws(HostFailure) -> [(name: String, units: Int)] {
    let known = Set(try store.names().map(\.description))
    guard host.exists(folders.units) else { return [] }
    var reader = ProjectReader(target: Target(version: podman.version, scope: folders.scope), from: host)
    reader.addSearchPath(folders.units)
    var counts: [String: Int] = [:]
    for file in reader.inventory.files {
      guard case .unit = file.role else { continue }
      let folder = reader.inventory.folders[file.folder].path.dropFirst(folders.units.count)
      let first = folder.split(separator: UInt8(ascii: "/")).first.map { String(decoding: $0, as: UTF8.self) } ?? "."
      if !known.contains(first) { counts[first, default: 0] += 1 }
    }
    return counts.keys.sorted().map { ($0, counts[$0, default: 0]) }
  }
}
