import QuadletAnalysis

extension Command {
  /// `leger install`: units from a folder or a repository onto this host.
  static let install = Command(
    name: "install",
    group: "Deployments",
    summary: "Installs units from a folder or a Git repository, and starts their services.",
    discussion: """
      The units, their drop-ins and the files that they name by relative path are checked for the Podman of this host and \
      for conflicts with what is installed. After the plan is confirmed, images are pulled, the files are put into a folder \
      of their own among Podman's units, and the services are started and watched until they are healthy. If anything \
      fails, the host is as it was before.

      The same content again changes nothing. Other content from the same source is an update.
      """,
    operands: [
      Operand(
        "SOURCE",
        .one,
        help:
          "a folder, a .quadlets bundle, the URL of a Git repository (https, ssh, file, git@HOST:PATH, or https as a browser shows it: …/tree/REF/PATH), or a NAME that the default-repo of config.yaml offers"
      )
    ],
    options: [
      Option("name", .value("NAME"), help: "the name of the deployment (default: the name of the folder)"),
      .ref, .subpath,
      Option("no-start", help: "install without starting new services"),
      .allowSecret,
      Option(
        "installer",
        .choice("HOW", ["direct", "native"]),
        help: "who puts the files in their place: leger, or podman quadlet install (Podman 6.0 and later)",
        defaultValue: "direct"
      ),
      Option("force", help: "install although services cannot start; what Podman refuses stays refused"),
      .dryRun, .yes, .healthTimeout, .settle, .lockTimeout, .ofUser, .ofSystem,
    ],
    examples: [
      ("leger install ./web", "Installs the units of a folder as the deployment web."),
      (
        "leger install https://github.com/example/units/tree/main/web",
        "Installs a folder of a repository as it is on a branch."
      ),
    ],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in try runInstall(invocation, deployer) }
    }
  )

  private static func runInstall(_ invocation: Invocation, _ deployer: Deployer) throws(HostFailure) -> ExitStatus {
    let source = try Source(
      invocation.operands[0],
      ref: invocation.value("ref"),
      subpath: invocation.value("subpath"),
      deployer.folders.settings,
      on: invocation.host
    )
    let content = try deployer.read(source)
    if let scope = content.settings?.scope, scope != deployer.folders.scope {
      let word = scope.word
      throw HostFailure(
        .refused,
        "its .leger.yaml says that these units are for the \(word) scope (scope: \(word))",
        help: scope == .system ? "run the command with sudo" : "run the command as that user, or with --user"
      )
    }
    let name = try deploymentName(invocation, Source(content.record, on: invocation.host), content)
    if let record = try deployer.store.record(name) {
      let current = try deployer.store.current(of: name, record)
      guard current.source.isSamePlace(as: content.record) else {
        throw HostFailure(
          .refused,
          "\(name) is already installed, from \(current.source.text)",
          help:
            "install it under another name with --name, or stage the other source: leger stage SOURCE --name \(name)"
        )
      }
    }
    var options = invocation.plannerOptions(backup: "before-update")
    options.startsNew = !invocation.flag("no-start")
    options.canBeForced = true
    options.isNameTrusted =
      invocation.isGiven("name") || content.isNameTrusted(name, operand: invocation.operands[0])
    options.installsNatively = invocation.value("installer") == "native"
    if options.installsNatively { try deployer.checkInstaller(content.files) }
    let prepared = try deployer.prepare(
      name,
      GenerationRecord(content),
      content.files,
      options,
      isForced: invocation.flag("force")
    )
    return try invocation.carryOut(prepared, deployer, asking: prepared.old == nil ? "Install" : "Update")
  }

  private static func deploymentName(
    _ invocation: Invocation,
    _ source: Source,
    _ content: Source.Content
  ) throws(HostFailure) -> DeploymentName {
    if let text = invocation.value("name") ?? content.settings?.name?.text {
      return try DeploymentName(typed: Array(text.utf8))
    }
    guard let name = source.defaultName else {
      throw HostFailure(
        .usage,
        "no name can be made of \(VisibleText.quoted(Array(source.record.location.utf8)))",
        help: "give one with --name"
      )
    }
    return name
  }
}

extension GenerationRecord {
  /// What was read from a source, before it is planned.
  init(_ content: Source.Content) {
    self.init(
      number: 0,
      madeAt: 0,
      source: content.record,
      files: content.files.map(\.record),
      services: [],
      podman: "",
      version: content.settings?.version,
      probe: content.settings?.probe?.text,
      requires: content.settings?.requires.map(\.text),
      backup: BackupSettings(content.settings?.backup),
      secretNames: content.settings?.secretNames
    )
  }
}

extension Deployer {
  /// Reads a source for the Podman of this host.
  func read(_ source: Source) throws(HostFailure) -> Source.Content {
    if source.record.kind == .git { executor.progress("fetching \(source.record.location)") }
    return try source.read(Target(version: podman.version, scope: folders.scope), folders)
  }
}

extension Invocation {
  /// Shows a plan, asks, and carries it out.
  func carryOut(
    _ prepared: Deployer.Prepared,
    _ deployer: Deployer,
    asking verb: String,
    isUnattended: Bool = false,
    showsChanges: Bool = false,
    done: String? = nil
  ) throws(HostFailure) -> ExitStatus {
    let name = prepared.name
    if prepared.isNothing {
      print("\(name): nothing to do\n")
      for note in prepared.plans.forward.notes { printProgress("note: \(note)") }
      return .clean
    }
    for problem in prepared.problems {
      printError(
        "\(problem.weight == .warning ? "warning" : "leger"): \(VisibleText.string(Array(problem.text.utf8)))\n"
      )
    }
    var plan = ""
    if showsChanges, let old = prepared.old, let new = prepared.new, let changes = prepared.plans.changes {
      let terminal = console.terminal
      print(ChangeWriter(changes, [], from: old.candidate.project, to: new.project, terminal: terminal).reasons())
    }
    if let old = prepared.old {
      let end = prepared.new == nil ? "deleted" : "overwritten"
      for path in old.changed { plan += "  note    \(path) was changed by hand, and is \(end)\n" }
      for path in old.missing { plan += "  note    \(path) was removed by hand\n" }
    }
    plan += prepared.plans.forward.text
    if plan.isEmpty { plan = "  record  the new version; no service and no file changes\n" }
    var source = ""
    if let place = prepared.new?.record.source { source = "  from    \(VisibleText.string(Array(place.text.utf8)))\n" }
    print(
      "\(name), \(deployer.folders.scope.word) scope, Podman \(deployer.podman.versionText)\n\(source)\(plan)"
    )
    if flag("dry-run") { return .clean }
    if !isUnattended { try confirm("\(verb) \(name)?") }
    try deployer.carryOut(prepared, command: commandLine, healthLimits)
    let up = prepared.plans.forward.started.count
    let count = "\(up) \(up == 1 ? "service" : "services")"
    let result = done ?? (prepared.new == nil ? "removed" : prepared.old == nil ? "installed" : "updated")
    print("\(name): \(result)\(up > 0 ? "; \(count) started and healthy" : "")\n")
    return .clean
  }
}
