import QuadletAnalysis

extension Command {
  /// `leger stage`: fetches an update and keeps it aside.
  static let stage = Command(
    name: "stage",
    group: "Deployments",
    summary: "Fetches and checks an update of a deployment, and keeps it aside.",
    discussion: """
      Nothing that runs is touched. leger diff NAME shows what the update changes, leger apply NAME applies it, and leger \
      discard NAME forgets it.
      """,
    operands: [
      Operand("NAME|all|SOURCE", .one, .text, help: "a deployment, all of them, or another source with --name")
    ],
    options: [
      Option("name", .value("NAME"), help: "the deployment that another source is staged for"),
      .ref, .subpath, .dryRun, .lockTimeout, .ofUser, .ofSystem,
    ],
    examples: [
      ("leger stage web", "Fetches the branch that web was installed from."),
      ("leger stage web --ref v2", "Stages another revision; apply follows it from then on."),
    ],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in try runStage(invocation, deployer) }
    }
  )

  private static func runStage(_ invocation: Invocation, _ deployer: Deployer) throws(HostFailure) -> ExitStatus {
    let text = invocation.operandTexts[0]
    if let given = invocation.bytes("name") {
      let name = try DeploymentName(typed: given)
      let source = try Source(
        invocation.operands[0],
        ref: invocation.value("ref"),
        subpath: invocation.value("subpath"),
        deployer.folders.settings,
        on: invocation.host
      )
      try stage(name, invocation, deployer, source)
      return .clean
    }
    for name in try deployer.names(text) { try stage(name, invocation, deployer, nil) }
    return .clean
  }

  private static func stage(
    _ name: DeploymentName,
    _ invocation: Invocation,
    _ deployer: Deployer,
    _ source: Source?
  ) throws(HostFailure) {
    let found = try deployer.look(
      at: name,
      source: source,
      ref: invocation.value("ref"),
      subpath: invocation.value("subpath")
    )
    switch found {
    case _ where invocation.flag("dry-run"):
      let isCurrent = if case .current = found { true } else { false }
      invocation.print("\(name): \(isCurrent ? "nothing new" : "an update would be staged")\n")
    case .current:
      try deployer.store.discard(name)
      invocation.print("\(name): nothing new\n")
    case .failedBefore(let failed, let generation, let content):
      try deployer.stage(name, generation, content)
      invocation.print("\(name): staged, although it did not work before: \(failed.reason)\n")
    case .staged(let generation, let content):
      try deployer.stage(name, generation, content)
      let revision = generation.source.revision.map { " \($0.prefix(12))" } ?? ""
      invocation.print("\(name): staged\(revision); look: leger diff \(name); apply: leger apply \(name)\n")
      if let obstacle = deployer.obstacle(to: name, generation, content) {
        invocation.printError("note: as this host is now, apply would refuse it: \(obstacle.message)\n")
        if let help = obstacle.help { invocation.printError("help: \(help)\n") }
      }
    }
  }

  /// `leger staged`: what is kept aside.
  static let staged = Command(
    name: "staged",
    group: "Deployments",
    summary: "Lists the updates that are staged.",
    options: [.format(["text", "json"]), .json, .ofUser, .ofSystem],
    examples: [("leger staged", "Lists what leger apply all would apply.")],
    action: { invocation in
      invocation.onHost { () throws(HostFailure) in
        let store = try invocation.store()
        var found: [(name: DeploymentName, generation: GenerationRecord)] = []
        for name in try store.stagedNames() { if let staged = try store.staged(name) { found.append((name, staged)) } }
        if invocation.value("format") == "json" {
          let output = JSONWriter.document("staged", found) { staged, json in
            json.field("name", staged.name.description)
            json.field("staged_at", staged.generation.madeAt)
            json.source(staged.generation.source)
          }
          invocation.console.standardOutput(output)
          return .clean
        }
        var table = Table("NAME", "STAGED", "SOURCE")
        for (name, generation) in found {
          let revision = generation.source.revision.map { " (\($0.prefix(12)))" } ?? ""
          table.add([name.description, Timestamp.text(generation.madeAt), generation.source.text + revision])
        }
        if found.isEmpty { invocation.printError("leger: nothing is staged\n") }
        invocation.print(table.text(invocation.console.terminal))
        return .clean
      }
    }
  )

  /// `leger discard`: forgets staged updates.
  static let discard = Command(
    name: "discard",
    group: "Deployments",
    summary: "Forgets a staged update.",
    operands: [Operand("NAME|all", .one, .text, help: "a deployment, or all of them")],
    options: [.dryRun, .lockTimeout, .ofUser, .ofSystem],
    examples: [("leger discard web", "Forgets what is staged for web.")],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        for name in try deployer.names(invocation.operandTexts[0]) {
          let isStaged = try deployer.store.staged(name) != nil
          let isDone = !invocation.flag("dry-run")
          if isDone { try deployer.store.discard(name) }
          invocation.print("\(name): \(isStaged ? isDone ? "discarded" : "would be discarded" : "nothing is staged")\n")
        }
        return .clean
      }
    }
  )
}

extension Invocation {
  /// What leger keeps about the deployments of a scope, without a look at podman or systemd.
  func store() throws(HostFailure) -> DeploymentStore {
    DeploymentStore(try DeploymentFolders(hostScope, on: host), on: host)
  }
}
