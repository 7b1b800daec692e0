import QuadletAnalysis

/// What is on a host before a plan is made: the services that it is about, and what podman has.
struct HostSnapshot {
  /// The states of services by name.
  var services: [String: ServiceState]
  /// The services outside of the deployment that systemd stops together with its own, by name.
  var dependents: [String: ServiceState]
  /// All containers.
  var containers: [ContainerState]
  /// The id of each image by reference.
  var images: [String: String]
  /// The services with a container that is not healthy, has failed or was started again.
  var unwell: Set<String>
  /// The names of all networks.
  var networks: Set<String>

  /// Looks at services of a deployment.
  init(
    _ services: [DeployedService],
    _ systemd: Systemd,
    _ podman: PodmanClient
  ) throws(HostFailure) {
    let names = Set(services.filter { !$0.isTemplate }.map(\.name))
    let instances = try systemd.instances(of: services.filter(\.isTemplate).map(\.name))
    let all = names.union(instances).sorted()
    // A job of a command that was killed goes on, and would be taken for what someone wants.
    _ = try systemd.waitForJobs(of: all, timeLimit: .seconds(120))
    self.services = try systemd.states(of: all)
    dependents = try systemd.dependents(of: all)
    containers = try podman.containers()
    let up = Set(self.services.keys).union(dependents.keys)
    let checked = containers.filter { $0.state == "running" && $0.isOf(up) }
    let health = try podman.health(of: checked.map(\.id))
    let isUnwell = { (container: ContainerState) in
      container.restarts > 0 || container.hasFailed || health[container.id].map { $0.word != "healthy" } == true
    }
    unwell = Set(containers.filter { $0.isOf(up) && isUnwell($0) }.compactMap(\.service))
    images = try podman.imageIDs()
    networks = Set(try podman.networks().map(\.name))
  }

  /// What systemd has loaded of services, those left out whose text cannot be read.
  static func loaded(_ states: [ServiceState], on host: any Host) -> [Plan.LoadedService] {
    states.filter(\.isLoaded).compactMap { state in
      guard let text = try? host.read(Array(state.fragmentPath.utf8), limit: SourceLimit.file) else { return nil }
      return Plan.LoadedService(
        name: state.name,
        sourcePath: state.sourcePath,
        digest: LoadedText.digest(of: text)
      )
    }
  }

  /// Returns the id of the image that a reference stands for; without a tag that is `latest`.
  func imageID(of reference: String) -> String? {
    if let id = images[reference] { return id }
    let name = reference.split(separator: "/").last ?? ""
    return name.contains(":") || name.contains("@") ? nil : images["\(reference):latest"]
  }

  /// Whether a service runs, or is about to.
  func isUp(_ name: String) -> Bool { (services[name] ?? dependents[name])?.isUp == true }

  /// Whether a service has started and not failed since.
  func isActive(_ name: String) -> Bool { (services[name] ?? dependents[name])?.isActive == true }

  /// Whether a service has started, is not being started again, and its container is not unhealthy.
  func isWell(_ name: String) -> Bool { name.hasSuffix(".service") && isActive(name) && !unwell.contains(name) }

  /// The ids of the images that containers of services run.
  func imagesInUse(by services: Set<String>) -> [Plan.ImageTag] {
    containers.compactMap { container in
      guard let service = container.service, services.contains(service), !container.imageID.isEmpty else { return nil }
      return Plan.ImageTag(id: container.imageID, reference: container.image)
    }
  }
}
