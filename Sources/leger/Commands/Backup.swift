extension Option {
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
    [.reason, .consistency, .compression, .dryRun, .lockTimeout] + Option.scopes
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

  // MARK: Looking

  private static var backupList: Command {
    Command(
      name: "list",
      group: "Backups",
      summary: "Lists the backups.",
      operands: [Operand("NAME", .optional, .text, help: "a deployment, installed or not; all when it is left out")],
      options: [.format(["text", "json"]), .json] + Option.scopes,
      examples: [("leger backup list web", "Lists the backups of web, the oldest first.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let folders = try DeploymentFolders(invocation.hostScope, on: invocation.host)
          let store = folders.backupStore
          var records: [(id: BackupID, record: BackupRecord?)] = []
          for id in try store.all(of: try invocation.deploymentWithBackups(folders)) {
            records.append((id, try? store.record(id)))
          }
          if invocation.value("format") == "json" {
            invocation.console.standardOutput(
              JSONWriter.document("backups", records) { entry, json in
                json.field("id", entry.id.description)
                json.field("deployment_name", entry.id.deployment)
                json.field("is_damaged", entry.record == nil)
                json.field("is_pinned", store.isPinned(entry.id))
                guard let record = entry.record else { return }
                json.field("created_at", record.createdAt)
                json.field("type", record.type.rawValue)
                json.field("reason", record.reason)
                json.field("size", record.size)
                json.array("volumes") { json in for volume in record.volumes { json.element(volume.name) } }
              }
            )
            return .clean
          }
          if records.isEmpty {
            invocation.print("no backups\n")
            return .clean
          }
          var table = Table("BACKUP", "CREATED (UTC)", "TYPE", "VOLUMES", "SIZE", "REASON")
          for (id, record) in records {
            let pin = store.isPinned(id) ? " (pinned)" : ""
            guard let record else {
              table.add([id.description + pin, "-", "damaged", "-", "-", "leger backup verify \(id)"])
              continue
            }
            table.add([
              id.description + pin, Timestamp.seconds(record.createdAt).map(Timestamp.text) ?? record.createdAt,
              record.type.rawValue, "\(record.volumes.count)", ByteCount.text(record.size), record.reason,
            ])
          }
          invocation.print(table.text(invocation.console.terminal))
          return .clean
        }
      }
    )
  }

  private static var backupInfo: Command {
    Command(
      name: "info",
      summary: "Shows what is in a backup, and what is not.",
      operands: [.backupID],
      options: [.format(["text", "json"]), .json] + Option.scopes,
      examples: [("leger backup info web-2026-11-29-130405", "Shows its volumes, files and images.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let store = try DeploymentFolders(invocation.hostScope, on: invocation.host).backupStore
          let id = try store.find(invocation.operandTexts[0])
          let record = try store.record(id)
          if invocation.value("format") == "json" {
            invocation.console.standardOutput(JSONText.encode(record))
          } else {
            invocation.print(page(of: record, isPinned: store.isPinned(id), invocation.console.terminal))
          }
          return .clean
        }
      }
    )
  }

  /// A backup for people: what it holds, a line each, and what it does not.
  private static func page(of record: BackupRecord, isPinned: Bool, _ terminal: Terminal) -> String {
    let details = record.details
    var facts: [(String, String)] = [
      ("created", Timestamp.seconds(record.createdAt).map { "\(Timestamp.text($0)) UTC" } ?? record.createdAt),
      ("type", record.type.rawValue + (isPinned ? ", pinned" : "")), ("reason", record.reason),
      ("size", ByteCount.text(record.size)),
    ]
    if let details {
      facts += [
        ("source", details.source), ("podman", "\(details.podman), \(details.scope) scope"),
        (
          "services",
          details.consistency == .live
            ? "went on writing" : details.consistency == .pause ? "were paused" : "were stopped"
        ),
      ]
      if !details.secrets.isEmpty {
        facts.append(("secrets", "\(details.secrets.joined(separator: ", ")) (not their values)"))
      }
    }
    var text = "\(record.id)\n"
    for (name, value) in facts { text += "  \(name.padded(to: 10))\(VisibleText.string(Array(value.utf8)))\n" }
    var volumes = Table("VOLUME", "ARCHIVE", "HOLDS")
    for volume in record.volumes {
      volumes.add([volume.name, ByteCount.text(volume.size), volume.content?.text ?? "-"])
    }
    if !record.volumes.isEmpty { text += "\n" + volumes.text(terminal) }
    text += "\nfiles: \(record.quadletFiles.map { VisibleText.string(Array($0.utf8)) }.joined(separator: ", "))\n"
    for volume in record.volumes {
      guard let names = volume.lostAttributes else { continue }
      text += "not kept: attributes of files in \(volume.name): \(names.joined(separator: ", "))\n"
    }
    for omission in details?.omissions ?? [] {
      text += "not in it: \(VisibleText.string(Array(omission.name.utf8))), since \(omission.reason)\n"
    }
    return text
  }

  private static var backupVerify: Command {
    Command(
      name: "verify",
      summary: "Reads every byte of backups and compares it with what was written.",
      operands: [
        Operand("ID", .optional, .text, help: "a backup, or the beginning of its ID; all when it is left out")
      ],
      options: [.format(["text", "json"]), .json] + Option.scopes,
      examples: [("leger backup verify", "Reads all backups.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let store = try DeploymentFolders(invocation.hostScope, on: invocation.host).backupStore
          let ids = try invocation.operandTexts.isEmpty ? store.all() : [store.find(invocation.operandTexts[0])]
          var results: [(id: BackupID, failure: HostFailure?)] = []
          for id in ids {
            do throws(HostFailure) {
              _ = try store.verify(id) { invocation.printError("\(VisibleText.string(Array($0.utf8)))\n") }
              results.append((id, nil))
            } catch {
              if error.kind != .integrity, ids.count == 1 { throw error }
              results.append((id, error))
            }
            if invocation.value("format") != "json", let last = results.last {
              invocation.print(
                "\(id): \(last.failure.map { "damaged: \(VisibleText.string(Array($0.message.utf8)))" } ?? "sound")\n"
              )
            }
          }
          if invocation.value("format") == "json" {
            invocation.console.standardOutput(
              JSONWriter.document("backups", results) { result, json in
                json.field("id", result.id.description)
                json.field("is_sound", result.failure == nil)
                if let failure = result.failure { json.field("message", failure.message) }
              }
            )
          } else if ids.isEmpty {
            invocation.print("no backups\n")
          }
          return results.contains { $0.failure != nil } ? .integrity : .clean
        }
      }
    )
  }

  /// `leger backups`: the same as `leger backup list`.
  static var backups: Command { backupList.named("backups", group: "Backups", isHidden: true) }

  // MARK: Keeping

  private static var backupPrune: Command {
    Command(
      name: "prune",
      summary: "Removes old backups beyond those that are kept.",
      discussion: """
        Of each deployment the newest 5 that were asked for are kept, the newest 10 that commands made by themselves, and all \
        of the last 7 days; config.yaml can say otherwise. The newest one, pinned ones and damaged ones stay in any case.
        """,
      operands: [Operand("NAME", .optional, .text, help: "a deployment; all when it is left out")],
      options: [.dryRun, .lockTimeout] + Option.scopes,
      examples: [("leger backup prune --dry-run", "Shows what would be removed.")],
      action: { invocation in
        invocation.changingHost { (deployer) throws(HostFailure) in
          let chosen = try invocation.deploymentWithBackups(deployer.folders)
          let names = Set(try deployer.backups.all(of: chosen).map(\.deployment)).sorted()
          var count = 0
          for name in names {
            let isDry = invocation.flag("dry-run")
            for id in try deployer.pruneBackups(of: name, BackupRecord.Kind.allCases, isDry: isDry) {
              invocation.print("\(id): \(isDry ? "would be removed" : "removed")\n")
              count += 1
            }
          }
          if count == 0 { invocation.print("nothing to remove\n") }
          return .clean
        }
      }
    )
  }

  private static var backupPin: Command {
    Command(
      name: "pin",
      summary: "Keeps a backup from being removed by itself.",
      operands: [.backupID],
      options: [.lockTimeout] + Option.scopes,
      examples: [("leger backup pin web-2026-11-29-130405", "Keeps it until it is unpinned.")],
      action: { invocation in
        invocation.changingHost { (deployer) throws(HostFailure) in
          let id = try deployer.backups.find(invocation.operandTexts[0])
          try deployer.backups.pin(id)
          invocation.print("\(id): pinned\n")
          return .clean
        }
      }
    )
  }

  private static var backupUnpin: Command {
    Command(
      name: "unpin",
      summary: "Lets a backup be removed when it is old enough.",
      operands: [.backupID],
      options: [.lockTimeout] + Option.scopes,
      examples: [("leger backup unpin web-2026-11-29-130405", "Takes its pin away.")],
      action: { invocation in
        invocation.changingHost { (deployer) throws(HostFailure) in
          let id = try deployer.backups.find(invocation.operandTexts[0])
          try deployer.backups.unpin(id)
          invocation.print("\(id): not pinned\n")
          return .clean
        }
      }
    )
  }

  // MARK: Carrying

  private static var backupExport: Command {
    Command(
      name: "export",
      summary: "Makes one file of a backup, to be kept elsewhere.",
      discussion: """
        The backup is read and compared first. With --encrypt-to the file can be read only with the key of the recipient; \
        age must be installed.
        """,
      operands: [.backupID, Operand("FILE", .one, help: "the file to make; it must not exist")],
      options: [Option("encrypt-to", .value("RECIPIENT"), help: "encrypt it with age for this public key")]
        + Option.scopes,
      examples: [("leger backup export latest web.tar", "Makes web.tar of the newest backup.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let store = try DeploymentFolders(invocation.hostScope, on: invocation.host).backupStore
          let id = try store.find(invocation.operandTexts[0])
          let path = invocation.absolute(invocation.operands[1])
          try BackupCarrier(store: store).export(id, to: path, recipient: invocation.value("encrypt-to")) {
            invocation.printError("\(VisibleText.string(Array($0.utf8)))\n")
          }
          invocation.print("\(id): exported to \(VisibleText.string(invocation.operands[1]))\n")
          return .clean
        }
      }
    )
  }

  private static var backupImport: Command {
    Command(
      name: "import",
      summary: "Makes a backup of a file that leger backup export has made.",
      operands: [Operand("FILE", .one, help: "the file")],
      options: [
        Option("identity", .path("KEY-FILE"), help: "the file with the key of what age has encrypted"), .lockTimeout,
      ]
        + Option.scopes,
      examples: [("leger backup import web.tar", "Makes a backup of web.tar; leger restore brings it back.")],
      action: { invocation in
        invocation.changingHost { (deployer) throws(HostFailure) in
          let id = try BackupCarrier(store: deployer.backups).importBackup(
            from: invocation.absolute(invocation.operands[0]),
            identity: invocation.bytes("identity").map(invocation.absolute)
          ) { invocation.printError("\(VisibleText.string(Array($0.utf8)))\n") }
          invocation.print("\(id): imported; bring it back with: leger restore \(id)\n")
          return .clean
        }
      }
    )
  }
}

extension Invocation {
  /// The deployment that the operand names, which is installed or has backups; nil without an operand.
  fileprivate func deploymentWithBackups(_ folders: DeploymentFolders) throws(HostFailure) -> String? {
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

  /// A path that the user has typed, from the root.
  fileprivate func absolute(_ path: [UInt8]) -> [UInt8] {
    path.first == UInt8(ascii: "/") ? path : Path.join(host.currentFolder, path)
  }
}

extension Operand {
  fileprivate static let backupID = Operand("ID", .one, .text, help: "a backup, or the beginning of its ID")
}
