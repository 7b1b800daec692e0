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
    options: [.lockTimeout, .ofUser, .ofSystem],
    examples: [("leger recover", "Takes back what a crash has left.")],
    action: { invocation in
      invocation.onHost { () throws(HostFailure) in
        let deployer = try invocation.deployer()
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
