extension Command {
  /// `leger secrets`: the secrets in the store.
  static let secrets = Command(
    name: "secrets",
    aliases: ["secret"],
    group: "Secrets",
    summary: "Sets, shows and deletes the secrets that services use.",
    discussion: """
      Secrets are kept by the daemon of this machine (leger daemon run), or by the setec server that config.yaml names \
      (daemon: setec-server:). Each has versions, of which one is active. Values are read from standard input, a file or a \
      hidden prompt, never from an argument, and no command but secrets get prints one.
      """,
    subcommands: [
      .secretsSet, .secretsGet, .secretsList, .secretsInfo, .secretsActivate, .secretsDelete, .secretsSync,
      .secretsRotate, .secretsDriver,
    ]
  )

  // MARK: Changing

  private static var secretsSet: Command {
    Command(
      name: "set",
      summary: "Stores a new version of a secret and activates it.",
      discussion: """
        The value is typed at a hidden prompt, or comes from standard input with -, or from a file with @FILE. Text with blanks \
        at its ends is refused, since most programs that print a password print a newline after it, too.

        A value that is active already changes nothing. The newest versions are kept, as many as --keep says.
        """,
      operands: [.secretName, Operand("-|@FILE", .optional, .path, help: "where the value comes from")],
      options: [
        Option("no-activate", help: "store the version only; leger secrets activate makes it active"),
        .versionsKept, .trimSpace, .verbatim,
      ] + Option.scopes,
      examples: [
        ("leger secrets set leger/web-password", "Asks for the password."),
        ("leger secrets set leger/web-key @key.pem --verbatim", "Stores a file as it is."),
      ],
      action: { invocation in
        invocation.onStore { (store, name) throws(HostFailure) in
          let value = try invocation.secretValue()
          let old: SecretInfo?
          do throws(SecretFailure) { old = try store.info(name) } catch {
            guard error == .notFound else { throw error.inWords(name) }
            old = nil
          }
          do throws(SecretFailure) {
            let version = try store.put(name, value)
            let isActive = old == nil || old?.activeVersion == version
            let activates = !isActive && !invocation.flag("no-activate")
            if activates { try store.activate(name, version: version) }
            let isNew = old?.versions.contains(version) != true
            let what = isNew ? "stored" : activates ? "stored before" : "unchanged"
            let state = isActive || activates ? "active" : "not active; see: leger secrets activate \(name) \(version)"
            invocation.print("\(name): version \(version) \(what), \(state)\n")
            try invocation.prune(name, in: store, keeping: invocation.number("keep") ?? 10)
            if old == nil, !name.bytes.contains(UInt8(ascii: "/")) {
              invocation.printError("leger: Secret=\(name) of a unit does not mean this one, but leger/\(name)\n")
            }
          } catch {
            throw error.inWords(name)
          }
          return .clean
        }
      }
    )
  }

  private static var secretsActivate: Command {
    Command(
      name: "activate",
      summary: "Makes a stored version of a secret the active one.",
      operands: [.secretName, Operand("VERSION", .one, .text, help: "the number of the version")],
      options: Option.scopes,
      examples: [("leger secrets activate leger/web-password 3", "Goes back to version 3.")],
      action: { invocation in
        invocation.onStore { (store, name) throws(HostFailure) in
          guard let version = UInt32(invocation.operandTexts[1]), version > 0 else {
            throw HostFailure(.usage, "\(VisibleText.quoted(invocation.operands[1])) is not the number of a version")
          }
          do throws(SecretFailure) { try store.activate(name, version: version) } catch {
            throw error.inWords(name, version: version)
          }
          invocation.print("\(name): version \(version) active\n")
          return .clean
        }
      }
    )
  }

  private static var secretsDelete: Command {
    Command(
      name: "delete",
      aliases: ["rm"],
      summary: "Deletes a secret, or one version of it.",
      discussion: """
        What podman has stays as it is. To delete the active version, activate another one first, or delete the whole secret. \
        A secret for which podman asks the store (leger secrets driver) is not deleted while podman has it.
        """,
      operands: [.secretName],
      options: [Option("version", .number("NUMBER", from: 1, through: Int(UInt32.max)), help: "only this version")]
        + Option.scopes,
      examples: [("leger secrets delete leger/web-password --version 2", "Deletes version 2.")],
      action: { invocation in
        invocation.onStore { (store, name) throws(HostFailure) in
          let version = invocation.number("version").map { UInt32($0) }
          do throws(SecretFailure) {
            let info = try store.info(name)
            if let version {
              guard info.versions.contains(version) else { throw .notFound }
              if version == info.activeVersion {
                let failure = HostFailure(
                  .refused,
                  "version \(version) of \(name) is active; activate another version first",
                  help: "leger secrets activate \(name) VERSION"
                )
                throw .host(failure)
              }
            }
          } catch {
            throw error.inWords(name, version: version ?? 0)
          }
          if version == nil { try invocation.checkIsNotAsked(for: name) }
          try invocation.confirm(
            version.map { "Delete version \($0) of \(name)?" } ?? "Delete \(name) with all its versions?"
          )
          do throws(SecretFailure) {
            if let version { try store.delete(name, version: version) } else { try store.delete(name) }
          } catch {
            throw error.inWords(name, version: version ?? 0)
          }
          invocation.print(version.map { "\(name): version \($0) deleted\n" } ?? "\(name): deleted\n")
          return .clean
        }
      }
    )
  }

  // MARK: Looking

  private static var secretsGet: Command {
    Command(
      name: "get",
      summary: "Prints the value of a secret.",
      discussion: "Byte for byte; on a terminal a newline follows.",
      operands: [.secretName],
      options: [
        Option(
          "version",
          .number("NUMBER", from: 1, through: Int(UInt32.max)),
          help: "this version instead of the active one"
        )
      ]
        + Option.scopes,
      examples: [("leger secrets get leger/web-password", "Prints the active version.")],
      action: { invocation in
        invocation.onStore { (store, name) throws(HostFailure) in
          let version = UInt32(invocation.number("version") ?? 0)
          let value: SecretValue
          do throws(SecretFailure) { value = try store.value(name, version: version) } catch {
            throw error.inWords(name, version: version)
          }
          invocation.console.standardOutput(value.bytes.array)
          if invocation.console.terminal.isTerminal { invocation.print("\n") }
          return .clean
        }
      }
    )
  }

  private static var secretsInfo: Command {
    Command(
      name: "info",
      summary: "Shows the versions of a secret, without their values.",
      operands: [.secretName],
      options: [.format(["text", "json"]), .json] + Option.scopes,
      examples: [("leger secrets info leger/web-password", "Shows which version is active.")],
      action: { invocation in
        invocation.onStore { (store, name) throws(HostFailure) in
          let info: SecretInfo
          do throws(SecretFailure) { info = try store.info(name) } catch { throw error.inWords(name) }
          if invocation.value("format") == "json" {
            var output: [UInt8] = []
            JSONWriter.append(to: &output) { json in
              json.object { json in
                json.field("schema", 1)
                info.write(to: &json)
              }
            }
            invocation.console.standardOutput(output)
            return .clean
          }
          invocation.print("\(name)\n")
          for version in info.versions {
            invocation.print("  version \(version)\(version == info.activeVersion ? " (active)" : "")\n")
          }
          return .clean
        }
      }
    )
  }
}

extension Operand {
  /// A secret of the store.
  static let secretName = Operand("NAME", .one, .text, help: "the name in the store, such as leger/web-password")
}

extension Option {
  /// How many versions of a secret are kept.
  static let versionsKept = Option(
    "keep",
    .number("COUNT", from: 1, through: 1000),
    help: "how many versions are kept",
    defaultValue: "10"
  )
  /// What becomes of the ends of a value.
  static let trimSpace = Option(
    "trim-space",
    help: "remove blanks and newlines at both ends of the value",
    excludes: ["verbatim"]
  )
  static let verbatim = Option("verbatim", help: "store the value as it is, whatever is at its ends")
}

// MARK: The store

extension Invocation {
  /// The secret that the first operand names.
  func secretName() throws(HostFailure) -> SecretName {
    let name = SecretName(operands[0])
    if name.isPrintable { return name }
    throw HostFailure(.usage, "\(VisibleText.quoted(name.bytes)) cannot be the name of a secret")
  }

  /// The store that this machine uses.
  func secretStore() throws(HostFailure) -> any SecretStore {
    try SetecClient.configured(HostSettings(hostScope, on: host), hostScope, on: host)
  }

  /// Runs a command on one secret.
  func onStore(
    _ body: (any SecretStore, SecretName) throws(HostFailure) -> ExitStatus
  ) -> ExitStatus {
    onHost { () throws(HostFailure) in
      let name = try secretName()
      return try body(try secretStore(), name)
    }
  }

  /// Deletes the oldest versions beyond a number; the active one stays.
  func prune(_ name: SecretName, in store: any SecretStore, keeping count: Int) throws(SecretFailure) {
    let info = try store.info(name)
    for version in info.versions.dropLast(count) where version != info.activeVersion {
      try store.delete(name, version: version)
    }
  }

  /// Reads the value that is to be stored.
  func secretValue() throws(HostFailure) -> SecretBytes {
    var bytes = try rawSecretValue()
    if bytes.count > SecretBytes.valueLimit { throw Self.tooLarge }
    if flag("trim-space") {
      let isBlank = { (byte: UInt8) in [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
      bytes = Array(bytes.drop(while: isBlank))
      while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    } else if !flag("verbatim"), let text = String(validating: bytes, as: UTF8.self),
      text.first?.isWhitespace == true || text.last?.isWhitespace == true
    {
      throw HostFailure(
        .usage,
        "the value \(text.last?.isNewline == true ? "ends with a newline" : "has blanks at its ends")",
        help: "add --trim-space to remove that, or --verbatim to keep it"
      )
    }
    if bytes.isEmpty { throw HostFailure(.usage, "the value is empty, and podman takes no empty value") }
    return SecretBytes(erasing: &bytes)
  }

  private static var tooLarge: HostFailure {
    HostFailure(.usage, "the value is larger than podman takes (\(SecretBytes.valueLimit) bytes)")
  }

  private func rawSecretValue() throws(HostFailure) -> [UInt8] {
    let limit = SecretBytes.valueLimit + 1
    guard operands.count > 1 else {
      printError("Value of \(VisibleText.string(operands[0])): ")
      let answer = host.readHiddenAnswer()
      printError("\n")
      guard let answer else {
        throw HostFailure(
          .cancelled,
          "no value was typed",
          help: "from a program: PROGRAM | leger secrets set \(operandTexts[0]) -"
        )
      }
      return answer
    }
    let source = operands[1]
    do throws(ReadFailure) {
      if source == [UInt8(ascii: "-")] { return try host.readInput(limit: limit) }
      if source.first == UInt8(ascii: "@") { return try host.read(Array(source.dropFirst()), limit: limit) }
    } catch {
      if case .tooLarge = error { throw Self.tooLarge }
      let place = source == [UInt8(ascii: "-")] ? "standard input" : VisibleText.quoted(Array(source.dropFirst()))
      throw HostFailure(.environment, "\(place): \(error.message)")
    }
    throw HostFailure(
      .usage,
      "a value is not given as an argument, which every user of the machine could see",
      help: "give it on standard input with -, or in a file with @FILE, or leave it out to type it"
    )
  }
}
