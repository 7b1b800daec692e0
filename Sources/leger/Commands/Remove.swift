extension Command {
  /// `leger remove`: stops the services of a deployment and removes its units.
  static let remove = Command(
    name: "remove",
    aliases: ["rm"],
    group: "Deployments",
    summary: "Stops the services of a deployment and removes its units.",
    discussion: """
      Networks that its units made are removed; volumes and images stay, unless --remove-volumes is given. Files in its \
      folder that leger did not write stay, too. A backup is made first, which leger restore can bring back.
      """,
    operands: [.deployment()],
    options: [
      Option("remove-volumes", help: "also remove the volumes that its units made, with their data"),
      .noBackup, .dryRun, .yes, .lockTimeout, .ofUser, .ofSystem,
    ],
    examples: [
      ("leger remove web", "Removes the deployment web; its volumes stay.")
    ],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        let prepared = try deployer.prepareRemoval(
          of: try invocation.deploymentName(),
          removingVolumes: invocation.flag("remove-volumes"),
          backup: invocation.flag("no-backup") ? nil : AutomaticBackup(reason: "before-remove", isAlways: true)
        )
        return try invocation.carryOut(prepared, deployer, asking: "Remove")
      }
    }
  )
}
