extension Command {
  /// `leger apply`: applies staged updates.
  static let apply = Command(
    name: "apply",
    group: "Deployments",
    summary: "Applies a staged update, and rolls back when its services do not come up.",
    discussion: """
      Only what changed is restarted, in the order of dependencies. Images are pulled before anything stops, and the volumes \
      of what stops are backed up. When a service fails, is not healthy in time or does not stay so, everything is as it was before, and the exit status is 5.
      """,
    operands: [Operand("NAME|all", .one, .text, help: "a deployment, or all that have a staged update")],
    options: [.allowSecret, .noBackup, .backupExtent, .dryRun, .yes] + Option.watching + [.lockTimeout] + Option.scopes,
    examples: [
      ("leger apply web", "Applies what is staged for web."),
      ("leger apply web --dry-run", "Shows what it would do."),
    ],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        let text = invocation.operandTexts[0]
        var names = try deployer.names(text)
        if text == "all" {
          let staged = Set(try deployer.store.stagedNames())
          names = names.filter(staged.contains)
          if names.isEmpty { invocation.print("nothing is staged\n") }
        }
        return try invocation.each(names) { (name) throws(HostFailure) in
          try invocation.carryOut(
            try deployer.prepareStaged(name, invocation.plannerOptions(backup: "before-apply")),
            deployer,
            asking: "Apply the update of"
          )
        }
      }
    }
  )

  /// `leger update`: stage and apply in one.
  static let update = Command(
    name: "update",
    group: "Deployments",
    summary: "Fetches what the source of a deployment offers now, and applies it.",
    discussion: """
      Content whose services did not come up is not tried again until the source has something newer. With --unattended \
      nothing is asked, and a deployment with files that were changed by hand is left alone (exit status 4).
      """,
    operands: [Operand("NAME|all", .one, .text, help: "a deployment, or all of them")],
    options: [
      Option("unattended", help: "never ask, and never overwrite what was changed by hand"),
      .allowSecret, .noBackup, .backupExtent, .dryRun, .yes,
    ] + Option.watching + [.lockTimeout] + Option.scopes,
    examples: [
      ("leger update web", "Shows what has changed at the source of web, asks, and applies it."),
      ("leger update all --unattended", "Does so for all deployments, as a timer would."),
    ],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        try invocation.each(try deployer.names(invocation.operandTexts[0])) { (name) throws(HostFailure) in
          try runUpdate(of: name, invocation, deployer)
        }
      }
    }
  )

  private static func runUpdate(
    of name: DeploymentName,
    _ invocation: Invocation,
    _ deployer: Deployer
  ) throws(HostFailure) -> ExitStatus {
    let isUnattended = invocation.flag("unattended")
    if let installed = try deployer.installed(name), !installed.generation.source.isFollowed {
      invocation.print(
        "\(name): \(installed.generation.source.kind == .adopted ? "adopted" : "made of a backup"), so there is no source; edit the units where they are, then: leger adopt \(name)\n"
      )
      return .clean
    }
    if isUnattended, let installed = try deployer.installed(name) {
      let changed = installed.changed + installed.missing
      guard changed.isEmpty else {
        throw HostFailure(
          .refused,
          "\(name) has files that were changed by hand: \(changed.joined(separator: ", "))",
          help: "look: leger status \(name); overwrite them: leger update \(name)"
        )
      }
    }
    switch try deployer.look(at: name) {
    case .current:
      invocation.print("\(name): nothing new\n")
      return .clean
    case .failedBefore(let failed, _, _):
      invocation.print(
        "\(name): skipped, since \(failed.wasTakenBack ? "" : "this revision failed before: ")\(failed.reason)\n"
      )
      invocation.printError("help: to try it again: leger stage \(name) && leger apply \(name)\n")
      return .clean
    case .staged(let generation, let content):
      let options = invocation.plannerOptions(backup: "before-update")
      let prepared = try deployer.prepare(name, generation, content, options)
      if isUnattended,
        let risk = prepared.plans.changes?.services.first(where: {
          $0.level == .dataAtRisk && !$0.unit.hasSuffix(".network")
        })
      {
        throw HostFailure(
          .refused,
          "the update of \(name) puts data at risk: \(risk.reasons.flatMap(\.notes).first ?? risk.unit)",
          help: "look: leger stage \(name) && leger diff \(name)"
        )
      }
      return try invocation.carryOut(
        prepared,
        deployer,
        asking: "Update",
        isUnattended: isUnattended,
        showsChanges: true
      )
    }
  }

  /// `leger rollback`: back to an earlier generation.
  static let rollback = Command(
    name: "rollback",
    group: "Deployments",
    summary: "Brings back an earlier generation of a deployment.",
    discussion: """
      Its files come back byte for byte, its source is followed again, and its services run the images that they ran then, \
      as far as these still exist. Volumes are not touched.
      """,
    operands: [
      .deployment(),
      Operand("GENERATION", .optional, .text, help: "its number in leger history (default: the last one that differs)"),
    ],
    options: [.noBackup, .backupExtent, .dryRun, .yes] + Option.watching + [.lockTimeout] + Option.scopes,
    examples: [
      ("leger rollback web", "Brings back what was installed before."),
      ("leger rollback web 3", "Brings back generation 3."),
    ],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        var number: Int?
        if invocation.operandTexts.count > 1 {
          guard let given = Int(invocation.operandTexts[1]), given > 0 else {
            throw HostFailure(
              .usage,
              "\(UsageError.quote(invocation.operands[1])) is not the number of a generation",
              help: "leger history \(invocation.operandTexts[0])"
            )
          }
          number = given
        }
        let prepared = try deployer.prepareRollback(
          try invocation.deploymentName(),
          to: number,
          backup: invocation.automaticBackup("before-rollback")
        )
        return try invocation.carryOut(
          prepared,
          deployer,
          asking: "Roll back",
          done: "rolled back to \(prepared.new?.record.note?.dropFirst("rollback to ".count) ?? "")"
        )
      }
    }
  )

  /// `leger history`: the generations of a deployment.
  static let history = Command(
    name: "history",
    group: "Deployments",
    summary: "Lists what was deployed when, and from which commit.",
    operands: [.deployment()],
    options: [.format(["text", "json"]), .json, .ofUser, .ofSystem],
    examples: [("leger history web", "Lists the generations that leger rollback can bring back.")],
    action: { invocation in invocation.onHost { () throws(HostFailure) in try runHistory(invocation) } }
  )

  private static func runHistory(_ invocation: Invocation) throws(HostFailure) -> ExitStatus {
    let store = try invocation.store()
    let name = try invocation.deploymentName()
    guard let record = try store.record(name) else { throw try store.missing(name.description) }
    let generations = try store.generations(of: name).filter { $0.number <= record.current }
    if invocation.value("format") == "json" {
      let more: (inout JSONWriter) -> Void = { json in
        json.field("name", name.description)
        json.field("current", record.current)
      }
      let output = JSONWriter.document("generations", generations, more: more) { generation, json in
        json.field("number", generation.number)
        json.field("made_at", generation.madeAt)
        json.field("podman", generation.podman)
        if let version = generation.version { json.field("version", version) }
        if let note = generation.note { json.field("note", note) }
        json.source(generation.source)
      }
      invocation.console.standardOutput(output)
      return .clean
    }
    var table = Table("GENERATION", "INSTALLED (UTC)", "PODMAN", "SOURCE")
    for generation in generations {
      let mark = generation.number == record.current ? "\(generation.number) (current)" : "\(generation.number)"
      let revision = generation.source.revision.map { " (\($0.prefix(12)))" } ?? ""
      let note = generation.note.map { "; \($0)" } ?? ""
      table.add([mark, Timestamp.text(generation.madeAt), generation.podman, generation.source.text + revision + note])
    }
    invocation.print(table.text(invocation.console.terminal))
    return .clean
  }
}
