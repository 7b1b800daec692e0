extension Command {
  /// `leger secrets sync`: Podman gets what the store has.
  static var secretsSync: Command {
    Command(
      name: "sync",
      summary: "Gives podman the active versions of the secrets that services use.",
      discussion: """
        For each secret that an installed unit names, the store is asked for the active version of leger/NAME (config.yaml: \
        daemon: secret-prefix). Podman's secret is made or replaced when it is another one; when all is equal, nothing is \
        written. Services that run keep the value that they have until they are restarted.

        Secrets that you name are made also when no installed unit uses them yet, as before the first installation.

        Secrets that leger has not made are left alone, unless --adopt is given.
        """,
      operands: [
        Operand("NAME", .many, .text, help: "secrets by their names in podman, or deployments (default: all)")
      ],
      options: [
        .dryRun, Option("prune", help: "remove the secrets that leger has made and that no unit names any more"),
        Option("adopt", help: "take over secrets that leger has not made"), .lockTimeout,
      ] + Option.scopes,
      examples: [("leger secrets sync --dry-run", "Shows what would change.")],
      action: { invocation in
        invocation.changingHost { (deployer) throws(HostFailure) in
          let all = try deployer.desiredSecrets()
          let chosen = try invocation.chosen(of: all, deployer)
          let sync = try deployer.folders.secretSync(deployer.podman)
          let options = SecretSync.Options(
            prunes: invocation.flag("prune") && invocation.operands.isEmpty,
            adopts: invocation.flag("adopt")
          )
          let entries = try sync.plan(chosen, others: Set(all.map(\.podmanName)), options)
          if entries.isEmpty { invocation.print("no installed unit uses a secret\n") }
          let isDry = invocation.flag("dry-run")
          for entry in entries where entry.isRefused || entry.action == .keep || isDry {
            invocation.print("\(entry.line(isDone: false))\n")
          }
          var status = entries.contains(where: \.isRefused) ? ExitStatus.refused : .clean
          if isDry { return status }
          let changed = try sync.carryOut(entries) { status = invocation.report($0) }
          for entry in changed { invocation.print("\(entry.line(isDone: true))\n") }
          let users = Set(changed.filter { $0.action == .replace }.flatMap { $0.desired?.users ?? [] }).sorted()
          if !users.isEmpty {
            invocation.print(
              "services have the new values once they are restarted: leger restart \(users.joined(separator: " "))\n"
            )
          }
          return status
        }
      }
    )
  }
}

extension SecretSync.Entry {
  fileprivate var isRefused: Bool { if case .refuse = action { true } else { false } }

  /// One line about it.
  fileprivate func line(isDone: Bool) -> String {
    let from = desired.map { " from \($0.name)" } ?? ""
    let version = version.map { " version \($0)" } ?? ""
    let users = desired.map { $0.users.isEmpty ? "" : " (\($0.users.joined(separator: ", ")))" } ?? ""
    let name = VisibleText.string(Array(podmanName.utf8))
    switch action {
    case .create: return "\(name): \(isDone ? "created" : "would be created")\(from)\(version)\(users)"
    case .replace: return "\(name): \(isDone ? "replaced" : "would be replaced")\(from)\(version)\(users)"
    case .keep: return "\(name): unchanged, \(desired?.name.description ?? "")\(version)"
    case .remove: return "\(name): \(isDone ? "removed" : "would be removed"), no unit uses it"
    case .refuse(let reason): return "\(name): left as it is\(users): \(reason)"
    }
  }
}

extension Invocation {
  /// The secrets that the operands name, by their own names or that of a deployment.
  fileprivate func chosen(
    of all: [SecretSync.Desired],
    _ deployer: Deployer
  ) throws(HostFailure) -> [SecretSync.Desired] {
    if operands.isEmpty { return all }
    var chosen: [SecretSync.Desired] = []
    for text in operandTexts {
      var found = all.filter { $0.podmanName == text || $0.name.description == text }
      if found.isEmpty, let name = DeploymentName(text), let record = try deployer.store.record(name) {
        let names = try deployer.store.current(of: name, record).secrets ?? []
        found = all.filter { names.contains($0.podmanName) }
      } else if found.isEmpty {
        // One that units will use which are not installed yet.
        found = [
          SecretSync.Desired(podmanName: text, name: SecretName(deployer.folders.storeName(of: text, nil)), users: [])
        ]
      }
      chosen += found.filter { !chosen.contains($0) }
    }
    return chosen
  }
}
