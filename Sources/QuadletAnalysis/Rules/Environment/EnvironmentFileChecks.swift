import QuadletSyntax

/// Checks the environment files of a unit.
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
    report(.relativeEnvironmentFile, value: use.value, .relativePathInService(shown(use.path)))
  }

  private mutating func lintContainerFile(_ use: EnvironmentFileReference) {
    if use.beginsWithName {
      report(.relativeEnvironmentFile, value: use.value, .specifierBeforeRelativePath(shown(use.path)))
      return
    }
    guard use.isRelative, let location = use.location, !host.pathExists(location), host.file(location) == nil else {
      return
    }
    if use.path.first == UInt8(ascii: "-") {
      let place = converter.source(of: use.value)
      report(
        .optionalEnvironmentFile,
        value: use.value,
        .optionalFileOfContainer(shown(use.path)),
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
      value: use.value,
      severity: comesLater ? .note : .warning,
      .missingEnvironmentFile(shown(use.path), isInHome: isTilde),
      preventsStart: true
    )
  }

  /// Returns whether the folder of a file has an example of it, or the file itself in another form, such as encrypted.
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

  /// Returns whether a `.gitignore` in a folder above a file matches it; the search ends at the top of the work tree.
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

  /// Checks the content of a file whose path is relative or in the project. Messages never contain values.
  private mutating func lintContent(_ use: EnvironmentFileReference) {
    guard let content = use.content, use.isRelative || isInProject(content.location) else { return }
    let known = environmentFiles[content]
    guard let digest = known ?? read(content) else { return }
    if known == nil { environmentFiles[content] = digest }
    for (first, count) in digest.mistakes { report(first, use, more: count - 1) }
    guard let (variable, count) = digest.secrets else { return }
    report(
      .readableSecretFile,
      value: use.value,
      .readableSecretFile(use.name, mode: digest.mode, variable: variable, more: count - 1)
    )
  }

  private func read(_ content: EnvironmentFileReference.Content) -> EnvironmentFileDigest? {
    guard let file = host.file(content.location) else { return nil }
    let read = EnvironmentFile(file.bytes, by: content.reader)
    var digest = EnvironmentFileDigest(mode: file.mode)
    for kind in EnvironmentFile.Mistake.Kind.allCases {
      let mistakes = read.mistakes.filter { $0.kind == kind }
      if let first = mistakes.first { digest.mistakes.append((first, mistakes.count)) }
    }
    guard file.mode & 0o077 != 0 else { return digest }
    let secrets = read.variables.filter { variable in
      variable.value?.isEmpty == false && CredentialName.isLikelySecret(variable.name.utf8.span)
    }
    if let first = secrets.first, !isInWorkTree(content.location) { digest.secrets = (first.name, secrets.count) }
    return digest
  }

  private func isInProject(_ location: [UInt8]) -> Bool {
    project.inventory.folders.contains { location.starts(with: $0.resolvedPath + [GoPath.slash]) }
  }

  private func isInWorkTree(_ location: [UInt8]) -> Bool {
    foldersAbove(location).contains { host.pathExists(GoPath.join($0, Array(".git".utf8))) }
  }

  private mutating func report(_ mistake: EnvironmentFile.Mistake, _ use: EnvironmentFileReference, more: Int) {
    report(
      .mistakenEnvironmentLine,
      value: use.value,
      .mistakenLine(mistake, of: use.name, for: use.reader, more: more),
      preventsStart: mistake.kind == .missingName && use.reader == .podman
    )
  }

  private func shown(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
}

/// What findings about the content of an environment file need, so that a file is read once however often it is named.
struct EnvironmentFileDigest {
  let mode: UInt16
  /// The first mistake of each kind, and how many there are.
  var mistakes: [(first: EnvironmentFile.Mistake, count: Int)] = []
  /// The first variable with a credential that others can read, and how many there are.
  var secrets: (name: String, count: Int)?

  init(mode: UInt16) { self.mode = mode }
}

extension Converter {
  /// Returns the range of a value in its file.
  func source(of value: Value) -> Range<Int> {
    view.documents[Int(value.assignment.document)].sourceRange(of: value.range, inLine: Int(value.assignment.line))
  }
}
