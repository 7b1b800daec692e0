extension Command {
  /// `leger secrets rotate`: another value for a secret and the services that use it.
  static var secretsRotate: Command {
    Command(
      name: "rotate",
      summary: "Gives services another value of a secret, or the old one when they fail.",
      discussion: """
        A new version is stored and activated, podman gets it, and the services that use the secret and run are restarted in the \
        order of dependencies and watched until they are healthy. When one fails, the old version is active again, in the store \
        and in podman, the services run with it, and the exit status is 5; the new version stays in the store, not active.

        The value is typed at a hidden prompt, or comes from standard input with -, or from a file with @FILE, or is made of \
        random letters and digits with --generate. What checks the secret on the other side, such as a database, must take the \
        new value by itself.
        """,
      operands: [.secretName, Operand("-|@FILE", .optional, .path, help: "where the value comes from")],
      options: [
        Option(
          "generate",
          .number("N", from: 16, through: 4096),
          help: "make a value of N random letters and digits",
          excludes: ["trim-space", "verbatim"]
        ),
        Option("no-restart", help: "restart no service; each has the new value once it is restarted"),
        .versionsKept, .trimSpace, .verbatim, .dryRun, .yes,
      ] + Option.watching + [.lockTimeout] + Option.scopes,
      examples: [
        ("leger secrets rotate leger/web-password", "Asks for the new password, and restarts what uses it."),
        ("leger secrets rotate leger/web-key --generate 40", "Makes a new key."),
      ],
      action: { invocation in
        invocation.changingHost { (deployer) throws(HostFailure) in
          let name = try invocation.secretName()
          return try rotate(name, invocation, deployer)
        }
      }
    )
  }

  private static func rotate(
    _ name: SecretName,
    _ invocation: Invocation,
    _ deployer: Deployer
  ) throws(HostFailure) -> ExitStatus {
    if invocation.operands.count > 1, invocation.isGiven("generate") {
      throw HostFailure(.usage, "--generate makes the value, so none can be given")
    }
    let store = try invocation.secretStore()
    let old: SecretInfo
    do throws(SecretFailure) { old = try store.info(name) } catch { throw error.inWords(name) }
    let rotation = { (version: UInt32) throws(HostFailure) in
      try deployer.prepareRotation(
        of: name,
        from: old.activeVersion,
        to: version,
        restarts: !invocation.flag("no-restart")
      )
    }
    // Nothing is stored before the plan is known to be possible, and agreed to.
    let expected = try rotation((old.versions.max() ?? 0) + 1)
    if invocation.flag("dry-run") {
      invocation.print(expected.text(name))
      return .clean
    }
    let value: SecretBytes
    if let length = invocation.number("generate") {
      value = SecretBytes.randomText(length: length)
    } else {
      value = try invocation.secretValue()
    }
    invocation.print(expected.text(name))
    try invocation.confirm("Rotate \(name)?")
    let version: UInt32
    do throws(SecretFailure) { version = try store.put(name, value) } catch { throw error.inWords(name) }
    if version == old.activeVersion {
      invocation.print("\(name): version \(version) has that value already\n")
      return .clean
    }
    try deployer.carryOut(
      try rotation(version),
      command: invocation.commandLine,
      invocation.healthLimits
    )
    let services = expected.restarted
    invocation.print(
      "\(name): version \(version) active"
        + (services.isEmpty ? "" : "; restarted and healthy: \(services.joined(separator: ", "))") + "\n"
    )
    do throws(SecretFailure) {
      try invocation.prune(name, in: store, keeping: invocation.number("keep") ?? 10)
    } catch {
      throw error.inWords(name)
    }
    return .clean
  }
}

extension Deployer.Rotation {
  /// The plan for people.
  fileprivate func text(_ name: SecretName) -> String {
    "\(name)\n\(forward.text)"
      + (deployment == nil ? "note: no installed unit uses it\n" : "")
  }
}
