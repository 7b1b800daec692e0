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
    subcommands: [.secretsSet, .secretsGet, .secretsList, .secretsInfo, .secretsActivate, .secretsDelete, .secretsSync]
  )

  private static let nameOperand = Operand(
    "NAME",
    .one,
    .text,
    help: "the name in the store, such as leger/web-password"
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
      operands: [nameOperand, Operand("-|@FILE", .optional, .path, help: "where the value comes from")],
      options: [
        Option("no-activate", help: "store the version only; leger secrets activate makes it the one that counts"),
        Option("keep", .number("COUNT", from: 1, through: 1000), help: "how many versions are kept (default: 10)"),
        Option("trim-space", help: "remove blanks and newlines at both ends of the value", excludes: ["verbatim"]),
        Option("verbatim", help: "store the value as it is, whatever is at its ends"),
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
      summary: "Makes a version of a secret the one that counts.",
      operands: [nameOperand, Operand("VERSION", .one, .text, help: "the number of the version")],
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
      discussion:
        "What podman has stays until the next leger secrets sync --prune. The active version alone cannot be deleted.",
      operands: [nameOperand],
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
                  "version \(version) of \(name) is active, and stays until another one is",
                  help: "leger secrets activate \(name) VERSION"
                )
                throw .host(failure)
              }
            }
          } catch {
            throw error.inWords(name, version: version ?? 0)
          }
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
      operands: [nameOperand],
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

  private static var secretsList: Command {
    Command(
      name: "list",
      aliases: ["ls"],
      summary: "Lists the secrets in the store, without their values.",
      options: [.format(["text", "json"]), .json] + Option.scopes,
      examples: [("leger secrets list", "Shows names and versions.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let infos: [SecretInfo]
          let store = try invocation.secretStore()
          do throws(SecretFailure) { infos = try store.list() } catch { throw error.inWords() }
          if invocation.value("format") == "json" {
            invocation.console.standardOutput(JSONWriter.document("secrets", infos) { $0.write(to: &$1) })
            return .clean
          }
          if infos.isEmpty { invocation.print("no secrets; store one with: leger secrets set NAME\n") }
          var table = Table("SECRET", "ACTIVE", "VERSIONS")
          for info in infos {
            table.add([
              info.name.description, "\(info.activeVersion)", info.versions.map(String.init).joined(separator: ", "),
            ])
          }
          invocation.print(table.text(invocation.console.terminal))
          return .clean
        }
      }
    )
  }

  private static var secretsInfo: Command {
    Command(
      name: "info",
      summary: "Shows the versions of a secret, without their values.",
      operands: [nameOperand],
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

extension SecretInfo {
  /// Writes the members of an object.
  fileprivate func write(to json: inout JSONWriter) {
    json.field("name", bytes: name.bytes)
    json.field("active_version", Int(activeVersion))
    json.array("versions") { json in for version in versions { json.element(number: Int(version)) } }
  }
}

// MARK: The store

extension Invocation {
  /// The store that this machine uses: the server that config.yaml names, else the daemon of the scope.
  func secretStore() throws(HostFailure) -> any SecretStore {
    if let text = try HostSettings(hostScope, on: host).secretServer {
      guard let server = SetecClient.Address(text) else {
        throw HostFailure(
          .usage,
          "config.yaml: daemon: setec-server must be a URL with https, or with http an address of this machine or a tailnet, not \"\(text)\""
        )
      }
      return try SetecClient(server, on: host)
    }
    let socket = try DaemonFolders(hostScope, on: host).socket
    if host.isMissing(socket) {
      throw HostFailure(
        .environment,
        "the daemon that keeps the secrets does not run: there is no \(VisibleText.quoted(socket))",
        help: "leger daemon run\(hostScope == .system ? " --system" : "")"
      )
    }
    return try SetecClient(.socket(socket), on: host)
  }

  /// Runs a command on one secret.
  fileprivate func onStore(
    _ body: (any SecretStore, SecretName) throws(HostFailure) -> ExitStatus
  ) -> ExitStatus {
    onHost { () throws(HostFailure) in
      let name = SecretName(operands[0])
      guard name.isPrintable else {
        throw HostFailure(.usage, "\(VisibleText.quoted(name.bytes)) cannot be the name of a secret")
      }
      return try body(try secretStore(), name)
    }
  }

  /// Deletes the oldest versions beyond a number; the active one stays.
  fileprivate func prune(_ name: SecretName, in store: any SecretStore, keeping count: Int) throws(SecretFailure) {
    let info = try store.info(name)
    for version in info.versions.dropLast(count) where version != info.activeVersion {
      try store.delete(name, version: version)
    }
  }

  /// Reads the value that is to be stored.
  fileprivate func secretValue() throws(HostFailure) -> SecretBytes {
    var bytes = try rawSecretValue()
    if bytes.count > SecretBytes.valueLimit {
      throw HostFailure(.usage, "the value is larger than podman takes (\(SecretBytes.valueLimit) bytes)")
    }
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
    if bytes.isEmpty { throw HostFailure(.usage, "the value is empty, and podman takes none that is") }
    return SecretBytes(erasing: &bytes)
  }

  private func rawSecretValue() throws(HostFailure) -> [UInt8] {
    // More than podman takes, so it can be told how much that is.
    let limit = 1 << 20
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

extension SecretFailure {
  /// What happened, for people.
  fileprivate func inWords(_ name: SecretName = SecretName([]), version: UInt32 = 0) -> HostFailure {
    switch self {
    case .host(let failure): return failure
    case .notFound:
      let what = version > 0 ? "version \(version) of \(name)" : "secret \(name)"
      return HostFailure(.usage, "the store has no \(what)", help: "leger secrets list")
    case .notAllowed:
      return HostFailure(
        .environment,
        "the store does not allow you to do that\(name.bytes.isEmpty ? "" : " with \(name)")"
      )
    case .versionTaken: return HostFailure(.failed, "version \(version) of \(name) exists, or has existed")
    case .notChanged, .noVersion: return HostFailure(.failed, "the store's answer is not as setec gives it")
    case .other(let reason): return HostFailure(.environment, reason)
    }
  }
}
