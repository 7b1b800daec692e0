import QuadletAnalysis

extension Option {
  /// Shows the plan only.
  static let dryRun = Option("dry-run", help: "show the plan and change nothing")
  /// How long to wait for the lock.
  static let lockTimeout = Option(
    "lock-timeout",
    .number("S", from: 0, through: 86400),
    help: "how many seconds to wait while another command changes the host",
    defaultValue: "30"
  )
  /// How long services may take until they are healthy.
  static let healthTimeout = Option(
    "health-timeout",
    .number("S", from: 1, through: 86400),
    help: "how many seconds services may take until they are healthy",
    defaultValue: "90"
  )
  /// How long services must then stay healthy.
  static let settle = Option(
    "settle",
    .number("S", from: 0, through: 86400),
    help: "how many seconds services must then stay up and healthy",
    defaultValue: "10"
  )
  /// The scope of the user.
  static let ofUser = Option("user", help: "your own services (the default, unless run as root)", excludes: ["system"])
  /// The scope of the system.
  static let ofSystem = Option("system", help: "the services of the system (the default for root)")
  /// Secrets of others.
  static let allowSecret = Option(
    "allow-secret",
    .list("NAME"),
    help: "let the units use these secrets of podman, whose names do not begin with that of the deployment"
  )
  /// A revision of a repository.
  static let ref = Option("ref", .value("REF"), help: "the branch, tag or full commit ID of the repository")
  /// A folder within a source.
  static let subpath = Option("subpath", .value("PATH"), help: "the folder within the source that holds the units")

  /// No backup before a change.
  static let noBackup = Option("no-backup", help: "change it without a backup of its volumes")
  /// What is backed up before a change.
  static let backupExtent = Option(
    "backup",
    .choice("WHICH", ["stopped", "full"]),
    help: "back up the volumes whose services stop anyway, or stop the others for it, too",
    defaultValue: "stopped",
    excludes: ["no-backup"]
  )

  static let scopes: [Option] = [.ofUser, .ofSystem]
  static let watching: [Option] = [.healthTimeout, .settle]
}

extension Operand {
  /// A deployment.
  static func deployment(_ arity: Arity = .one, _ help: String = "the name of a deployment") -> Operand {
    Operand("NAME", arity, .text, help: help)
  }
}

extension Invocation {
  /// The scope that the options name, else that of the user.
  var hostScope: Scope { flag("user") ? .user : flag("system") ? .system : host.scope }

  /// What the options say of a plan.
  var plannerOptions: Planner.Options {
    var options = Planner.Options()
    options.allowedSecrets = Set(values("allow-secret") + texts("allow-secret"))
    return options
  }

  /// The same for a change of what is installed.
  func plannerOptions(backup reason: String) -> Planner.Options {
    var options = plannerOptions
    options.backup = automaticBackup(reason)
    return options
  }

  /// The backup that is made before something happens; nil when the user wants none.
  func automaticBackup(_ reason: String) -> AutomaticBackup? {
    flag("no-backup") ? nil : AutomaticBackup(reason: reason, isFull: value("backup") == "full")
  }

  /// How long services are watched.
  var healthLimits: HealthWatch.Limits {
    HealthWatch.Limits(healthSeconds: number("health-timeout") ?? 90, settleSeconds: number("settle") ?? 10)
  }

  /// The command line as the user would type it, for the lock and the journal.
  var commandLine: String { (["leger"] + path + operandTexts).joined(separator: " ") }

  /// The name of a deployment from an operand.
  func deploymentName() throws(HostFailure) -> DeploymentName { try DeploymentName(typed: operands[0]) }

  /// The deployments of a scope, with progress on standard error.
  func deployer() throws(HostFailure) -> Deployer {
    let invocation = self
    return try Deployer(hostScope, on: host) { text in invocation.printProgress(text) }
  }

  /// Says on standard error what is being done.
  func printProgress(_ text: String) { printError("\(VisibleText.string(Array(text.utf8)))\n") }

  /// Runs a command on a host, and says why it did not do what it was asked.
  func onHost(_ body: () throws(HostFailure) -> ExitStatus) -> ExitStatus {
    do throws(HostFailure) {
      return try body()
    } catch {
      return report(error)
    }
  }

  /// Says that a change was interrupted, for a command that shows what is.
  func reportInterruption(_ deployer: Deployer) throws(HostFailure) {
    guard let open = try Journal(deployer.folders, on: host).open() else { return }
    printError(
      "leger: \"\(VisibleText.string(Array(open.command.utf8)))\" was interrupted or still runs; see: leger recover\n"
    )
  }

  /// Runs a command that changes the host, under the lock, after what a crash has left was taken care of.
  func changingHost(_ body: (Deployer) throws(HostFailure) -> ExitStatus) -> ExitStatus {
    onHost { () throws(HostFailure) in
      let deployer = try deployer()
      if flag("dry-run") {
        try deployer.checkNothingIsOpen()
        return try body(deployer)
      }
      let (lock, recovered) = try deployer.begin(commandLine, lockSeconds: number("lock-timeout") ?? 30)
      defer { lock.release() }
      if let recovered { printError("leger: \(recovered)\n") }
      return try body(deployer)
    }
  }

  /// Writes a failure to standard error; returns how the command ends.
  func report(_ failure: HostFailure) -> ExitStatus {
    var text = "leger: \(VisibleText.string(Array(failure.message.utf8)))\n"
    for detail in failure.details { text += "  \(VisibleText.string(Array(detail.utf8)))\n" }
    if let help = failure.help { text += "help: \(VisibleText.string(Array(help.utf8)))\n" }
    printError(text)
    return ExitStatus(failure.kind)
  }

  /// Asks whether to go on, unless the options answer.
  func confirm(_ question: String) throws(HostFailure) {
    if flag("yes") { return }
    printError("\(question) [y/N] ")
    guard let answer = host.readAnswer() else {
      printError("\n")
      throw HostFailure(.cancelled, "this asks a question, and standard input is not a terminal", help: "add --yes")
    }
    let word = String(decoding: answer, as: UTF8.self).lowercased()
    if word == "y" || word == "yes" { return }
    throw HostFailure(.cancelled, "nothing was changed")
  }
}

extension Invocation {
  /// Runs a command on several deployments; a failure of one does not keep the others from their turn. Ends as the first
  /// that did not go well.
  func each(
    _ names: [DeploymentName],
    _ body: (DeploymentName) throws(HostFailure) -> ExitStatus
  ) throws(HostFailure) -> ExitStatus {
    if names.count == 1 { return try body(names[0]) }
    var status = ExitStatus.clean
    for name in names {
      let ended: ExitStatus
      do throws(HostFailure) {
        ended = try body(name)
      } catch {
        var failure = error
        failure.message = "\(name): \(failure.message)"
        ended = report(failure)
        // The host itself needs a person before anything else happens to it.
        if ended == .needsPerson || host.caughtSignal != nil { return ended }
      }
      if status == .clean { status = ended }
    }
    return status
  }
}

extension ExitStatus {
  /// How a command ends that fails in this way.
  init(_ kind: HostFailure.Kind) {
    self =
      switch kind {
      case .usage: .usage
      case .environment: .environment
      case .refused: .refused
      case .failed: .failed
      case .needsPerson: .needsPerson
      case .locked: .locked
      case .integrity: .integrity
      case .cancelled: .cancelled
      }
  }
}
