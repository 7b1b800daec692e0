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
    var places = ReferencePlaces()
    for word in commands.out.service.words where word.origin.document >= 0 {
      let text = commands.out.service.pool[Int(word.text.lowerBound)..<Int(word.text.upperBound)]
      let references = VariableReference.all(in: text)
      if references.isEmpty { continue }
      if places.origin != word.origin { places.read(assignment(of: word.origin), word.origin, self) }
      guard let assignment = places.assignment else { continue }
      for reference in references {
        // A variable that may be set elsewhere is reported once per unit, a mistake once per line.
        let isUnknown = reference.meaning == .value && !known.isOfContainerOnly(text[reference.name])
        let origin = isUnknown ? .generator : word.origin
        if reported.insert(ReportedVariable(origin: origin, text: Array(text[reference.range]))).inserted {
          check(reference, text, assignment, places, known)
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
  private mutating func lintServiceCommands(_ variables: KnownVariables) {
    let keys = schema.keys
    for key in [
      keys.execCondition, keys.execStartPre, keys.execStart, keys.execStartPost, keys.execReload, keys.execStop,
      keys.execStopPost,
    ] where converter.view.has(key, in: .service) {
      for assignment in converter.view.list(key, in: .service) {
        var words = Words()
        let source = converter.view.texts[Int(assignment.document)]
        words.append(source.span, assignment.valueRange, style: .command)
        var places: ReferencePlaces?
        for word in words.words {
          let text = words.text(word)
          for reference in VariableReference.all(in: text)
          where reference.meaning == .value && variables.isOfContainerOnly(text[reference.name]) {
            let known = places ?? ReferencePlaces(assignment, self)
            places = known
            check(reference, text, assignment, known, variables)
          }
        }
      }
    }
  }

  private mutating func check(
    _ reference: VariableReference,
    _ word: ArraySlice<UInt8>,
    _ assignment: UnitView.Assignment,
    _ places: ReferencePlaces,
    _ known: KnownVariables
  ) {
    let name = String(decoding: word[reference.name], as: UTF8.self)
    let shown = String(decoding: word[reference.range], as: UTF8.self).shortened
    let isShell = places.isShell
    switch reference.meaning {
    case .value:
      let bytes = word[reference.name]
      if known.isOfContainerOnly(bytes) {
        report(
          assignment,
          places.starts[word[reference.range]],
          reference.range.count,
          .variableOfContainer(shown, name: name, isShell: isShell),
          isFixable: isShell
        )
      } else if !known.mayBeKnown(bytes) {
        report(
          assignment,
          places.starts[word[reference.range]],
          reference.range.count,
          severity: .note,
          .unsetVariable(shown, name: name)
        )
      }
    case .nothing:
      report(
        assignment,
        places.starts[word[reference.range]],
        reference.range.count,
        .invalidVariableName(name, in: shown, isShell: isShell),
        isFixable: isShell
      )
    case .text:
      if isShell { return }
      report(
        assignment,
        places.starts[word[reference.range]],
        reference.range.count,
        .variableWithDefault(shown, name: name)
      )
    }
  }

  /// Returns whether a shell in the container runs the value of the key, and so expands variables itself.
  fileprivate func runsShell(_ assignment: UnitView.Assignment) -> Bool {
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
    _ start: Int?,
    _ count: Int,
    severity: Severity? = nil,
    _ message: Message,
    isFixable: Bool = false
  ) {
    let document = converter.view.documents[Int(assignment.document)]
    // If the value writes it with quotes or escapes, the whole value is reported.
    let range = start.map { $0..<$0 + count } ?? assignment.valueRange
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

/// Where the references to variables are written in the value of one assignment; they are found in one pass.
private struct ReferencePlaces {
  private(set) var origin: ServiceBuilder.Origin?
  private(set) var assignment: UnitView.Assignment?
  /// Whether a shell in the container runs the value.
  private(set) var isShell = false
  /// The first place of each reference, by what is written.
  private(set) var starts: [ArraySlice<UInt8>: Int] = [:]

  init() {}

  init(_ assignment: UnitView.Assignment, _ linter: borrowing Linter) {
    self.assignment = assignment
    isShell = linter.runsShell(assignment)
    readStarts(linter.converter.view.texts[Int(assignment.document)][assignment.valueRange])
  }

  mutating func read(
    _ assignment: UnitView.Assignment?,
    _ origin: ServiceBuilder.Origin,
    _ linter: borrowing Linter
  ) {
    self = assignment.map { ReferencePlaces($0, linter) } ?? ReferencePlaces()
    self.origin = origin
  }

  private mutating func readStarts(_ text: ArraySlice<UInt8>) {
    let (dollar, open, close) = (UInt8(ascii: "$"), UInt8(ascii: "{"), UInt8(ascii: "}"))
    var wordStart = text.startIndex
    // Of the references that the next brace can close, only the outermost and the innermost are reported as a whole.
    var (outer, inner): (Int?, Int?) = (nil, nil)
    var openInWord: Int?
    for index in text.indices {
      let byte = text[index]
      if byte <= 0x20 || byte.isQuotationMark {
        addWord(text[wordStart..<index], openInWord)
        openInWord = nil
        wordStart = index + 1
      } else if byte == close {
        for start in [outer, inner] { if let start { add(text[start...index]) } }
        (outer, inner, openInWord) = (nil, nil, nil)
      } else if byte == open, index > text.startIndex, text[index - 1] == dollar {
        if index - 1 > text.startIndex, text[index - 2] == dollar { continue }
        inner = index - 1
        outer = outer ?? inner
        openInWord = openInWord ?? inner
      }
    }
    addWord(text[wordStart...], openInWord)
  }

  /// Adds what a word writes that ends with it: `$NAME`, or a reference that no brace closes.
  private mutating func addWord(_ word: ArraySlice<UInt8>, _ open: Int?) {
    if word.first == UInt8(ascii: "$") { add(word) }
    if let open, open > word.startIndex { add(word[open...]) }
  }

  private mutating func add(_ written: ArraySlice<UInt8>) {
    if starts[written] == nil { starts[written] = written.startIndex }
  }
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
    var read: Set<EnvironmentFileReference.Content> = []
    for use in converter.environmentFiles() where use.content.map({ read.insert($0).inserted }) ?? true {
      add(use, converter.host)
    }
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
