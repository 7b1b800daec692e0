import QuadletSyntax

/// What weakens the wall around a container.
extension Linter {
  mutating func lintSecurity() {
    let kind = converter.view.kind
    switch kind {
    case .container:
      lintImageTag()
      lintPrivileges()
      lintConfinement()
      lintHostNetwork()
      lintHostFolders()
      lintPorts()
    case .pod, .kube:
      lintHostNetwork()
      lintHostFolders()
      lintPorts()
    case .image: lintImageTag()
    case .volume, .network, .build, .artifact: return
    }
    if !options.isEmpty { lintOptions() }
  }

  // MARK: Images and ports

  private mutating func lintImageTag() {
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

  private mutating func lintPorts() {
    for assignment in converter.view.list(schema.keys.publishPort) {
      let text = converter.view.texts[Int(assignment.document)]
      let range = assignment.valueRange
      guard let first = range.first, text[first] != UInt8(ascii: "["), text[first] != UInt8(ascii: "%"),
        text[first] != UInt8(ascii: "$"), text[first] != UInt8(ascii: "{")
      else { continue }
      var colons = 0
      for index in range where text[index] == UInt8(ascii: ":") { colons += 1 }
      if colons > 1 { continue }
      report(
        .portOnEveryAddress,
        value: converter.whole(assignment),
        "the port is published on every address of the host",
        help: "write 127.0.0.1: before it when the host alone needs it, 0.0.0.0: when all do"
      )
    }
  }

  // MARK: Privileges

  private static let mightyCapabilities: WordTable<11> = [
    "all", "sys_admin", "sys_module", "sys_rawio", "sys_ptrace", "sys_boot", "dac_read_search", "mac_admin",
    "mac_override", "bpf", "perfmon",
  ]

  private func isMighty(_ word: [UInt8]) -> Bool {
    let span = word.span
    let start = span.hasPrefix(span.all, "cap_", ignoringCase: true) ? 4 : 0
    return span.isOne(start..<span.count, of: Linter.mightyCapabilities, ignoringCase: true)
  }

  private mutating func lintPrivileges() {
    let key = schema.keys.addCapability
    guard converter.view.has(key) else { return }
    var found: [(String, Value)] = []
    converter.forEachWord(of: key, style: .plain) { found.append((String(decoding: $1, as: UTF8.self), $2)) }
    for (text, value) in found where isMighty(Array(text.utf8)) {
      report(
        .privilegedContainer,
        value: value,
        "the capability \(text) lets the container do nearly what the administrator does",
        help: "add what it needs only"
      )
    }
  }

  private mutating func lintConfinement() {
    let keys = schema.keys
    if converter.view.has(keys.securityLabelDisable), converter.boolean(keys.securityLabelDisable) == true,
      let assignment = converter.view.last(keys.securityLabelDisable)
    {
      report(
        .confinementOff,
        assignment,
        "the container runs without SELinux",
        help: "when a volume is the reason, write the option z or Z behind it"
      )
    }
    for key in [keys.seccompProfile, keys.appArmor] where converter.view.has(key) {
      guard let value = converter.nonEmpty(key), converter.equals(value, "unconfined") else { continue }
      report(
        .confinementOff,
        value: value,
        "the container runs without \(key == keys.appArmor ? "AppArmor" : "seccomp")",
        help: "write a profile that allows what is missing"
      )
    }
    for assignment in converter.view.list(keys.unmask) {
      let value = converter.whole(assignment)
      guard converter.string(value).lowercased() == "all" else { continue }
      report(.confinementOff, value: value, "nothing of /proc and /sys is masked for the container")
    }
  }

  private mutating func lintHostNetwork() {
    let keys = schema.keys
    for assignment in converter.view.list(keys.network) {
      let value = converter.whole(assignment)
      guard converter.equals(value, "host") else { continue }
      report(.hostNamespace, value: value, "the \(converter.view.kind.word) uses the network of the host")
    }
    // Rootless, the host's user namespace is the default.
    guard project.target.scope == .system, let mode = converter.nonEmpty(keys.userNS), converter.equals(mode, "host")
    else { return }
    report(.hostNamespace, value: mode, "root in the container is root on the host")
  }

  // MARK: Mounts

  private static let hostFolders: WordTable<14> = [
    "/", "/etc", "/usr", "/boot", "/bin", "/sbin", "/lib", "/lib64", "/root", "/var", "/var/lib", "/dev", "/proc",
    "/sys",
  ]

  private mutating func lintHostFolders() {
    for assignment in converter.view.list(schema.keys.volume) {
      let text = converter.view.texts[Int(assignment.document)]
      guard let first = assignment.valueRange.first, text[first] == GoPath.slash || text[first] == UInt8(ascii: "%"),
        let colon = text.span.first(UInt8(ascii: ":"), in: assignment.valueRange)
      else { continue }
      lintSource(
        Value(assignment: assignment, range: assignment.valueRange.lowerBound..<colon),
        isReadOnly: text.span.hasOption("ro", in: colon + 1..<Int(assignment.valueEnd))
      )
    }
    guard converter.view.has(schema.keys.mount) else { return }
    var sources: [(Value, Bool)] = []
    converter.forEachWord(of: schema.keys.mount) { _, text, value in
      let span = text.span
      var start = 0
      var isReadOnly = false
      var source: Range<Int>?
      while let field = span.next(from: &start, until: span.count, separator: UInt8(ascii: ",")) {
        for name: StaticString in ["source=", "src="] where span.hasPrefix(field, name) {
          source = field.lowerBound + name.utf8CodeUnitCount..<field.upperBound
        }
        for name: StaticString in ["ro", "readonly", "ro=true", "readonly=true"] where span.equals(field, name) {
          isReadOnly = true
        }
      }
      // Only a word without quotes and escapes has its parts where it was written.
      guard let source, text.count == value.range.count else { return }
      let place = value.range.lowerBound + source.lowerBound..<value.range.lowerBound + source.upperBound
      sources.append((Value(assignment: value.assignment, range: place), isReadOnly))
    }
    for (source, isReadOnly) in sources { lintSource(source, isReadOnly: isReadOnly) }
  }

  private mutating func lintSource(_ source: Value, isReadOnly: Bool) {
    let text = converter.view.texts[Int(source.assignment.document)]
    let range = source.range
    if text.span.hasSuffix(range, "/podman.sock") || text.span.hasSuffix(range, "/docker.sock") {
      report(
        .containerSocketMount,
        value: source,
        "who can write to \(converter.string(source)) can start containers of any kind",
        help: "let the container have it only if that is its task"
      )
      return
    }
    var end = range.upperBound
    while end > range.lowerBound + 1, text[end - 1] == GoPath.slash { end -= 1 }
    if isReadOnly || !text.span.isOne(range.lowerBound..<end, of: Linter.hostFolders) { return }
    report(
      .hostFolderMount,
      value: source,
      "the container can write to \(converter.string(source)) of the host",
      help: "mount what it needs, or add the option ro"
    )
  }

  // MARK: PodmanArgs

  private mutating func lintOptions() {
    for option in options {
      let value = option.value.map { String(decoding: $0, as: UTF8.self) } ?? ""
      let name = String(decoding: option.name, as: UTF8.self)
      switch name {
      case "--privileged" where option.isOn:
        report(
          .privilegedContainer,
          value: option.place,
          "a privileged container has every capability and every device of its user, and no confinement",
          help: "add the device or the capability that it needs: AddDevice=, AddCapability="
        )
      case "--cap-add" where isMighty(Array(value.utf8)):
        report(
          .privilegedContainer,
          value: option.place,
          "the capability \(value) lets the container do nearly what the administrator does",
          help: "add what it needs only"
        )
      case "--network", "--net", "--pid", "--ipc", "--uts", "--cgroupns":
        if value == "host" {
          report(.hostNamespace, value: option.place, "\(name)=host shares a namespace of the host")
        }
      case "--security-opt":
        let isOff = ["label=disable", "label:disable", "seccomp=unconfined", "apparmor=unconfined", "unmask=all"]
          .contains(
            value.lowercased()
          )
        if isOff { report(.confinementOff, value: option.place, "the container runs with \(value)") }
      case "--env", "-e":
        guard let text = option.value, let variable = Credential.name(in: text.span, 0..<text.count) else { continue }
        reportCredential(
          String(decoding: text[variable], as: UTF8.self),
          place(option.place.assignment, option.place.range)
        )
      default: continue
      }
    }
  }

  // MARK: Credentials

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

extension Span where Element == UInt8 {
  /// Whether the comma separated options behind the last colon of a part have a word among them.
  fileprivate func hasOption(_ word: StaticString, in part: Range<Int>) -> Bool {
    guard let colon = last(UInt8(ascii: ":"), in: part) else { return false }
    var start = colon + 1
    while let option = next(from: &start, until: part.upperBound, separator: UInt8(ascii: ",")) {
      if equals(option, word) { return true }
    }
    return false
  }
}
