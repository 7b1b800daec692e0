import QuadletSyntax

/// Checks for what weakens container isolation.
extension Linter {
  /// Checks what the unit uses, whether a key or an argument sets it.
  mutating func lintUses() {
    for fact in uses where fact.source.isForCommand {
      switch fact.subject {
      case .publish: lintPort(fact)
      case .volume, .mount: lintStorage(fact)
      case .capAdd: lintCapability(fact)
      case .securityOpt: lintConfinement(fact)
      case .network, .pid, .ipc, .uts, .cgroupns: lintNamespace(fact)
      case .userns: lintUserNamespace(fact)
      case .privileged: lintPrivileged(fact)
      case .env: lintVariable(fact)
      default: continue
      }
    }
  }

  // MARK: Images and ports

  mutating func lintImageTag() {
    let keys = schema.keys
    guard !converter.view.has(keys.autoUpdate), let image = converter.nonEmpty(keys.image) else { return }
    let name = converter.bytes(image)
    if converter.view.kind == .container,
      converter.hasSuffix(name, ".image") || converter.hasSuffix(name, ".build")
    {
      return
    }
    let text = converter.view.texts[Int(image.assignment.document)]
    guard !name.contains(UInt8(ascii: "%")), !name.contains(UInt8(ascii: "$")),
      let reference = try? ImageReference(parsing: text.span.extracting(image.range)), !reference.isImageID,
      reference.transport == nil || name.starts(with: "docker:".utf8), reference.digest == nil
    else { return }
    if let tag = reference.tag {
      guard text.span.extracting(image.range).equals(tag, "latest") else { return }
      report(.imageWithoutTag, value: image, .latestTag)
    } else {
      report(.imageWithoutTag, value: image, .missingTag)
    }
  }

  private mutating func lintPort(_ fact: UnitFacts.Fact) {
    let text = converter.bytes(fact)
    guard let first = text.first, first != UInt8(ascii: "["), first != UInt8(ascii: "%"), first != UInt8(ascii: "$"),
      first != UInt8(ascii: "{")
    else { return }
    var colons = 0
    for byte in text where byte == UInt8(ascii: ":") { colons += 1 }
    if colons > 1 { return }
    report(.portOnEveryAddress, value: place(of: fact), .portOnEveryAddress)
  }

  /// Returns the value of a key, or an option with its value.
  private func place(of fact: UnitFacts.Fact) -> Value { fact.source == .key ? fact.valuePlace : fact.place }

  // MARK: Privileges

  private static let mightyCapabilities: WordTable<11> = [
    "all", "sys_admin", "sys_module", "sys_rawio", "sys_ptrace", "sys_boot", "dac_read_search", "mac_admin",
    "mac_override", "bpf", "perfmon",
  ]

  private mutating func lintCapability(_ fact: UnitFacts.Fact) {
    let text = converter.bytes(fact)
    let span = text.span
    let start = span.hasPrefix(span.all, "cap_", ignoringCase: true) ? 4 : 0
    guard span.isOne(start..<span.count, of: Linter.mightyCapabilities, ignoringCase: true) else { return }
    report(.privilegedContainer, value: place(of: fact), .mightyCapability(converter.string(fact)))
  }

  private mutating func lintPrivileged(_ fact: UnitFacts.Fact) {
    report(.privilegedContainer, value: fact.place, .privileged)
  }

  private mutating func lintConfinement(_ fact: UnitFacts.Fact) {
    var option = converter.string(fact).lowercased()
    if option == "label:disable" { option = "label=disable" }
    guard let row = Confinement.all.first(where: { $0.option == option }) else { return }
    if fact.source == .key, fact.place.assignment.name == schema.keys.securityLabelDisable {
      report(.confinementOff, fact.place.assignment, row.message)
    } else {
      report(.confinementOff, value: place(of: fact), row.message)
    }
  }

  private mutating func lintNamespace(_ fact: UnitFacts.Fact) {
    if fact.subject == .network {
      guard NetworkMode(converter.bytes(fact).span) == .host else { return }
      report(.hostNamespace, value: place(of: fact), .hostNetwork(of: converter.view.kind))
      return
    }
    guard converter.bytes(fact).elementsEqual("host".utf8) else { return }
    report(.hostNamespace, value: place(of: fact), .hostNamespace(fact.subject.option))
  }

  /// Reports the host's user namespace, which is the default for rootless containers.
  private mutating func lintUserNamespace(_ fact: UnitFacts.Fact) {
    guard project.target.scope == .system, converter.bytes(fact).elementsEqual("host".utf8) else { return }
    report(.hostNamespace, value: place(of: fact), .hostUserNamespace)
  }

  // MARK: Mounts

  private static let hostFolders: WordTable<14> = [
    "/", "/etc", "/usr", "/boot", "/bin", "/sbin", "/lib", "/lib64", "/root", "/var", "/var/lib", "/dev", "/proc",
    "/sys",
  ]

  private mutating func lintStorage(_ fact: UnitFacts.Fact) {
    let text = converter.bytes(fact)
    guard let mount = StorageUse(fact, text), let source = mount.source, !source.isEmpty else { return }
    let span = text.span
    let first = span[source.lowerBound]
    guard first == GoPath.slash || first == Specifiers.sign else { return }
    if span.hasSuffix(source, "/podman.sock") || span.hasSuffix(source, "/docker.sock") {
      report(.containerSocketMount, value: fact.place(of: source), .containerSocketMount(span.text(source)))
      return
    }
    var end = source.upperBound
    while end > source.lowerBound + 1, span[end - 1] == GoPath.slash { end -= 1 }
    let isHostFolder = span.isOne(source.lowerBound..<end, of: Linter.hostFolders)
    if mount.options.contains(.isReadOnly) || !isHostFolder { return }
    report(.hostFolderMount, value: fact.place(of: source), .hostFolderMount(span.text(source)))
  }

  // MARK: Credentials

  /// Checks a variable among the arguments.
  private mutating func lintVariable(_ fact: UnitFacts.Fact) {
    let text = converter.bytes(fact)
    guard let name = Credential.name(in: text.span, text.span.all) else { return }
    reportCredential(text.span.text(name), place(fact.place.assignment, fact.place.range))
  }

  /// Checks an `Environment=` or `BuildArg=` of one word.
  mutating func lintCredential(_ entry: Entry) {
    guard let name = Credential.name(in: entry.text.span, entry.valueRange) else { return }
    reportCredential(String(decoding: entry.text[name], as: UTF8.self), (entry.file, entry.source(name)))
  }

  /// Checks an `Environment=` or `BuildArg=` of several words, which `words` holds.
  mutating func lintCredentialWords(_ entry: Entry) {
    for word in words.words {
      guard let name = Credential.name(in: words.bytes.span, word.text) else { continue }
      let isQuoted = word.text.count != word.source.count
      let start = word.source.lowerBound + (isQuoted ? 1 : 0)
      let text = String(decoding: words.bytes[name], as: UTF8.self)
      reportCredential(text, (entry.file, entry.source(start..<min(start + name.count, word.source.upperBound))))
    }
  }

  private mutating func reportCredential(_ name: String, _ place: (file: Int, range: Range<Int>)) {
    report(
      Finding(
        file: place.file,
        range: place.range,
        rule: .plaintextCredential,
        .plaintextCredential(name)
      )
    )
  }
}
