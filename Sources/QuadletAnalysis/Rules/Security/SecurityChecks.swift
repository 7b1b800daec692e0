import QuadletSyntax

/// What weakens the wall around a container.
extension Linter {
  /// Looks at what the unit uses, whichever key or argument says it.
  mutating func lintUses() {
    for fact in uses where fact.source == .key || fact.source == .podmanArgs {
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
      report(
        .imageWithoutTag,
        value: image,
        "the tag latest does not say which version runs",
        help: "name a version, or set AutoUpdate=registry when the newest is meant"
      )
    } else {
      report(
        .imageWithoutTag,
        value: image,
        "without a tag the image is whatever latest is",
        help: "name a version, or set AutoUpdate=registry when the newest is meant"
      )
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

  /// The value of a key, or an option with its value.
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
    report(
      .privilegedContainer,
      value: place(of: fact),
      "the capability \(converter.string(fact)) lets the container do nearly what the administrator does",
      help: "add what it needs only"
    )
  }

  private mutating func lintPrivileged(_ fact: UnitFacts.Fact) {
    report(
      .privilegedContainer,
      value: fact.place,
      "a privileged container has every capability and every device of its user, and no confinement",
      help: "add the device or the capability that it needs: AddDevice=, AddCapability="
    )
  }

  /// What options of `--security-opt` switch off, and what to write instead.
  private static let confinements: [(option: String, message: String, help: String?)] = [
    (
      "label=disable", "the container runs without SELinux",
      "when a volume is the reason, write the option z or Z behind it"
    ),
    (
      "seccomp=unconfined", "the container runs without seccomp", "write a profile that allows what is missing"
    ),
    (
      "apparmor=unconfined", "the container runs without AppArmor", "write a profile that allows what is missing"
    ),
    ("unmask=all", "nothing of /proc and /sys is masked for the container", nil),
  ]

  private mutating func lintConfinement(_ fact: UnitFacts.Fact) {
    var option = converter.string(fact).lowercased()
    if option == "label:disable" { option = "label=disable" }
    guard let row = Self.confinements.first(where: { $0.option == option }) else { return }
    if fact.source == .key, fact.place.assignment.name == schema.keys.securityLabelDisable {
      report(.confinementOff, fact.place.assignment, row.message, help: row.help)
    } else {
      report(.confinementOff, value: place(of: fact), row.message, help: row.help)
    }
  }

  private mutating func lintNamespace(_ fact: UnitFacts.Fact) {
    if fact.subject == .network {
      guard NetworkMode(converter.bytes(fact).span) == .host else { return }
      let kind = converter.view.kind.word
      report(.hostNamespace, value: place(of: fact), "the \(kind) uses the network of the host")
      return
    }
    guard converter.bytes(fact).elementsEqual("host".utf8) else { return }
    report(.hostNamespace, value: place(of: fact), "\(fact.subject.option)=host shares a namespace of the host")
  }

  /// Rootless, the host's user namespace is the default.
  private mutating func lintUserNamespace(_ fact: UnitFacts.Fact) {
    guard project.target.scope == .system, converter.bytes(fact).elementsEqual("host".utf8) else { return }
    report(.hostNamespace, value: place(of: fact), "root in the container is root on the host")
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
    report(
      .hostFolderMount,
      value: fact.place(of: source),
      "the container can write to \(span.text(source)) of the host",
      help: "mount what it needs, or add the option ro"
    )
  }

  // MARK: Credentials

  /// A variable among the arguments.
  private mutating func lintVariable(_ fact: UnitFacts.Fact) {
    let text = converter.bytes(fact)
    guard let name = Credential.name(in: text.span, text.span.all) else { return }
    reportCredential(text.span.text(name), place(fact.place.assignment, fact.place.range))
  }

  /// `Environment=` or `BuildArg=` of one word, as it stands in a file.
  mutating func lintCredential(_ entry: Entry) {
    guard let name = Credential.name(in: entry.text.span, entry.valueRange) else { return }
    reportCredential(String(decoding: entry.text[name], as: UTF8.self), (entry.file, entry.source(name)))
  }

  /// The same of several words, which have been taken apart.
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
        "\"\(name)\" is in plain text here, and in what podman inspect and systemctl show print",
        help: "keep it with podman secret create, and write Secret=NAME,type=env,target=\(name)"
      )
    )
  }
}
