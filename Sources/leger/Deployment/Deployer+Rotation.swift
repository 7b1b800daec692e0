/// Another version of a secret for the services that use it.
extension Deployer {
  /// A rotation, before anything has changed.
  struct Rotation {
    let secret: SecretName
    let version: UInt32
    /// What podman gets.
    let changes: [Plan.SecretChange]
    let forward: Plan
    let back: Plan
    /// The first of the deployments that use the secret; nil when none does.
    let deployment: DeploymentName?
    /// The services that are restarted.
    let restarted: [String]
  }

  /// A deployment that uses a secret.
  private struct User {
    let name: DeploymentName
    let generation: GenerationRecord
    /// The names of the secret in podman.
    let secrets: Set<String>
    /// The services whose containers get it, instances among them, each after those that it waits for.
    let services: [String]
  }

  private func users(of secret: SecretName) throws(HostFailure) -> [User] {
    var users: [User] = []
    for name in try store.names() {
      guard let installed = try installed(name) else { continue }
      let uses = installed.candidate.overview.secrets.filter { use in
        use.isNamed
          && SecretName(folders.storeName(of: use.name, installed.generation.secretNames)) == secret
      }
      if uses.isEmpty { continue }
      let units = Set(uses.map(\.unit))
      var services: [String] = []
      for entry in installed.candidate.services.all where units.contains(entry.unit) {
        services += entry.isTemplate ? try systemd.instances(of: [entry.name]).sorted() : [entry.name]
      }
      users.append(
        User(name: name, generation: installed.generation, secrets: Set(uses.map(\.name)), services: services)
      )
    }
    return users
  }

  /// Makes the plan from one version of a secret to another, and the way back.
  func prepareRotation(
    of secret: SecretName,
    from old: UInt32,
    to new: UInt32,
    restarts: Bool
  ) throws(HostFailure) -> Rotation {
    let users = try users(of: secret)
    let stored = try podman.storedSecrets()
    let used = Set(users.flatMap(\.secrets))
    let taken = stored.filter { used.contains($0.name) && !SecretSync.isManaged($0) }.map(\.name)
    if let name = taken.first {
      throw HostFailure(
        .refused,
        "leger has not made the secret \"\(name)\" of podman, and does not replace it",
        help: "to take it over: leger secrets sync --adopt \(name)"
      )
    }
    let present = stored.filter { SecretSync.source(of: $0) == secret.description }.map(\.name)
    let changes = used.union(present).sorted().map { name in
      Plan.SecretChange(
        podmanName: name,
        name: secret.description,
        old: stored.contains { $0.name == name } ? old : nil,
        new: new
      )
    }
    let snapshot = try HostSnapshot(users.flatMap(\.generation.services), systemd, podman)
    // What has failed may have done so for want of the new value.
    let running = users.flatMap(\.services).filter { name in
      snapshot.isUp(name) || snapshot.services[name]?.activeState == "failed"
    }
    let stopped = restarts && !running.isEmpty ? try stopOrder(of: running) : []
    let started = stopped.isEmpty ? [] : running + stopped.filter { !running.contains($0) }.reversed()
    let watches = users.map { user in
      let own = user.services.filter(running.contains)
      return Plan.Step.watch(own, probe: own.isEmpty ? nil : user.generation.probe)
    }
    let others = started.filter { !running.contains($0) && snapshot.isWell($0) }
    let wasUp = started.filter(snapshot.isUp)
    return Rotation(
      secret: secret,
      version: new,
      changes: changes,
      forward: Plan(
        [.activate(secret: secret.description, version: new), .secrets(changes), .stop(stopped), .start(started)]
          + (started.isEmpty ? [] : watches + [.watch(others, probe: nil)])
      ),
      back: Plan([
        .activate(secret: secret.description, version: old), .stop(started.reversed()),
        .secrets(changes.map(\.reversed)), .start(wasUp), .watch(wasUp.filter(snapshot.isWell), probe: nil),
      ]),
      deployment: users.first?.name,
      restarted: started
    )
  }

  /// Carries out a rotation; throws when the old version is active again, everywhere. Where nothing uses the secret there is
  /// no way back, since nothing depends on it.
  func carryOut(_ rotation: Rotation, command: String, _ limits: HealthWatch.Limits) throws(HostFailure) {
    guard let name = rotation.deployment else {
      let sync = try folders.secretSync(podman)
      try sync.activate(rotation.secret, rotation.version)
      for change in rotation.changes {
        try sync.carryOut(change.podmanName, rotation.secret, change.old, change.new)
      }
      return
    }
    let transaction = Transaction(
      command: command,
      deployment: name.description,
      startedAt: Int(host.wallClock.components.seconds),
      forward: rotation.forward,
      back: rotation.back,
      from: try existing(name).record.current,
      to: nil,
      limits: limits,
      kind: .rotation
    )
    try executor.run(transaction, name, new: nil, old: [])
  }
}
