extension Command {
  /// `leger recover`: finishes or takes back what a crash has left.
  static let recover = Command(
    name: "recover",
    group: "Deployments",
    summary: "Finishes or takes back a change that was interrupted.",
    discussion: """
      A change is finished when its services had come up, and otherwise taken back: the old units, and the services running \
      that ran before. Every command that changes the host does this first.
      """,
    options: [
      Option("as-is", help: "change nothing, and forget the interrupted change; what runs now stays as it is"),
      .dryRun, .lockTimeout, .ofUser, .ofSystem,
    ],
    examples: [("leger recover", "Takes back what a crash has left.")],
    action: { invocation in
      invocation.onHost { () throws(HostFailure) in
        let deployer = try invocation.deployer()
        if invocation.flag("dry-run") {
          let open = try Journal(deployer.folders, on: invocation.host).open()
          let what = open.map { change in
            let isFinished = change.state == .healthy || change.kind == .restart
            let verb = invocation.flag("as-is") ? "forget" : isFinished ? "finish" : "take back"
            let plan = invocation.flag("as-is") || change.state == .healthy ? "" : change.back.text
            return "would \(verb) \"\(change.command)\"\n\(plan)"
          }
          invocation.print(what ?? "nothing to recover\n")
          return .clean
        }
        if invocation.flag("as-is") {
          let seconds = invocation.number("lock-timeout") ?? 30
          let lock = try DeploymentLock.take(
            deployer.folders,
            for: invocation.commandLine,
            timeLimit: .seconds(seconds),
            on: invocation.host
          )
          defer { lock.release() }
          let isOpen = try deployer.executor.forget()
          invocation.print(
            isOpen ? "forgotten; the units and services are as they are now\n" : "nothing to forget\n"
          )
          return .clean
        }
        let (lock, recovered) = try deployer.begin(
          invocation.commandLine,
          lockSeconds: invocation.number("lock-timeout") ?? 30
        )
        defer { lock.release() }
        invocation.print("\(recovered ?? "nothing to recover")\n")
        return .clean
      }
    }
  )
}
