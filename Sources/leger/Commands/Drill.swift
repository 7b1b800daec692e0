extension Command {
  /// `leger drill`: shows that a backup can be restored.
  static let drill = Command(
    name: "drill",
    group: "Backups",
    summary: "Shows that a backup can be restored: runs it beside the deployment for a while.",
    discussion: """
      The newest backup is restored under another name, without ports and labels, so nothing outside finds it. Once its \
      services are healthy, and its probe answers if it has one, all of it is removed, and the backup counts as proven. The \
      deployment itself runs on. What cannot run twice on a host is refused with the reason (exit status 4); a copy that does \
      not come up is removed, too (exit status 5).
      """,
    operands: [
      Operand("NAME|ID|all", .one, .text, help: "a deployment, a backup, or all deployments"),
      Operand(
        "TIME",
        .optional,
        .text,
        help: "the time in the ID of a backup of that deployment (default: the newest)"
      ),
    ],
    options: [.allowSecret, .dryRun] + Option.watching + [.lockTimeout] + Option.scopes,
    examples: [
      ("leger drill web", "Restores the newest backup of web beside it, looks, and removes it."),
      ("leger drill all", "Does so for all deployments that are installed, as a timer would."),
    ],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        let texts = invocation.operandTexts
        if texts[0] == "all" {
          if texts.count > 1 { throw HostFailure(.usage, "a time is for one deployment, not for all") }
          return try runAll(invocation, deployer)
        }
        return try run(try deployer.findBackup(texts[0], at: texts.count > 1 ? texts[1] : nil), invocation, deployer)
      }
    }
  )

  /// Drills all deployments, and tells at the end what came of each.
  private static func runAll(_ invocation: Invocation, _ deployer: Deployer) throws(HostFailure) -> ExitStatus {
    let names = try deployer.store.names()
    if names.isEmpty { invocation.print("nothing is installed\n") }
    var results: [(name: DeploymentName, word: String)] = []
    let status = try invocation.each(names) { (name) throws(HostFailure) in
      guard try !deployer.backups.all(of: name.description).isEmpty else {
        results.append((name, "no backup; make one: leger backup \(name)"))
        return .refused
      }
      do throws(HostFailure) {
        let ended = try run(try deployer.findBackup(name.description, at: nil), invocation, deployer)
        results.append((name, invocation.flag("dry-run") ? "can be drilled" : "proven"))
        return ended
      } catch {
        results.append((name, error.kind == .refused ? "cannot be drilled" : "not proven"))
        throw error
      }
    }
    if results.count > 1 {
      var table = Table("DEPLOYMENT", "DRILL")
      for result in results { table.add([result.name.description, result.word]) }
      invocation.print("\n" + table.text(invocation.console.terminal))
    }
    return status
  }

  private static func run(
    _ id: BackupID,
    _ invocation: Invocation,
    _ deployer: Deployer
  ) throws(HostFailure) -> ExitStatus {
    let drill = try deployer.prepareDrill(of: id, invocation.plannerOptions)
    if invocation.flag("dry-run") {
      invocation.print("\(drill.prepared.name), a copy of \(id)\n\(drill.prepared.plans.forward.text)")
      invocation.print("then all of it is removed\n")
      return .clean
    }
    for note in drill.prepared.plans.forward.notes { invocation.printProgress("note: \(note)") }
    try deployer.carryOut(drill, command: invocation.commandLine, invocation.healthLimits)
    let count = drill.prepared.plans.forward.started.filter { $0.hasSuffix(".service") }.count
    let answered = drill.prepared.new?.record.probe == nil ? "" : ", and the probe answered"
    invocation.print("\(id): proven; \(count == 1 ? "1 service" : "\(count) services") came up\(answered)\n")
    return .clean
  }
}
