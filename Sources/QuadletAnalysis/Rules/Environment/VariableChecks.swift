import QuadletSyntax

/// Checks the variables in commands: whether systemd knows them.
extension Linter {
  mutating func lintVariables() {
    guard converter.isAccepted, hasDollar() else { return }
    let known = KnownVariables(of: &converter)
    var commands = self.commands ?? Converter<ServiceEmitter>(project, host: converter.host)
    self.commands = nil
    commands.convert(converter.unit)
    var reported: Set<ReportedVariable> = []
    for word in commands.out.service.words where word.origin.document >= 0 {
      let text = commands.out.service.pool[Int(word.text.lowerBound)..<Int(word.text.upperBound)]
      let references = VariableReference.all(in: text)
      if references.isEmpty { continue }
      guard let assignment = assignment(of: word.origin) else { continue }
      for reference in references {
        // A variable that may be set elsewhere is reported once per unit, a mistake once per line.
        let isUnknown = reference.meaning == .value && !known.isOfContainerOnly(text[reference.name])
        let origin = isUnknown ? .generator : word.origin
        if reported.insert(ReportedVariable(origin: origin, text: Array(text[reference.range]))).inserted {
          check(reference, text, assignment, known)
        }
      }
    }
    self.commands = commands
    lintServiceCommands(known)
  }

  /// Returns whether any key that the generator builds commands from contains a `$`; in most units none does.
  @inline(__always)
  private func hasDollar() -> Bool {
    var ordinal = -1
    var text: [UInt8] = []
    for index in converter.view.assignments.indices {
      let assignment = converter.view.assignments[index]
      guard !assignment.isPlain, assignment.section == .own || assignment.section == .service else { continue }
      if Int(assignment.document) != ordinal {
        ordinal = Int(assignment.document)
        text = converter.view.texts[ordinal]
      }
      if text.span.extracting(assignment.valueRange).contains(byte: UInt8(ascii: "$")) { return true }
    }
    return false
  }

  /// Returns the assignment that a word of a command comes from.
  private func assignment(of origin: ServiceBuilder.Origin) -> UnitView.Assignment? {
    converter.view.assignments.first {
      Int($0.document) == Int(origin.document) && $0.line == origin.line && $0.section == .own
    }
  }

  /// Checks the commands of [Service], where only a variable that is set in the container alone is certainly a mistake.
  private mutating func lintServiceCommands(_ known: KnownVariables) {
    let keys = schema.keys
    for key in [
      keys.execCondition, keys.execStartPre, keys.execStart, keys.execStartPost, keys.execReload, keys.execStop,
      keys.execStopPost,
    ] where converter.view.has(key, in: .service) {
      for assignment in converter.view.list(key, in: .service) {
        var words = Words()
        let source = converter.view.texts[Int(assignment.document)]
        words.append(source.span, assignment.valueRange, style: .command)
        for word in words.words {
          let text = words.text(word)
          for reference in VariableReference.all(in: text)
          where reference.meaning == .value && known.isOfContainerOnly(text[reference.name]) {
            check(reference, text, assignment, known)
          }
        }
      }
    }
  }

  private mutating func check(
    _ reference: VariableReference,
    _ word: ArraySlice<UInt8>,
    _ assignment: UnitView.Assignment,
    _ known: KnownVariables
  ) {
    let name = String(decoding: word[reference.name], as: UTF8.self)
    let shown = String(decoding: word[reference.range], as: UTF8.self).shortened
    let isShell = runsShell(assignment)
    switch reference.meaning {
    case .value:
      let bytes = word[reference.name]
      if known.isOfContainerOnly(bytes) {
        report(
          assignment,
          Array(word[reference.range]),
          .variableOfContainer(shown, name: name, isShell: isShell),
          isFixable: isShell
        )
      } else if !known.mayBeKnown(bytes) {
        report(
          assignment,
          Array(word[reference.range]),
          severity: .note,
          .unsetVariable(shown, name: name)
        )
      }
    case .nothing:
      report(
        assignment,
        Array(word[reference.range]),
        .invalidVariableName(name, in: shown, isShell: isShell),
        isFixable: isShell
      )
    case .text:
      if isShell { return }
      report(assignment, Array(word[reference.range]), .variableWithDefault(shown, name: name))
    }
  }

  /// Returns whether a shell in the container runs the value of the key, and so expands variables itself.
  private func runsShell(_ assignment: UnitView.Assignment) -> Bool {
    let keys = schema.keys
    guard assignment.section == .own else { return false }
    let text = converter.view.texts[Int(assignment.document)][assignment.valueRange]
    switch assignment.name {
    case keys.healthCmd, keys.healthStartupCmd: return text.first != UInt8(ascii: "[")
    case keys.exec, keys.reloadCmd, keys.entrypoint:
      return text.split(separator: 0x20).contains {
        $0.elementsEqual("-c".utf8) || $0.elementsEqual("-ec".utf8) || $0.elementsEqual("-lc".utf8)
          || $0.elementsEqual("-exc".utf8)
      }
    default: return false
    }
  }

  private mutating func report(
    _ assignment: UnitView.Assignment,
    _ written: [UInt8],
    severity: Severity? = nil,
    _ message: Message,
    isFixable: Bool = false
  ) {
    let document = converter.view.documents[Int(assignment.document)]
    let text = converter.view.texts[Int(assignment.document)][assignment.valueRange]
    // If the value writes it with quotes or escapes, the whole value is reported.
    let start = text.indices.first { index in
      text[index...].starts(with: written) && (index == text.startIndex || text[index - 1] != UInt8(ascii: "$"))
    }
    let range = start.map { $0..<$0 + written.count } ?? assignment.valueRange
    let place = document.sourceRange(of: range, inLine: Int(assignment.line))
    report(
      Finding(
        file: converter.view.files[Int(assignment.document)],
        range: place,
        rule: .undefinedVariable,
        severity: severity,
        message,
        fix: isFixable && start != nil
          ? Fix(isSafe: false, edits: [TextEdit(place.lowerBound..<place.lowerBound, replacement: "$")]) : nil
      )
    )
  }
}

/// A variable that has been reported, for one line or for the whole unit.
private struct ReportedVariable: Hashable {
  let origin: ServiceBuilder.Origin
  let text: [UInt8]
}

/// The variables that a unit sets, separately for systemd and for the container.
private struct KnownVariables {
  private var service: Set<[UInt8]> = []
  private var container: Set<[UInt8]> = []
  /// Whether [Service] has an environment file that could not be read.
  private var hasUnknown = false

  init(of converter: inout Converter<FactsEmitter>) {
    let keys = converter.keys
    let equals = UInt8(ascii: "=")
    var found: [(isService: Bool, name: [UInt8])] = []
    converter.forEachWord(of: keys.environment, in: .service) { _, text, _ in
      found.append((true, Array(text.prefix { $0 != equals })))
    }
    converter.forEachWord(of: keys.passEnvironment, in: .service, style: .plain) { _, text, _ in
      found.append((true, text))
    }
    if converter.view.kind == .container {
      converter.forEachWord(of: keys.environment) { _, text, _ in
        guard let end = text.firstIndex(of: equals) else { return }
        let name = text[..<end]
        // NAME=${NAME} passes on what systemd knows; the variable comes from elsewhere.
        let isPassedOn = VariableReference.all(in: text[(end + 1)...]).contains { text[$0.name] == name }
        if !isPassedOn { found.append((false, Array(name))) }
      }
    }
    for entry in found {
      if entry.isService { service.insert(entry.name) } else { container.insert(entry.name) }
    }
    for use in converter.environmentFiles() { add(use, converter.host) }
  }

  private mutating func add(_ use: EnvironmentFileReference, _ host: HostFacts) {
    if use.reader == .systemd, use.isRelative { return }
    guard let file = use.location.flatMap({ host.file($0) }) else {
      if use.reader == .systemd { hasUnknown = true }
      return
    }
    for variable in EnvironmentFile(file.bytes, by: use.reader).variables where variable.value != nil {
      if use.reader == .systemd {
        service.insert(Array(variable.name.utf8))
      } else {
        container.insert(Array(variable.name.utf8))
      }
    }
  }

  func isOfContainerOnly(_ name: ArraySlice<UInt8>) -> Bool {
    !mayBeKnown(name) && container.contains(Array(name))
  }

  /// Returns whether systemd may have a value, as far as can be determined without the host.
  func mayBeKnown(_ name: ArraySlice<UInt8>) -> Bool {
    hasUnknown || service.contains(Array(name)) || Self.isGivenBySystemd(name)
  }

  /// Returns whether systemd itself sets the variable for services (systemd.exec(5), "Environment Variables Set or Propagated").
  private static func isGivenBySystemd(_ name: ArraySlice<UInt8>) -> Bool {
    if name.starts(with: "XDG_".utf8) || name.starts(with: "LISTEN_".utf8) || name.starts(with: "MONITOR_".utf8)
      || name.starts(with: "LC_".utf8)
    {
      return true
    }
    return given.contains(String(decoding: name, as: UTF8.self))
  }

  private static let given: Set<String> = [
    "PATH", "LANG", "USER", "LOGNAME", "HOME", "SHELL", "INVOCATION_ID", "RUNTIME_DIRECTORY", "STATE_DIRECTORY",
    "CACHE_DIRECTORY", "LOGS_DIRECTORY", "CONFIGURATION_DIRECTORY", "CREDENTIALS_DIRECTORY", "MAINPID", "MANAGERPID",
    "NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "SYSTEMD_EXEC_PID", "TERM", "COLORTERM", "NO_COLOR",
    "LOG_NAMESPACE", "JOURNAL_STREAM", "SERVICE_RESULT", "EXIT_CODE", "EXIT_STATUS", "PIDFILE", "REMOTE_ADDR",
    "REMOTE_PORT", "TRIGGER_UNIT", "TRIGGER_PATH", "TRIGGER_TIMER_REALTIME_USEC", "TRIGGER_TIMER_MONOTONIC_USEC",
    "MEMORY_PRESSURE_WATCH", "MEMORY_PRESSURE_WRITE", "FDSTORE", "DEBUG_INVOCATION", "PODMAN_SYSTEMD_UNIT",
    "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK", "DISPLAY", "WAYLAND_DISPLAY",
  ]
}
