extension Command {
  /// `leger status`: what runs of the deployments.
  static let status = Command(
    name: "status",
    group: "Deployments",
    summary: "Shows what runs of the deployments, and what was changed by hand.",
    operands: [
      Operand("NAME", .optional, .text, help: "a deployment, or one of its units or services (default: all)")
    ],
    options: [.format(["text", "json"]), .json, .ofUser, .ofSystem],
    examples: [
      ("leger status", "Shows all services of all deployments."),
      ("leger status web", "Shows those of one."),
    ],
    action: { invocation in invocation.onHost { () throws(HostFailure) in try runStatus(invocation) } }
  )

  private static func runStatus(_ invocation: Invocation) throws(HostFailure) -> ExitStatus {
    let deployer = try invocation.deployer()
    try invocation.reportInterruption(deployer)
    let chosen: Deployer.Subject? = if let text = invocation.operandTexts.first { try deployer.find(text) } else { nil }
    let names: [DeploymentName] = if let chosen { [chosen.name] } else { try deployer.store.names() }
    let statuses = try deployer.statuses(of: names, withDetails: true)
    if invocation.value("format") == "json" {
      invocation.console.standardOutput(json(statuses, only: chosen?.service))
      return .clean
    }
    if statuses.isEmpty { invocation.printError("leger: nothing is installed; begin with: leger install SOURCE\n") }
    let style = invocation.console.terminal.style
    for (index, status) in statuses.enumerated() {
      if index > 0 { invocation.print("\n") }
      let staged = status.hasStaged ? "; an update is staged" : ""
      invocation.print(
        "\(style.bold)\(status.name)\(style.reset): \(status.word), generation \(status.record.current)\(staged)\n"
      )
      var table = Table("  SERVICE", "STATE", "UNIT")
      for line in status.services where chosen?.service == nil || chosen?.service == line.service.name {
        table.add(["  " + line.service.name, line.words, line.service.unit])
      }
      invocation.print(table.text(invocation.console.terminal))
      if let line = try backupLine(of: status.name, deployer.backups) { invocation.print("  \(line)\n") }
      for line in status.drift { invocation.print("  changed: \(line)\n") }
      if let failed = status.record.failed {
        let again = "to try it again: leger stage \(status.name) && leger apply \(status.name)"
        invocation.print("  update skips a revision that was tried: \(failed.reason)\n  \(again)\n")
      }
    }
    return .clean
  }

  /// What can be said of the backups of a deployment; nil when it has none.
  private static func backupLine(of name: DeploymentName, _ store: BackupStore) throws(HostFailure) -> String? {
    let known = try store.all(of: name.description)
    guard let newest = known.last else { return nil }
    let drills = known.map { (id: $0, drills: store.drills($0)) }
    let proof = drills.compactMap { entry in entry.drills.proof.map { (entry.id, $0.at) } }.max { $0.1 < $1.1 }
    let failed = drills.last { $0.drills.failure != nil }.flatMap { entry in
      entry.drills.failure.map { "; the drill of \(entry.id) failed: \($0.reason)" }
    }
    return "newest backup: \(newest); "
      + (proof.map { "last proven: \($0.0), on \(Timestamp.text($0.1)) UTC" } ?? "none was proven: leger drill \(name)")
      + (failed ?? "")
  }

  private static func json(_ statuses: [DeploymentStatus], only service: String?) -> [UInt8] {
    JSONWriter.document("deployments", statuses) { status, json in
      json.field("name", status.name.description)
      json.field("state", status.word)
      json.field("generation", status.record.current)
      json.field("staged", status.hasStaged)
      json.array("drift") { json in for line in status.drift { json.element(line) } }
      json.array("services", onLines: true) { json in
        for line in status.services where service == nil || service == line.service.name {
          json.object { json in
            json.field("name", line.service.name)
            json.field("unit", line.service.unit)
            json.field("load", line.state?.loadState ?? "template")
            json.field("active", line.state?.activeState ?? "")
            json.field("sub", line.state?.subState ?? "")
            json.field("restarts", line.state?.restarts ?? 0)
            if let health = line.health { json.field("health", health) }
            if let container = line.failedContainer { json.field("failed_container", container) }
          }
        }
      }
    }
  }
}
