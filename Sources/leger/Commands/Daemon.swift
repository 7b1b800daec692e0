extension Command {
  /// `leger daemon`: the store of secrets on this machine.
  static let daemon = Command(
    name: "daemon",
    group: "Secrets",
    summary: "Keeps the secrets of this machine and serves them.",
    subcommands: [.daemonRun, .daemonStart, .daemonStop, .daemonStatus, .daemonSync, .daemonRekey]
  )

  /// `leger daemon run`: what legerd.service runs.
  private static var daemonRun: Command {
    Command(
      name: "run",
      summary: "Serves the secrets and keeps podman's in step, in the foreground.",
      discussion: """
        The daemon keeps secrets in one encrypted file, and speaks the protocol of setec: programs that read from a setec server \
        read from it, too. The user who runs it and root may do everything, others what local-access of config.yaml says.

        Every minute (poll-interval) it asks the store for new versions of the secrets that installed units use, and gives them \
        to podman. Services that run keep what they have until they are restarted, unless restart-policy is changed. A store \
        that does not answer changes nothing: services start with what podman has.

        The key of the store is the credential legerd-kek of systemd where there is one, else the file that key-file names, \
        else keys/kek.json beside the store. The file is made at the first start. The store cannot be read without its key: \
        keep a copy of it elsewhere.

        listen opens addresses besides the socket: tailnet:PORT those of this machine in its tailnet, where tailscaled names \
        callers and the policy of the tailnet says what they may do; 127.0.0.1:PORT one that only this machine reaches, for \
        programs that show the token that is in the file token beside the store. With serve-proxy: true that one is for \
        tailscale serve, and login in local-access says what users of the tailnet may do.

        SIGHUP makes it read local-access again; all else of config.yaml counts from its next start. It ends with SIGTERM or Ctrl-C.
        """,
      options: [
        Option(
          "part",
          .choice("PART", ["both", "serve", "sync"]),
          help: "do only one of the two",
          defaultValue: "both"
        ),
        .ofUser, .ofSystem,
      ],
      examples: [("leger daemon run", "Serves the secrets of the user, or as root those of the system.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let report = { (text: String) in
            invocation.printError("legerd: \(VisibleText.string(Array(text.utf8)))\n")
          }
          let part = invocation.value("part")
          if part == "sync" {
            try SecretLoop(invocation.hostScope, on: invocation.host, report: report).run()
          } else {
            try SecretDaemon(invocation.hostScope, on: invocation.host, report: report)
              .run(with: part == "serve" ? nil : invocation.companion(report))
          }
          return .clean
        }
      }
    )
  }

  // MARK: The service

  private static var daemonStart: Command {
    Command(
      name: "start",
      summary: "Starts the daemon as a service of systemd.",
      discussion: """
        Where no package has brought the units of the daemon, they are written and enabled, so that it starts with the system, \
        or with your session (for one without a login: loginctl enable-linger). A daemon that runs is started anew, with \
        config.yaml as it is now. leger daemon stop stops it.
        """,
      options: Option.scopes,
      examples: [("leger daemon start", "Starts your daemon, or as root that of the system.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let service = try DaemonService(invocation.hostScope, on: invocation.host)
          for change in try service.start() {
            invocation.print("\(change.isRemoval ? "removed" : "wrote") \(VisibleText.string(change.path))\n")
          }
          for path in try service.strangers() {
            invocation.printError(
              "leger: note: \(VisibleText.quoted(Array(path.utf8))) is not leger's, and stays as it is\n"
            )
          }
          invocation.print("\(try service.waitUntilServing())\n")
          return .clean
        }
      }
    )
  }

  private static var daemonStop: Command {
    Command(
      name: "stop",
      summary: "Stops the service of the daemon; what podman has stays.",
      options: Option.scopes,
      examples: [("leger daemon stop", "Stops your daemon, or as root that of the system.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let stopped = try DaemonService(invocation.hostScope, on: invocation.host).stop()
          let folder = try DeploymentFolders(invocation.hostScope, on: invocation.host).state
          if try SecretDriver.installed(in: folder, on: invocation.host) != nil {
            invocation.printError(
              "leger: note: containers that use secrets do not start until the daemon runs again (leger secrets driver)\n"
            )
          }
          invocation.print(
            stopped.isEmpty ? "the daemon does not run as a service\n" : "stopped \(stopped.joined(separator: ", "))\n"
          )
          return .clean
        }
      }
    )
  }

  private static var daemonStatus: Command {
    Command(
      name: "status",
      summary: "Shows whether the daemon answers, and how podman's secrets are.",
      discussion: "The exit status is 0 when the store answers, and 3 when it does not.",
      options: [.format(["text", "json"]), .json] + Option.scopes,
      examples: [("leger daemon status", "Asks the socket, and shows what was last found.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let host = invocation.host
          let count: Int
          let store = try invocation.secretStore()
          do throws(SecretFailure) { count = try store.list().count } catch { throw error.inWords() }
          let report = try DeploymentFolders(invocation.hostScope, on: host).lastSecretReport()
          // Only whoever may look into the folder of the store sees where its key is.
          let isLocal = try HostSettings(invocation.hostScope, on: host).secretServer == nil
          let folders = try DaemonFolders(invocation.hostScope, on: host)
          let key = isLocal ? StoreKeyRecord.read(folders, on: host)?.source : nil
          if invocation.value("format") == "json" {
            invocation.console.standardOutput(
              JSONWriter.document(
                "podman",
                report?.secrets ?? [],
                more: { json in
                  json.field("secrets", count)
                  if let key { json.field("key", key) }
                  if let report { json.field("asked_at", report.at) }
                  if let problem = report?.problem { json.field("problem", problem) }
                }
              ) { $0.write(to: &$1) }
            )
            return .clean
          }
          invocation.print("the store answers, and has \(count) \(count == 1 ? "secret" : "secrets")\n")
          if let key { invocation.print("its key is \(VisibleText.string(Array(key.utf8)))\n") }
          invocation.print(report.map(\.text) ?? "podman's secrets were not looked at yet\n")
          return .clean
        }
      }
    )
  }

  private static var daemonRekey: Command {
    Command(
      name: "rekey",
      summary: "Gives the local store a new key.",
      discussion: """
        Stop the daemon first. Copies of the store that were made before open only with the old key. Keep a copy of the new one \
        elsewhere.
        """,
      options: Option.scopes,
      examples: [("leger daemon rekey", "Changes the key of your store.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let place = try SecretDaemon(invocation.hostScope, on: invocation.host) { _ in }.rekey()
          invocation.print("the store has a new key, in \(place); keep a copy of it elsewhere\n")
          return .clean
        }
      }
    )
  }

  private static var daemonSync: Command {
    Command(
      name: "sync",
      summary: "Makes the daemon ask for new versions now, and shows what it finds.",
      discussion: "leger secrets sync does the same without a daemon.",
      options: Option.scopes,
      examples: [("leger daemon sync", "Gives podman what has been activated a moment ago.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let report = try SecretLoop.wake(invocation.hostScope, on: invocation.host)
          invocation.print(report.text)
          return report.problem == nil && !report.secrets.contains { $0.state.isProblem } ? .clean : .refused
        }
      }
    )
  }
}

extension SecretReport {
  /// What was found, for people.
  fileprivate var text: String {
    var lines = ["podman's secrets at \(Timestamp.text(at)) UTC: "]
    if let problem {
      lines[0] += "not looked at: \(problem)"
    } else if secrets.isEmpty {
      lines[0] += "no installed unit uses one"
    } else {
      let count = secrets.count { $0.state == .ok }
      lines[0] +=
        count == secrets.count ? "all \(count) as in the store" : "\(count) of \(secrets.count) as in the store"
    }
    for name in changed { lines.append("  \(name): changed") }
    for secret in secrets where secret.state != .ok {
      lines.append("  \(secret.podmanName): \(secret.state.rawValue): \(secret.reason ?? "")")
    }
    return lines.map { VisibleText.string(Array($0.utf8)) + "\n" }.joined()
  }
}

extension SecretReport.Entry {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("podman_name", podmanName)
    json.field("name", name)
    json.field("state", state.rawValue)
    if let version { json.field("version", Int(version)) }
    if let reason { json.field("reason", reason) }
  }
}

extension Invocation {
  /// The process that keeps podman's secrets in step beside the server; nil when leger does not know where it is itself.
  fileprivate func companion(_ report: @escaping (String) -> Void) -> Companion? {
    guard let program = host.ownProgram else { return nil }
    let names = ["LEGER_STATE_DIR", "LEGER_UNIT_DIR", "LEGERD_STATE_DIR", "LEGERD_SOCKET"]
    let own = names.compactMap { name in host.variable(name).map { Array("\(name)=".utf8) + $0 } }
    return Companion(
      program,
      ["daemon", "run", "--part=sync", "--\(hostScope.word)"].map { Array($0.utf8) },
      environment: host.environment(adding: []) + own,
      refusal: ExitStatus.environment.rawValue,
      report: report
    )
  }
}
