extension Command {
  /// `leger restore`: brings back what a backup has.
  static let restore = Command(
    name: "restore",
    group: "Backups",
    summary: "Brings back the units and the data of a backup.",
    discussion: """
      Every byte of the backup is read and compared before anything stops. The data that is replaced is backed up first. \
      When a service does not come up, everything is as it was before, and the exit status is 5. A deployment that was \
      removed, and one of another machine, come back the same way.
      """,
    operands: [
      Operand("ID|NAME", .one, .text, help: "a backup, or a deployment"),
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
      .allowSecret, .dryRun, .yes,
    ] + Option.watching + [.lockTimeout] + Option.scopes,
    examples: [
      ("leger restore web", "Brings back the newest backup of web."),
      ("leger restore web-2026-11-29-130405 --dry-run", "Reads a backup and shows what restoring it would do."),
    ],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        let texts = invocation.operandTexts
        let id = try deployer.findBackup(texts[0], at: texts.count > 1 ? texts[1] : nil)
        let part: Deployer.RestoredPart =
          invocation.flag("units-only") ? .units : invocation.flag("volumes-only") ? .volumes : .all
        let prepared = try deployer.prepareRestore(of: id, part, invocation.plannerOptions)
        return try invocation.carryOut(prepared, deployer, asking: "Restore", done: "restored from \(id)")
      }
    }
  )
}
