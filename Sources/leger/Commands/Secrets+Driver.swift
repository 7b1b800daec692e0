extension Command {
  /// `leger secrets driver`: where podman has the values from.
  static var secretsDriver: Command {
    Command(
      name: "driver",
      summary: "Makes podman ask the store for values instead of keeping them.",
      discussion: """
        podman keeps the values of secrets in a file, in plain text. With the driver, it asks the store whenever a container \
        starts, and keeps none.

        Containers then start only while the store answers: without the daemon, or without its key, none that uses a secret \
        starts. If you move the program leger, install the driver again.
        """,
      subcommands: [.driverInstall, .driverRemove, .driverLookup]
    )
  }

  private static var driverInstall: Command {
    Command(
      name: "install",
      summary: "Takes the values out of podman's file; podman asks the store from now on.",
      discussion: """
        The secrets that leger has made for podman are made anew without a value, and so are those that follow. Services that \
        run are not touched. Containers that use a secret then start only while the store answers.
        """,
      options: [.lockTimeout] + Option.scopes,
      examples: [("leger secrets driver install", "Takes the values of your secrets out of podman's file.")],
      action: { invocation in
        invocation.changeDriver("podman asks the store for it") { (folder) throws(HostFailure) in
          guard let driver = try SecretDriver(invocation.hostScope, on: invocation.host) else {
            throw HostFailure(.environment, "leger does not know where it is itself", help: "mount /proc")
          }
          try driver.install(in: folder, on: invocation.host)
        }
      }
    )
  }

  private static var driverRemove: Command {
    Command(
      name: "remove",
      summary: "Gives podman the values again, which it keeps in its file.",
      options: [.lockTimeout] + Option.scopes,
      examples: [("leger secrets driver remove", "Makes your containers start without the daemon again.")],
      action: { invocation in
        invocation.changeDriver("podman keeps its value") { (folder) throws(HostFailure) in
          try SecretDriver.remove(from: folder, on: invocation.host)
        }
      }
    )
  }

  /// What podman runs when a container starts.
  private static var driverLookup: Command {
    Command(
      name: "lookup",
      summary: "Prints the active value of a secret; podman runs it.",
      operands: [.secretName],
      options: Option.scopes,
      examples: [("leger secrets driver lookup --user leger/web-key", "What podman runs when a container starts.")],
      isHidden: true,
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let host = invocation.host
          let name = try invocation.secretName()
          let end = host.monotonicClock + driverPatience
          while true {
            do throws(SecretFailure) {
              let value = try invocation.askForDriver(name)
              value.bytes.withBytes { invocation.console.standardOutput(Array($0)) }
              return .clean
            } catch {
              // A daemon that is starting with the system answers in a moment.
              guard case .host = error, host.monotonicClock < end else { throw error.inWords(name) }
              host.sleep(for: .milliseconds(100))
            }
          }
        }
      }
    )
  }

  /// How long a container may wait for a value: podman itself has no limit.
  private static let driverPatience = Duration.seconds(5)
}

extension Invocation {
  /// Installs or removes the driver, once the store has answered, and makes podman's secrets anew.
  fileprivate func changeDriver(
    _ result: String,
    _ change: (_ folder: [UInt8]) throws(HostFailure) -> Void
  ) -> ExitStatus {
    changingHost { (deployer) throws(HostFailure) in
      let store = try secretStore()
      do throws(SecretFailure) { _ = try store.list() } catch { throw error.inWords() }
      try change(deployer.folders.state)
      return try convert(deployer, result)
    }
  }

  /// Makes podman's secrets as the driver wants them that is installed, or not any more.
  private func convert(_ deployer: Deployer, _ result: String) throws(HostFailure) -> ExitStatus {
    let sync = try deployer.folders.secretSync(deployer.podman)
    let entries = try sync.plan(try deployer.managedSecrets(), SecretSync.Options())
    var status = ExitStatus.clean
    for entry in entries where !entry.isForeign {
      if case .refuse(let reason) = entry.action {
        printError("leger: \(entry.shownName): left as it is: \(reason)\n")
        status = .refused
      }
    }
    let changed = try sync.carryOut(entries, report: { status = report($0) })
    for entry in changed { print("\(entry.shownName): \(result)\n") }
    if changed.isEmpty, !entries.isEmpty, status == .clean { print("nothing to change; for each secret: \(result)\n") }
    if entries.isEmpty { print("leger has made no secret for podman yet; those that follow: \(result)\n") }
    return status
  }

  /// Throws when podman asks the store for a secret whenever a container starts, so that no other copy of it exists.
  func checkIsNotAsked(for name: SecretName) throws(HostFailure) {
    let deployer = try deployer()
    guard try SecretDriver.installed(in: deployer.folders.state, on: host) != nil else { return }
    let users = try deployer.podman.storedSecrets().filter { secret in
      SecretDriver.isUsed(by: secret) && SecretSync.source(of: secret).map { SecretName($0) } == name
    }
    guard let user = users.first else { return }
    throw HostFailure(
      .refused,
      "podman asks the store for \(name), which is its secret \"\(user.name)\"; no container that uses it would start",
      help: "if nothing uses it any more: podman secret rm \(user.name), then delete it again"
    )
  }

  fileprivate func askForDriver(_ name: SecretName) throws(SecretFailure) -> SecretValue {
    var client: SetecClient
    do throws(HostFailure) {
      client = try SetecClient.configured(HostSettings(hostScope, on: host), hostScope, on: host)
    } catch {
      throw .host(error)
    }
    client.patience = 2
    return try client.value(name, version: 0)
  }
}

extension SecretSync.Entry {
  fileprivate var shownName: String { VisibleText.string(Array(podmanName.utf8)) }
}
