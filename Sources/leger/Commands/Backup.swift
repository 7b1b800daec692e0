extension Option {
  static let includeBinds = Option(
    "include-binds",
    help: "with the folders of the host that containers write to"
  )
  /// Why a backup is made.
  fileprivate static let reason = Option(
    "reason",
    .value("TEXT"),
    help: "why the backup is made, for the list",
    defaultValue: "manual"
  )
  fileprivate static let consistency = Option(
    "consistency",
    .choice("HOW", BackupRecord.Consistency.allCases.map(\.rawValue)),
    help:
      "what happens to the services that use the volumes meanwhile: they stop, are paused, or go on writing (default: as the project says, else stop)"
  )
  fileprivate static let compression = Option(
    "compression",
    .choice("FORMAT", Compression.allCases.map(\.rawValue)),
    help: "how archives are compressed (default: as config.yaml says, else gzip)"
  )
  fileprivate static let creating: [Option] =
    [.reason, .consistency, .includeBinds, .compression, .dryRun, .lockTimeout] + Option.scopes
}

extension Command {
  /// `leger backup`: makes backups, and looks after them.
  static let backup = Command(
    name: "backup",
    group: "Backups",
    summary: "Makes a backup of a deployment: its volumes, units and settings.",
    discussion: """
      The services that use the volumes are stopped meanwhile and started again, whatever happens. A backup that is not \
      complete is never listed. Values of secrets are not in it.
      """,
    operands: [Operand("NAME|all", .one, .text, help: "a deployment, or all of them")],
    options: Option.creating,
    examples: [
      ("leger backup web", "Makes a backup of the deployment web."),
      ("leger backup list", "Lists the backups."),
    ],
    subcommands: [
      .backupCreate, .backupList, .backupInfo, .backupVerify, .backupPrune, .backupPin, .backupUnpin, .backupExport,
      .backupImport,
    ],
    action: { invocation in createBackup(invocation) }
  )

  private static var backupCreate: Command {
    Command(
      name: "create",
      summary: "Makes a backup of a deployment, or of all of them.",
      operands: [Operand("NAME", .optional, .text, help: "a deployment; all of them when it is left out")],
      options: Option.creating,
      examples: [("leger backup create web --reason migration", "Makes a backup and says why.")],
      action: { invocation in createBackup(invocation) }
    )
  }

  private static func createBackup(_ invocation: Invocation) -> ExitStatus {
    invocation.changingHost { (deployer) throws(HostFailure) in
      var options = Deployer.BackupOptions()
      options.includesFolders = invocation.flag("include-binds")
      options.reason = invocation.value("reason") ?? options.reason
      options.consistency = invocation.value("consistency").flatMap(BackupRecord.Consistency.init(rawValue:))
      options.compression = invocation.value("compression").flatMap(Compression.init(rawValue:)) ?? deployer.compression
      let names = try deployer.names(invocation.operandTexts.first ?? "all")
      if names.isEmpty { invocation.print("nothing is installed\n") }
      return try invocation.each(names) { (name) throws(HostFailure) in
        let backup = try deployer.prepareBackup(of: name, options)
        if invocation.flag("dry-run") {
          invocation.print("\(name), backup \(backup.order.record.id)\n\(backup.forward.text)")
          return .clean
        }
        for note in backup.forward.notes { invocation.printError("note: \(VisibleText.string(Array(note.utf8)))\n") }
        try deployer.carryOut(
          backup,
          command: invocation.commandLine,
          HealthWatch.Limits(healthSeconds: 90, settleSeconds: 2)
        )
        guard let id = BackupID(backup.order.record.id) else { return .clean }
        let record = try deployer.backups.record(id)
        invocation.print("\(id): \(summary(record))\n")
        return .clean
      }
    }
  }

  private static func summary(_ record: BackupRecord) -> String {
    let volumes = record.volumes.count == 1 ? "1 volume" : "\(record.volumes.count) volumes"
    let files = record.quadletFiles.count == 1 ? "1 file" : "\(record.quadletFiles.count) files"
    return "\(volumes), \(files), \(ByteCount.text(record.size))"
  }
}

extension Operand {
  static let backupID = Operand("ID", .one, .text, help: "the ID of a backup, the beginning of it, or latest")
}

extension Invocation {
  /// The deployment that the operand names, which is installed or has backups; nil without an operand.
  func deploymentWithBackups(_ folders: DeploymentFolders) throws(HostFailure) -> String? {
    guard let text = operandTexts.first else { return nil }
    let installed = try DeploymentStore(folders, on: host).names().map(\.description)
    let known = Set(installed + (try folders.backupStore.all().map(\.deployment)))
    if known.contains(text) { return text }
    let nearest = NearestName.nearest(to: text, among: known.sorted())
    throw HostFailure(
      .usage,
      "\(VisibleText.quoted(Array(text.utf8))) is not a deployment, and has no backups"
        + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
    )
  }
}
