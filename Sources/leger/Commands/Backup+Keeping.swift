extension Command {
  static var backupPrune: Command {
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

  static var backupPin: Command {
    changingPin("pin", "Keeps a backup from being removed by itself.", "Keeps it until it is unpinned.", "pinned") {
      (store, id) throws(HostFailure) in try store.pin(id)
    }
  }

  static var backupUnpin: Command {
    changingPin("unpin", "Lets a backup be removed when it is old enough.", "Takes its pin away.", "not pinned") {
      (store, id) throws(HostFailure) in try store.unpin(id)
    }
  }

  private static func changingPin(
    _ name: String,
    _ summary: String,
    _ explanation: String,
    _ result: String,
    _ change: @escaping @Sendable (BackupStore, BackupID) throws(HostFailure) -> Void
  ) -> Command {
    Command(
      name: name,
      summary: summary,
      operands: [.backupID],
      options: [.lockTimeout] + Option.scopes,
      examples: [("leger backup \(name) web-2026-11-29-130405", explanation)],
      action: { invocation in
        invocation.changingHost { (deployer) throws(HostFailure) in
          let id = try deployer.backups.find(invocation.operandTexts[0])
          try change(deployer.backups, id)
          invocation.print("\(id): \(result)\n")
          return .clean
        }
      }
    )
  }
}
