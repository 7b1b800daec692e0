import QuadletSyntax

/// What is wrong with comments that allow rules.
extension Suppressions {
  /// Findings for comments that allowed nothing, once every finding of the file was asked about.
  ///
  /// `isRun` tells which rules were run, so that a comment is not unused only because its rule was left out.
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

  /// How many unknown rules are told of one file, about; to look for what was meant takes time.
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
      help: mistake.replacement == nil ? "name the rule, or remove the comment" : nil,
      fix: mistake.replacement.map {
        Fix(isSafe: false, edits: [TextEdit(mistake.range, replacement: $0)])
      } ?? Fix(isSafe: isComment(comment), edits: [removal(of: comment)])
    )
  }

  private func unused(_ comment: Comment, _ file: Int, _ isRun: (Rule) -> Bool) -> Finding? {
    let isUnused = comment.names.map { name in
      guard let rule = name.rule, !isUsed(name, of: comment) else { return false }
      // Whether these are of use shows only in the end.
      if rule == .unusedSuppression || rule == .unknownRule { return false }
      return isRun(rule)
    }
    let unused = zip(comment.names, isUnused).filter(\.1).map(\.0)
    guard let first = unused.first, let last = unused.last else { return nil }
    let names = unused.map { "\"\($0.text)\"" }.joined(separator: " or ")
    return Finding(
      file: file,
      range: first.range.lowerBound..<last.range.upperBound,
      rule: .unusedSuppression,
      "nothing \(comment.isForFile ? "in this file" : "here") is reported as \(names)",
      help: unused.count == comment.names.count ? "remove the comment" : nil,
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
          "unknown rule \"\(name.text.shortened)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""),
          help: near == nil ? "leger explain lists the rules; a reason stands behind \" -- \"" : nil,
          fix: near.map { Fix(isSafe: false, edits: [TextEdit(name.range, replacement: $0)]) }
        )
      )
      if near == nil { break }  // what follows is prose, most likely
    }
    return findings
  }

  // MARK: Fixes

  /// Whether the line can go without a change to the unit.
  ///
  /// Comments do get into the generated service, as comments, where systemd passes over them: to it the service is the
  /// same. Within a continued line a comment can decide whether a backslash is the last one of the file.
  private func isComment(_ comment: Comment) -> Bool { document.line(comment.line).kind == .comment }

  private func removal(of comment: Comment) -> TextEdit {
    TextEdit(document.line(comment.line).range, replacement: "")
  }

  /// Takes the unused names out of a comment, or the comment out of the file when none is left.
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
  /// Whether a comment in any file tells leger something.
  public var hasInstructions: Bool {
    contents.contains { content in
      if case .document(let document) = content { document.hasInstructions } else { false }
    }
  }

  /// The findings that no comment allows, and what is wrong with comments that allow some.
  ///
  /// `findings` are all there are in `files`, or in every file; `isRun` tells whether a rule was among those looked for.
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
    // What a refused unit would claim, or start, is not known, so nor is what comments about that are good for.
    let refused = Set(findings.lazy.filter { $0.severity == .error && suppressions[$0.file] != nil }.map(\.file))
    let concernUnitsTogether = Rule.conflicts + Rule.services
    for file in suppressions.keys.sorted() where isLookedAtWhole(file) {
      let mistakes =
        suppressions[file]?.mistakes(file: file) { rule in
          isRun(rule) && !(refused.contains(file) && concernUnitsTogether.contains { $0 == rule })
        } ?? []
      kept += mistakes.filter { !(suppressions[file]?.allows($0) ?? false) }
    }
    return kept
  }

  /// Whether everything that can be found in a file was looked for, so that what was not found is not there.
  private func isLookedAtWhole(_ file: Int) -> Bool {
    guard case .document(let document) = contents[file] else { return false }
    switch inventory.files[file].role {
    case .unit: return unit(ofFile: file) != nil && !document.hasMalformedHeader
    case .dropIn(let folder): return isDropInFolderUsed[folder] && !document.hasMalformedHeader
    }
  }
}
