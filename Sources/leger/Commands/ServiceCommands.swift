extension Invocation {
  /// Prints a plan if that is all that was asked for.
  fileprivate func shows(_ plan: Plan) -> Bool {
    if flag("dry-run") { print(plan.text) }
    return flag("dry-run")
  }
}

extension Operand {
  /// A deployment or one of its services.
  fileprivate static let service = Operand("NAME", .one, .text, help: "a deployment, or one of its units or services")
}

extension Command {
  /// `leger start`: starts services.
  static let start = Command(
    name: "start",
    group: "Deployments",
    summary: "Starts the services of a deployment, and watches them until they are healthy.",
    operands: [.service],
    options: [.dryRun, .healthTimeout, .settle, .lockTimeout, .ofUser, .ofSystem],
    examples: [("leger start web", "Starts all services of the deployment web.")],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        let target = try deployer.find(invocation.operandTexts[0])
        let services = try deployer.services(of: target, .running)
        if invocation.shows(Plan([.start(services), .watch(services, probe: nil)])) { return .clean }
        try deployer.start(services, invocation.healthLimits)
        invocation.print("started and healthy: \(services.joined(separator: ", "))\n")
        return .clean
      }
    }
  )

  /// `leger stop`: stops services.
  static let stop = Command(
    name: "stop",
    group: "Deployments",
    summary: "Stops the services of a deployment, until their containers are gone.",
    operands: [.service],
    options: [.dryRun, .lockTimeout, .ofUser, .ofSystem],
    examples: [("leger stop web.container", "Stops the service of one unit.")],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        let target = try deployer.find(invocation.operandTexts[0])
        let services = try deployer.services(of: target, .all)
        if invocation.shows(Plan([.stop(try deployer.stopOrder(of: services))])) { return .clean }
        let others = try deployer.stop(services, target.name)
        invocation.print("stopped: \(services.joined(separator: ", "))\n")
        if !others.isEmpty {
          invocation.printError("leger: these need it and were stopped, too: \(others.joined(separator: ", "))\n")
        }
        return .clean
      }
    }
  )

  /// `leger restart`: stops services, then starts them and what was stopped with them.
  static let restart = Command(
    name: "restart",
    group: "Deployments",
    summary: "Restarts the services of a deployment, and what was running that needs them.",
    operands: [.service],
    options: [.dryRun, .healthTimeout, .settle, .lockTimeout, .ofUser, .ofSystem],
    examples: [("leger restart web", "Stops and starts all services of the deployment web.")],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        let target = try deployer.find(invocation.operandTexts[0])
        let services = try deployer.services(of: target, .present)
        let restart = try deployer.prepareRestart(of: services)
        if invocation.shows(restart.forward) { return .clean }
        try deployer.carryOut(restart, target.name, command: invocation.commandLine, invocation.healthLimits)
        invocation.print("restarted and healthy: \(restart.names.joined(separator: ", "))\n")
        return .clean
      }
    }
  )

  /// `leger logs`: what services have written.
  static let logs = Command(
    name: "logs",
    group: "Deployments",
    summary: "Shows what the services of a deployment have written, in the order of time.",
    operands: [.service],
    options: [
      Option("follow", short: "f", help: "wait for more, until interrupted"),
      Option(
        "lines",
        short: "n",
        .number("N", from: 0, through: 1_000_000),
        help: "show the last N lines",
        defaultValue: "100"
      ),
      Option("since", .value("T"), help: "show lines since a time, such as \"1 hour ago\" or 2026-11-29"),
      .ofUser, .ofSystem,
    ],
    examples: [("leger logs web -f", "Follows the logs of all services of the deployment web.")],
    action: { invocation in
      invocation.onHost { () throws(HostFailure) in
        let deployer = try invocation.deployer()
        let target = try deployer.find(invocation.operandTexts[0])
        try deployer.systemd.showLog(
          of: try deployer.services(of: target, .present),
          lines: invocation.number("lines") ?? 100,
          since: invocation.value("since"),
          follows: invocation.flag("follow")
        ) { bytes in invocation.console.standardOutput(VisibleText.withoutCommands(bytes)) }
        return .clean
      }
    }
  )
}
