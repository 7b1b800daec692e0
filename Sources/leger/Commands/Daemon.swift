extension Command {
  /// `leger daemon`: the store of secrets on this machine.
  static let daemon = Command(
    name: "daemon",
    group: "Secrets",
    summary: "Keeps the secrets of this machine and serves them.",
    subcommands: [.daemonRun]
  )

  /// `leger daemon run`: what legerd.service runs.
  private static var daemonRun: Command {
    Command(
      name: "run",
      summary: "Serves the store of secrets on a socket, in the foreground.",
      discussion: """
        The daemon keeps secrets in one encrypted file, and speaks the protocol of setec: programs that read from a setec server \
        read from it, too. Only the user who runs it and root are answered.

        The key of the store is the credential legerd-kek of systemd where there is one, else keys/kek.json beside the store, \
        which is made at the first start. The store cannot be read without its key: keep a copy of it elsewhere.

        It ends with SIGTERM or Ctrl-C.
        """,
      options: [.ofUser, .ofSystem],
      examples: [("leger daemon run", "Serves the secrets of the user, or as root those of the system.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let daemon = try SecretDaemon(invocation.hostScope, on: invocation.host) { text in
            invocation.printError("legerd: \(VisibleText.string(Array(text.utf8)))\n")
          }
          try daemon.run()
          return .clean
        }
      }
    )
  }
}
