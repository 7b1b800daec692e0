extension Command {
  /// `leger deploy install` and others: second spellings that are kept out of the overview.
  static let deploy = Command(
    name: "deploy",
    group: "Deployments",
    summary: "Groups the commands that install, update and remove.",
    subcommands: [.install, .list, .update, .remove],
    isHidden: true
  )

  /// `leger service start` and others, likewise.
  static let service = Command(
    name: "service",
    group: "Deployments",
    summary: "Groups the commands on running services.",
    subcommands: [.status, .logs, .start, .stop, .restart],
    isHidden: true
  )
}
