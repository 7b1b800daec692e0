extension Command {
  static var backupList: Command {
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
                let drills = store.drills(entry.id)
                if let proof = drills.proof { json.field("proven_at", Timestamp.standard(proof.at)) }
                if let failure = drills.failure {
                  json.field("drill_failed_at", Timestamp.standard(failure.at))
                  json.field("drill_failure", failure.reason)
                }
                guard let record = entry.record else { return }
                json.field("created_at", record.createdAt)
                json.field("type", record.type.rawValue)
                json.field("reason", record.reason)
                json.field("size", record.size)
                json.array("volumes") { json in for volume in record.volumes { json.element(volume.shownName) } }
              }
            )
            return .clean
          }
          if records.isEmpty {
            invocation.print("no backups\n")
            return .clean
          }
          var table = Table("BACKUP", "CREATED (UTC)", "TYPE", "VOLUMES", "SIZE", "PROVEN (UTC)", "REASON")
          for (id, record) in records {
            let pin = store.isPinned(id) ? " (pinned)" : ""
            guard let record else {
              table.add([id.description + pin, "-", "damaged", "-", "-", "-", "leger backup verify \(id)"])
              continue
            }
            table.add([
              id.description + pin, record.madeAt.map(Timestamp.text) ?? record.createdAt,
              record.type.rawValue, "\(record.volumes.count)", ByteCount.text(record.size),
              drillWord(store.drills(id)), record.reason,
            ])
          }
          invocation.print(table.text(invocation.console.terminal))
          return .clean
        }
      }
    )
  }

  /// When a backup was proven, or that it was not, in a word.
  private static func drillWord(_ drills: BackupDrills) -> String {
    if let failure = drills.failure { return "failed \(Timestamp.text(failure.at))" }
    return drills.proof.map { Timestamp.text($0.at) } ?? "-"
  }

  static var backupInfo: Command {
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
            invocation.print(
              page(of: record, store.drills(id), isPinned: store.isPinned(id), invocation.console.terminal)
            )
          }
          return .clean
        }
      }
    )
  }

  /// A backup for people: what it holds, a line each, and what it does not.
  private static func page(
    of record: BackupRecord,
    _ drills: BackupDrills,
    isPinned: Bool,
    _ terminal: Terminal
  ) -> String {
    let details = record.details
    var facts: [(String, String)] = [
      ("created", record.madeAt.map { "\(Timestamp.text($0)) UTC" } ?? record.createdAt),
      ("type", record.type.rawValue + (isPinned ? ", pinned" : "")), ("reason", record.reason),
      ("size", ByteCount.text(record.size)),
      (
        "proven",
        drills.failure.map { "no; the drill of \(Timestamp.text($0.at)) UTC failed: \($0.reason)" }
          ?? drills.proof.map {
            "\(Timestamp.text($0.at)) UTC, with podman \($0.podman)\($0.probe ? "; its probe answered" : "")"
          } ?? "never; see: leger drill \(record.id)"
      ),
    ]
    if let details {
      facts += [
        ("source", details.source), ("podman", "\(details.podman), \(details.scope) scope"),
        (
          "services",
          treatment(record, details)
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
      volumes.add([volume.shownName, ByteCount.text(volume.size), volume.content?.text ?? "-"])
    }
    if !record.volumes.isEmpty { text += "\n" + volumes.text(terminal) }
    text += "\nfiles: \(record.quadletFiles.map { VisibleText.string(Array($0.utf8)) }.joined(separator: ", "))\n"
    for case (let volume, let names?) in record.volumes.map({ ($0, $0.lostAttributes) }) {
      text += "not kept: attributes of files in \(volume.shownName): \(names.joined(separator: ", "))\n"
    }
    for omission in details?.omissions ?? [] {
      text += "not in it: \(VisibleText.string(Array(omission.name.utf8))), since \(omission.reason)\n"
    }
    return text
  }

  /// What happened to the services meanwhile.
  private static func treatment(_ record: BackupRecord, _ details: BackupRecord.Details) -> String {
    let prepared = record.volumes.filter { $0.isPrepared == true }
    let words =
      switch details.consistency {
      case .live: "went on writing"
      case .pause: "were paused"
      case .stop: "were stopped"
      }
    if prepared.isEmpty { return words }
    let names = prepared.map(\.shownName).joined(separator: ", ")
    return prepared.count == record.volumes.count
      ? "ran on; commands of the project have prepared the data" : "\(words); those of \(names) ran on"
  }

  static var backupVerify: Command {
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
              _ = try store.verify(id) { invocation.printProgress($0) }
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
}
