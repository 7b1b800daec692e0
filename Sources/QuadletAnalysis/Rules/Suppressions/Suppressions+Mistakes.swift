import QuadletSyntax

/// Finds mistakes in the comments that allow rules.
extension Suppressions {
  /// Returns the findings for comments that allowed nothing; call it after `allows` for every finding of the file.
  ///
  /// `isRun` returns whether a rule was run; a comment is not unused just because its rule was left out.
  func mistakes(file: Int, isRun: (Rule) -> Bool) -> [Finding] {
    var findings: [Finding] = []
    var nearest = 0
    for comment in comments {
      if let mistake = comment.mistake { findings.append(mistaken(comment, mistake, file)) }
      if let unused = unused(comment, file, isRun) { findings.append(unused) }
      guard comment.names.contains(where: { $0.rule == nil }), nearest < Self.unknownLimit else { continue }
      let unknown = unknown(comment, file)
      nearest += unknown.count
      findings += unknown
    }
    return findings
  }

  /// About how many unknown rules are reported in one file; finding the nearest known rule takes time.
  private static let unknownLimit = 100

  private func mistaken(
    _ comment: Comment,
    _ mistake: Mistake,
    _ file: Int
  ) -> Finding {
    Finding(
      file: file,
      range: mistake.range,
      rule: .unusedSuppression,
      mistake.message,
      fix: mistake.replacement.map {
        Fix(isSafe: false, edits: [TextEdit(mistake.range, replacement: $0)])
      } ?? Fix(isSafe: isComment(comment), edits: [removal(of: comment)])
    )
  }

  private func unused(_ comment: Comment, _ file: Int, _ isRun: (Rule) -> Bool) -> Finding? {
    let isUnused = comment.names.map { name in
      guard let rule = name.rule, !isUsed(name, of: comment) else { return false }
      // These allow the findings of this very check, so whether they are used is not known yet.
      if rule == .unusedSuppression || rule == .unknownRule { return false }
      return isRun(rule)
    }
    let unused = zip(comment.names, isUnused).filter(\.1).map(\.0)
    guard let first = unused.first, let last = unused.last else { return nil }
    return Finding(
      file: file,
      range: first.range.lowerBound..<last.range.upperBound,
      rule: .unusedSuppression,
      .unusedSuppression(
        of: unused.map(\.text),
        isForFile: comment.isForFile,
        isWhole: unused.count == comment.names.count
      ),
      fix: Fix(isSafe: isComment(comment), edits: [removal(of: zip(comment.names, isUnused).map { $0 }, comment)])
    )
  }

  private func unknown(_ comment: Comment, _ file: Int) -> [Finding] {
    var findings: [Finding] = []
    let known = Rule.all.map(\.name)
    for name in comment.names.filter({ $0.rule == nil }).prefix(Self.unknownLimit) {
      let near = Nearest.match(name.text, among: known)
      findings.append(
        Finding(
          file: file,
          range: name.range,
          rule: .unknownRule,
          .unknownRule(name.text, near: near),
          fix: near.map { Fix(isSafe: false, edits: [TextEdit(name.range, replacement: $0)]) }
        )
      )
      if near == nil { break }  // the rest is most likely prose
    }
    return findings
  }

  // MARK: Fixes

  /// Whether removing the line does not change the unit.
  ///
  /// Podman copies comments to the generated service, but systemd ignores them there. Within a continued line, however,
  /// a comment can decide whether a backslash is the last one of the file.
  private func isComment(_ comment: Comment) -> Bool { document.line(comment.line).kind == .comment }

  private func removal(of comment: Comment) -> TextEdit {
    TextEdit(document.line(comment.line).range, replacement: "")
  }

  /// Removes the unused names from a comment, or the whole comment if none is left.
  private func removal(of names: [(name: Name, isUnused: Bool)], _ comment: Comment) -> TextEdit {
    let kept = names.filter { !$0.isUnused }.map(\.name.text)
    guard let first = names.first, let last = names.last, !kept.isEmpty else { return removal(of: comment) }
    let list = first.name.range.lowerBound..<last.name.range.upperBound
    let bytes = document.bytes.dropFirst(list.lowerBound).prefix(list.count)
    let separator = bytes.contains(UInt8(ascii: ",")) ? ", " : " "
    return TextEdit(list, replacement: kept.joined(separator: separator))
  }
}

extension Project {
  /// Whether any file has a comment with an instruction to leger.
  public var hasInstructions: Bool {
    contents.contains { content in
      if case .document(let document) = content { document.hasInstructions } else { false }
    }
  }

  /// Returns the findings that no comment allows, and those about the comments themselves.
  ///
  /// `findings` must be all findings in `files`, or in every file; `isRun` returns whether a rule was run.
  public func withoutAllowed(
    _ findings: [Finding],
    in files: [Int]? = nil,
    isRun: (Rule) -> Bool = { _ in true }
  ) -> [Finding] {
    var suppressions: [Int: Suppressions] = [:]
    func read(_ file: Int) {
      guard case .document(let document) = contents[file], document.hasInstructions else { return }
      suppressions[file] = Suppressions(document)
    }
    if let files { files.forEach(read) } else { contents.indices.forEach(read) }
    if suppressions.isEmpty { return findings }
    var kept = findings.filter { !(suppressions[$0.file]?.allows($0) ?? false) }
    // What a refused unit would claim or start is not known, and neither is whether comments about that are needed.
    let refused = Set(findings.lazy.filter { $0.severity == .error && suppressions[$0.file] != nil }.map(\.file))
    let concernUnitsTogether = Rule.conflicts + Rule.services
    for file in suppressions.keys.sorted() where isCheckedCompletely(file) {
      let mistakes =
        suppressions[file]?.mistakes(file: file) { rule in
          isRun(rule) && !(refused.contains(file) && concernUnitsTogether.contains { $0 == rule })
        } ?? []
      kept += mistakes.filter { !(suppressions[file]?.allows($0) ?? false) }
    }
    return kept
  }

  /// Whether a file was checked completely; otherwise a rule that reported nothing might still apply.
  private func isCheckedCompletely(_ file: Int) -> Bool {
    guard case .document(let document) = contents[file] else { return false }
    switch inventory.files[file].role {
    case .unit: return unit(ofFile: file) != nil && !document.hasMalformedHeader
    case .dropIn(let folder): return isDropInFolderUsed[folder] && !document.hasMalformedHeader
    }
  }
}
