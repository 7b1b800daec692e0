import QuadletAnalysis

/// What happens to networks and images.
extension Planner {
  /// The networks to remove: those whose options change, which podman applies only when it makes them, and those that go.
  func removedNetworks(
    _ changes: ProjectChanges?,
    _ stopped: [String],
    _ notes: inout [String]
  ) throws(HostFailure) -> [String] {
    let networks = oldServices.filter { $0.kind == .network && !$0.isTemplate && !$0.resource.isEmpty }
    let own = Set(stopped)
    let shared = sharedNetworks
    let users = { (network: String) in
      snapshot.containers.filter { $0.networks.contains(network) && !$0.isOf(own) }
        .flatMap(\.names)
    }
    guard new != nil else {
      return networks.map(\.resource).filter { network in
        let others = users(network)
        if others.isEmpty, !shared.contains(network) { return true }
        let user = others.first ?? "another unit"
        notes.append("the network \(network) stays, since \(user) uses it")
        return false
      }
    }
    let changed = Set(
      (changes?.services ?? []).filter { $0.level.stopsService && $0.level != .added }
        .map { $0.oldService ?? $0.service }
    )
    let removed = networks.filter { changed.contains($0.name) }.map(\.resource)
    for network in removed {
      guard let user = users(network).first ?? (shared.contains(network) ? "another unit" : nil) else { continue }
      throw HostFailure(
        .refused,
        "the network \(network) must be made anew, and \(user) uses it",
        help: "stop \(user) first, or give the network another name"
      )
    }
    return removed
  }

  /// The names of networks that units outside of the deployment declare, too.
  private var sharedNetworks: Set<String> {
    guard let old = old?.candidate else { return [] }
    return Set(
      ProjectConflicts(old.project, host: old.tree.facts).all.filter { conflict in
        conflict.kind == .networkName && conflict.claims.contains { !old.isOwn($0.file) }
      }.map(\.key)
    )
  }

  /// The networks that the new services make and that do not exist yet.
  var newNetworks: [String] {
    newServices.filter { $0.kind == .network && !$0.isTemplate && !snapshot.networks.contains($0.resource) }
      .map(\.resource).filter { !$0.isEmpty && !$0.contains("%") }
  }

  /// Pulls and builds for services that start; those of others are not touched.
  func imageSteps(for names: Set<String>, _ notes: inout [String]) throws(HostFailure) -> [Plan.Step] {
    guard let new else { return [] }
    var steps: [Plan.Step] = []
    let entries = Dictionary(newServices.map { ($0.unit, $0) }, uniquingKeysWith: { first, _ in first })
    for image in new.overview.images {
      let users = image.users.compactMap { entries[$0] }.filter { names.contains($0.name) }
      let providers = image.providers.compactMap { entries[$0] }
      if users.isEmpty, !providers.contains(where: { names.contains($0.name) }) { continue }
      if let provider = providers.first {
        let command = Array(provider.command.dropFirst())
        if (command + [provider.workingDirectory ?? ""]).contains(where: { $0.contains("%") }) {
          notes.append(
            "\(provider.unitName) has specifiers of systemd, so its image is made only when the service starts"
          )
        } else {
          let unit = new.project.units[provider.unit].file
          let own = Path.parent(of: new.project.inventory.path(of: unit))
          let folder = provider.workingDirectory ?? String(decoding: own, as: UTF8.self)
          steps.append(.makeImage(service: provider.name, command: command, folder: folder))
        }
        continue
      }
      if image.name.contains("%") || image.name.isEmpty { continue }
      let policies = users.map { Self.pullPolicy(of: $0.command) }
      if snapshot.imageID(of: image.name) == nil, !policies.isEmpty, policies.allSatisfy({ $0 == "never" }) {
        throw HostFailure(
          .refused,
          "the image \(image.name) does not exist here, and \(users[0].unitName) forbids pulling it (Pull=never)",
          help: "podman pull \(image.name)"
        )
      }
      let isForced = policies.contains("always") || policies.contains("newer")
      if isForced, old != nil {
        notes.append(
          "\(image.name) is pulled at every start (Pull=), so a rollback cannot bring back an image whose tag has moved"
        )
      }
      if snapshot.imageID(of: image.name) == nil || isForced {
        steps.append(.pull(reference: image.name, isForced: isForced))
      }
    }
    return steps
  }

  /// What a container says about pulling its image.
  static func pullPolicy(of command: [String]) -> String {
    for (index, word) in command.enumerated() {
      if word.hasPrefix("--pull=") { return String(word.dropFirst(7)) }
      if word == "--pull", index + 1 < command.count { return command[index + 1] }
    }
    return "missing"
  }

  func references(of names: Set<String>) -> [String] {
    guard let new else { return [] }
    let units = Set(newServices.filter { names.contains($0.name) }.map(\.unit))
    return new.overview.images.filter { !$0.name.contains("%") && !units.isDisjoint(with: $0.users) }.map(\.name)
  }

  /// The names that must move for a generation to run the images that it ran.
  func movedTags() -> [Plan.ImageTag] {
    let known = Set(snapshot.images.values)
    return options.images.filter { known.contains($0.id) && snapshot.imageID(of: $0.reference) != $0.id }
      .map { Plan.ImageTag(id: $0.id, reference: $0.reference) }
  }

  /// The images that the references of services stand for now, to which a way back returns.
  func presentTags(of names: Set<String>) -> [Plan.ImageTag] {
    guard let old = old?.candidate else { return [] }
    // A tag may have moved since a container was started: what ran comes back.
    let running = snapshot.imagesInUse(by: names)
    let known = Set(running.map(\.reference))
    let units = Set(oldServices.filter { names.contains($0.name) }.map(\.unit))
    let others = old.overview.images.filter { !units.isDisjoint(with: $0.users) }
      .filter { !known.contains($0.name) }
      .compactMap { image in snapshot.imageID(of: image.name).map { Plan.ImageTag(id: $0, reference: image.name) } }
    return (running + others).reduce(into: []) { all, tag in if !all.contains(tag) { all.append(tag) } }
  }
}
