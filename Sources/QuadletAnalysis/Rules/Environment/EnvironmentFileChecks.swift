import QuadletSyntax

/// The environment files of a unit.
extension Linter {
  var host: HostFacts { converter.host }

  mutating func lintEnvironmentFiles() {
    let key = schema.keys.environmentFile
    guard converter.view.has(key) || converter.view.has(key, in: .service) else { return }
    for use in converter.environmentFiles() where !use.path.isEmpty {
      switch use.reader {
      case .podman: lintContainerFile(use)
      case .systemd: lintServiceFile(use)
      }
      lintContent(use)
    }
  }

  private mutating func lintServiceFile(_ use: EnvironmentFileReference) {
    guard use.isRelative else { return }
    report(
      .relativeEnvironmentFile,
      use,
      "\"\(shown(use.path))\" is not absolute, so systemd ignores the line",
      help: "write an absolute path; %h is the home directory"
    )
  }

  private mutating func lintContainerFile(_ use: EnvironmentFileReference) {
    if use.beginsWithName {
      report(
        .relativeEnvironmentFile,
        use,
        "a specifier begins the path, so it is not one from the unit's folder on; write \"./\(shown(use.path))\""
      )
      return
    }
    guard use.isRelative, let location = use.location, !host.pathExists(location), host.file(location) == nil else {
      return
    }
    if use.path.first == UInt8(ascii: "-") {
      let place = converter.source(of: use.value)
      report(
        .optionalEnvironmentFile,
        use,
        "in [Container] the - is part of the name, and there is no file \"\(shown(use.path))\"; podman fails",
        help: "remove the - and let the file be there, if only empty",
        fix: use.value.range.count == use.path.count
          ? Fix(isSafe: false, edits: [TextEdit(place.lowerBound..<place.lowerBound + 1, replacement: "")]) : nil,
        preventsStart: true
      )
      return
    }
    let isTilde = use.path.starts(with: "~/".utf8)
    let comesLater = !isTilde && (hasExample(location) || isIgnoredByGit(location))
    report(
      .missingEnvironmentFile,
      use,
      severity: comesLater ? .note : .warning,
      "there is no file \"\(shown(use.path))\" beside the unit; podman fails without it",
      help: isTilde
        ? "~ is not expanded; write %h for the home directory"
        : "add the file, or write where it will be; %h is the home directory",
      preventsStart: true
    )
  }

  /// Whether something beside a file tells what it looks like, or holds it in another form.
  private func hasExample(_ location: [UInt8]) -> Bool {
    let suffixes = [
      "example", "sample", "template", "tmpl", "tpl", "dist", "default", "j2", "in", "age", "enc", "gpg", "asc", "sops",
      "vault",
    ]
    if suffixes.contains(where: { host.pathExists(location + Array(".\($0)".utf8)) }) { return true }
    let slash = (location.lastIndex(of: GoPath.slash) ?? -1) + 1
    let name = location[slash...]
    for prefix in ["example.", "sample.", "example-", "sample-", "template."] {
      if host.pathExists(Array(location[..<slash]) + Array(prefix.utf8) + name) { return true }
    }
    // app.env and app.example.env.
    guard let dot = name.lastIndex(of: GoPath.dot) else { return false }
    return ["example", "sample", "template"].contains { word in
      host.pathExists(Array(location[..<dot]) + Array(".\(word)".utf8) + location[dot...])
    }
  }

  /// Whether a `.gitignore` above a file names it; the search ends where the work tree does.
  private func isIgnoredByGit(_ location: [UInt8]) -> Bool {
    for folder in foldersAbove(location) {
      let path = location[(folder.count + (folder.last == GoPath.slash ? 0 : 1))...]
      if let file = host.file(GoPath.join(folder, Array(".gitignore".utf8))), IgnorePatterns(file.bytes).ignores(path) {
        return true
      }
      if host.pathExists(GoPath.join(folder, Array(".git".utf8))) { return false }
    }
    return false
  }

  private func foldersAbove(_ location: [UInt8]) -> [[UInt8]] {
    var folders = [GoPath.folder(location)]
    while folders.count < 32, let last = folders.last, last.count > 1 { folders.append(GoPath.folder(last)) }
    return folders
  }

  // MARK: Content

  /// What a file beside the unit, or in its folder, holds. Values never get into a message.
  private mutating func lintContent(_ use: EnvironmentFileReference) {
    guard let location = use.location, use.isRelative || isInProject(location), let file = host.file(location) else {
      return
    }
    let content = EnvironmentFile(file.bytes, by: use.reader)
    for kind in EnvironmentFile.Mistake.Kind.allCases {
      let mistakes = content.mistakes.filter { $0.kind == kind }
      if let first = mistakes.first { report(first, use, more: mistakes.count - 1) }
    }
    guard file.mode & 0o077 != 0 else { return }
    let secrets = content.variables.filter { variable in
      variable.value?.isEmpty == false && CredentialName.isLikelySecret(variable.name.utf8.span)
    }
    guard let first = secrets.first, !isInWorkTree(location) else { return }
    let mode = String(file.mode & 0o777, radix: 8)
    report(
      .readableSecretFile,
      use,
      "\(use.name) has \"\(first.name)\"" + (secrets.count > 1 ? " and \(secrets.count - 1) more credentials" : "")
        + ", and its mode 0\(mode) lets others read it",
      help: "chmod 600 \(use.name), or use Secret="
    )
  }

  private func isInProject(_ location: [UInt8]) -> Bool {
    project.inventory.folders.contains { location.starts(with: $0.resolvedPath + [GoPath.slash]) }
  }

  private func isInWorkTree(_ location: [UInt8]) -> Bool {
    foldersAbove(location).contains { host.pathExists(GoPath.join($0, Array(".git".utf8))) }
  }

  private mutating func report(_ mistake: EnvironmentFile.Mistake, _ use: EnvironmentFileReference, more: Int) {
    let count = more == 0 ? "" : " (and \(more) more line\(more == 1 ? "" : "s"))"
    report(
      .mistakenEnvironmentLine,
      use,
      "\(use.name):\(mistake.line): " + mistake.message(for: use.reader) + count,
      help: mistake.help(for: use.reader),
      preventsStart: mistake.kind == .missingName && use.reader == .podman
    )
  }

  // MARK: Reporting

  private mutating func report(
    _ rule: Rule,
    _ use: EnvironmentFileReference,
    severity: Severity? = nil,
    _ message: String,
    help: String? = nil,
    fix: Fix? = nil,
    preventsStart: Bool = false
  ) {
    report(
      Finding(
        file: converter.view.files[Int(use.value.assignment.document)],
        range: converter.source(of: use.value),
        rule: rule,
        severity: severity,
        message,
        help: help,
        fix: fix,
        preventsStart: preventsStart
      )
    )
  }

  private func shown(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
}

extension Converter {
  /// Where a value stands in its file.
  func source(of value: Value) -> Range<Int> {
    view.documents[Int(value.assignment.document)].sourceRange(of: value.range, inLine: Int(value.assignment.line))
  }
}

extension EnvironmentFile.Mistake {
  /// What is wrong; the name stands in it only where the reader takes it for one.
  fileprivate func message(for reader: EnvironmentFile.Reader) -> String {
    let who = reader == .podman ? "podman" : "systemd"
    let what = name.map { "\"\($0)\"" } ?? "a variable"
    return switch kind {
    case .missingName:
      reader == .podman ? "nothing stands before =, and podman stops with an error" : "nothing stands before ="
    case .missingEquals: "a line without = sets nothing"
    case .export:
      reader == .podman
        ? "export becomes part of the name of \(what)" : "systemd ignores the line, since export is no part of a name"
    case .badName:
      reader == .podman
        ? "what stands before = is no name, but podman takes it for one"
        : "systemd ignores the line, since what stands before = is no name"
    case .blanks: "blanks around = become part of \(what)"
    case .quotes: "the quotes become part of \(what); \(who) does not remove them"
    case .severalLines: "the value of \(what) ends with its line; \(who) reads line by line"
    case .continuation: "the backslash becomes part of \(what); \(who) joins no lines"
    case .comment: "the comment becomes part of \(what)"
    }
  }

  fileprivate func help(for reader: EnvironmentFile.Reader) -> String {
    switch kind {
    case .missingName, .missingEquals, .badName: "write NAME=VALUE, or # before a comment"
    case .export: "remove export"
    case .blanks: "remove the blanks"
    case .quotes: "remove the quotes; the value ends with the line, blanks and all"
    case .severalLines: "give the container a value of several lines as a file: Secret= or Volume="
    case .continuation: "write the value on one line"
    case .comment: "put the comment on a line of its own"
    }
  }
}
