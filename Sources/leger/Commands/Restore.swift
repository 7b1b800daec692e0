import QuadletAnalysis

extension Command {
  /// `leger restore`: brings back what a backup has.
  static let restore = Command(
    name: "restore",
    group: "Backups",
    summary: "Brings back the units and the data of a backup.",
    discussion: """
      Every byte of the backup is read and compared before anything stops. The data that is replaced is backed up first. \
      When a service does not come up, everything is as it was before, and the exit status is 5. A deployment that was \
      removed, and one of another machine, come back the same way. With --to-name the backup becomes a second \
      deployment that runs beside the first: its units, containers, volumes and networks get names of their own.
      """,
    operands: [
      Operand("ID|NAME", .one, .text, help: "a backup (its ID, or the beginning of one), or a deployment"),
      Operand(
        "TIME",
        .optional,
        .text,
        help: "the time in the ID of a backup of that deployment (default: the newest)"
      ),
    ],
    options: [
      Option("volumes-only", help: "bring back the data, and leave the units as they are", excludes: ["units-only"]),
      Option("units-only", help: "bring back the units, and leave the data as it is"),
      .includeBinds,
      Option(
        "to-name",
        .value("NAME"),
        help: "make a second deployment of the backup",
        excludes: ["volumes-only", "units-only", "include-binds"]
      ),
      Option(
        "ports",
        .list("OLD=NEW|none"),
        help:
          "with --to-name: where it publishes a port that the first one has, such as 8080=18080; several with commas; none publishes none"
      ),
      .allowSecret, .dryRun, .yes,
    ] + Option.watching + [.lockTimeout] + Option.scopes,
    examples: [
      ("leger restore web", "Brings back the newest backup of web."),
      ("leger restore web-2026-11-29-130405 --dry-run", "Reads a backup and shows what restoring it would do."),
      ("leger restore web --to-name web-test --ports 8080=18080", "Runs the newest backup of web beside it."),
    ],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        let texts = invocation.operandTexts
        let id = try deployer.findBackup(texts[0], at: texts.count > 1 ? texts[1] : nil)
        if let text = invocation.value("to-name") {
          let name = try DeploymentName(typed: Array(text.utf8))
          let options = try copyOptions(invocation.values("ports"))
          let prepared = try deployer.prepareCopy(of: id, as: name, options, invocation.plannerOptions)
          return try invocation.carryOut(prepared, deployer, asking: "Make", done: "made of \(id)")
        }
        if invocation.isGiven("ports") { throw HostFailure(.usage, "--ports is for --to-name") }
        let part: Deployer.RestoredPart =
          invocation.flag("units-only") ? .units : invocation.flag("volumes-only") ? .volumes : .all
        let prepared = try deployer.prepareRestore(
          of: id,
          part,
          includingFolders: invocation.flag("include-binds"),
          invocation.plannerOptions
        )
        return try invocation.carryOut(prepared, deployer, asking: "Restore", done: "restored from \(id)")
      }
    }
  )

  /// Reads what `--ports` says.
  private static func copyOptions(_ texts: [String]) throws(HostFailure) -> Deployer.CopyOptions {
    var options = Deployer.CopyOptions()
    for text in texts {
      if text == "none" {
        options.dropsPorts = true
        continue
      }
      let parts = text.split(separator: "=", omittingEmptySubsequences: false).map { UInt16($0) ?? 0 }
      guard parts.count == 2, !parts.contains(0) else {
        throw HostFailure(
          .usage,
          "\(VisibleText.quoted(Array(text.utf8))) does not say where a port goes; ports are from 1 to 65535",
          help: "write the old and the new port of the host: --ports 8080=18080"
        )
      }
      if options.ports[parts[0]] != nil { throw HostFailure(.usage, "--ports says twice where \(parts[0]) goes") }
      options.ports[parts[0]] = ProjectCopy.Publication(port: parts[1])
    }
    return options
  }
}
