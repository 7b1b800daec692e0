import QuadletSyntax

/// What can be seen of a unit as a whole, drop-ins merged.
extension Linter {
  mutating func lintServiceUsers() {
    lintServiceUser(schema.keys.user)
    lintServiceUser(schema.keys.group)
    lintServiceUser(schema.keys.dynamicUser)
  }

  private mutating func lintServiceUser(_ key: UInt16) {
    guard let assignment = converter.view.last(key, in: .service), !assignment.isEmpty else { return }
    let name = schema.names.name(key)
    report(
      .unsupportedServiceUser,
      assignment,
      "[Service] \(name)= does not go with podman",
      help: name == "DynamicUser"
        ? "remove the line" : "write \(name)= into [Container], or install the unit for that user",
      podman: project.target.has(.warnsOfServiceUser)
        ? "Warning: using key \(name) in the Service group is not supported - use at your own risk" : nil
    )
  }

  mutating func lintExecStart() {
    guard let command = converter.view.last(schema.keys.execStart, in: .service), !command.isEmpty
    else { return }
    if let type = converter.lookup(schema.keys.type, in: .service), converter.equals(type, "oneshot") { return }
    report(
      .secondExecStart,
      command,
      "Podman generates ExecStart=; with this one systemd refuses the service",
      help: converter.view.kind == .container
        ? "write the command of the container as [Container] Exec=" : "remove the line",
      podman: nil,
      fix: fixForExecStart(command),
      preventsStart: true
    )
  }

  /// Makes the command that of the container, when it has none of its own.
  private func fixForExecStart(_ command: UnitView.Assignment) -> Fix {
    let view = converter.view
    let value = converter.string(converter.whole(command))
    let isPlain = value.first.map { !"-@:+!|".contains($0) } ?? false
    guard view.kind == .container, !view.has(schema.keys.exec), isPlain else { return removal(of: command) }
    let document = view.documents[Int(command.document)]
    return move(line: Int(command.line), of: document, toSection: view.kind.section, as: "Exec=\(value)")
  }

  /// A key that takes one value, assigned twice in one file.
  mutating func lintOverridden() {
    for index in converter.view.assignments.indices {
      let assignment = converter.view.assignments[index]
      guard assignment.next >= 0, assignment.section == .own, !assignment.isEmpty else { continue }
      let view = converter.view
      let table = SectionTable(view.kind)
      let next = view.assignments[Int(assignment.next)]
      guard next.document == assignment.document, !next.isEmpty, let row = schema.row(assignment.name, in: table),
        !table.directives[row].reader.isList
      else { continue }
      let text = view.texts[Int(assignment.document)]
      let isSame = text[assignment.valueRange] == text[next.valueRange]
      let name = "\(table.directives[row].name)"
      report(
        .overriddenKey,
        assignment,
        severity: isSame ? .note : .warning,
        isSame
          ? "\"\(name)\" is assigned again, with the same value, in line \(next.line + 1)"
          : "\"\(name)\" is assigned again in line \(next.line + 1), and only the last assignment counts",
        help: isSame ? "remove one of the lines" : "remove one of the lines; two of a kind need two units",
        podman: nil
      )
    }
  }

  // MARK: References

  /// A name without the extension that would make it a reference to the unit of that name.
  mutating func lintReference(_ entry: Entry, _ range: Range<Int>, _ grammar: Grammar) {
    let text = entry.text.span
    // A path or a name with an extension is no plain name.
    guard !range.isEmpty, text[range.lowerBound] != GoPath.slash, text[range.lowerBound] != GoPath.dot else { return }
    let colon = text.first(UInt8(ascii: ":"), in: range)
    let name = range.lowerBound..<(colon ?? range.upperBound)
    switch grammar {
    case .network:
      if !text.hasSuffix(name, ".network"), !isNetworkMode(entry.text, name) {
        lintReference(entry, name, ".network", .network)
      }
    case .volume:
      if colon != nil, !text.hasSuffix(name, ".volume") { lintReference(entry, name, ".volume", .volume) }
    case .imageOrUnit:
      if colon == nil, !text.contains(GoPath.slash, in: name), !text.hasSuffix(name, ".image"),
        !text.hasSuffix(name, ".build")
      {
        lintReference(entry, name, ".image", .image)
        lintReference(entry, name, ".build", .build)
      }
    default: return
    }
  }

  private mutating func lintReference(
    _ entry: Entry,
    _ range: Range<Int>,
    _ suffix: StaticString,
    _ kind: UnitKind
  ) {
    let name = entry.text[range]
    guard !name.isEmpty, isPlainName(name) else { return }
    let full = Array(name) + suffix.withUTF8Buffer { Array($0) }
    if let unit = project.unit(named: full.span), project.units[unit].kind == kind {
      let shown = String(decoding: name, as: UTF8.self)
      let place = entry.source(name.startIndex..<name.endIndex)
      let isSame = converter.resolver.resourceName(unit) == Array(name)
      if isSame, isTied(to: unit) { return }
      // In another folder it may well belong to another application.
      let isNear =
        project.inventory.files[entry.file].folder == project.inventory.files[project.units[unit].file].folder
      report(
        Finding(
          file: entry.file,
          range: place,
          rule: .referenceWithoutExtension,
          severity: isNear ? .warning : .note,
          isSame
            ? "\"\(shown)\" does not tie the service to \(shown)\(suffix), which may not be there yet; write \"\(shown)\(suffix)\""
            : "\"\(shown)\" is not the \(kind.word) of \(shown)\(suffix); write \"\(shown)\(suffix)\"",
          help: "a name without extension is passed on to podman as it is",
          fix: Fix(isSafe: false, edits: [TextEdit(place, replacement: shown + "\(suffix)")])
        )
      )
    }
  }

  /// Whether [Unit] of the unit at hand orders it behind another one and starts that one, as a reference would.
  private mutating func isTied(to unit: Int) -> Bool {
    let keys = schema.keys
    let service = converter.resolver.serviceName(unit) + Array(".service".utf8)
    let file = Array(project.name(of: unit))
    func names(_ key: UInt16) -> Bool {
      for assignment in converter.view.list(key, in: .unit) {
        let text = converter.view.texts[Int(assignment.document)]
        words.removeAll()
        words.append(text.span, assignment.valueRange, style: .plain)
        for word in words.words where words.text(word).elementsEqual(service) || words.text(word).elementsEqual(file) {
          return true
        }
      }
      return false
    }
    return names(keys.after) && (names(keys.wants) || names(keys.requires) || names(keys.bindsTo))
  }

  private func isNetworkMode(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    (try? NetworkReference(parsing: text.span.extracting(range)))?.kind == .mode
  }

  private func isPlainName(_ name: ArraySlice<UInt8>) -> Bool {
    let text = name.span
    return text.allSatisfy(0..<text.count) { byte in
      (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@")
    }
  }
}
