import QuadletSyntax

/// Finds mistakes in the files of a project.
///
/// Refusals come from the conversion; every other check runs on the converted unit or in one pass over each file's lines.
/// A worker has one linter for all its files, and a file without findings costs no allocation.
public struct Linter {
  let project: Project
  let schema = Schema.shared
  var converter: Converter<FactsEmitter>
  /// The findings so far.
  public private(set) var findings: [Finding] = []
  /// Where the errors of the last file among the findings are.
  private(set) var errors = ErrorRanges()
  /// What the units checked so far say about each other and claim.
  public private(set) var facts = ProjectFacts()
  var words = Words()
  /// Generates the commands of units that use variables; created when first needed.
  var commands: Converter<ServiceEmitter>?
  /// Reads units that the current one is related to; created when first needed.
  private var neighbour: Neighbour?
  private var nearestUnit = NearestUnit()
  var serviceNames = ServiceNames()
  /// The environment files that were read.
  var environmentFiles: [EnvironmentFileReference.Content: EnvironmentFileDigest] = [:]
  var keyAdvices = KeyAdvices()
  /// Where the sections of the file end whose lines were last to move.
  var sectionEnds: SectionEnds?
  /// The line of the current file whose header was reported as the misspelt section of the unit.
  private var excusedHeader: Int?

  /// Whether notes are wanted. Most findings are notes, and checks that only give advice are skipped without it.
  let tellsNotes: Bool

  /// Creates a linter for a project.
  public init(_ project: Project, host: HostFacts = HostFacts(), withNotes: Bool = true) {
    self.project = project
    tellsNotes = withNotes
    converter = Converter(project, host: host)
    converter.out.facts.includesSecurity = withNotes
  }

  /// Checks one file of the inventory.
  public mutating func lint(file: Int) {
    let first = findings.count
    excusedHeader = nil
    switch project.inventory.files[file].role {
    case .unit(let kind): lintUnit(file, kind)
    case .dropIn(let folder): lintDropIn(file, folder)
    }
    if project.inventory.files[file].isTemplateSource { dropFindingsThatTagsDecide(from: first) }
    dropFindingsInComments(from: first)
  }

  /// Returns what was found and gathered since the last call.
  public mutating func takeResults() -> (findings: [Finding], facts: ProjectFacts) {
    var taken: (findings: [Finding], facts: ProjectFacts) = ([], ProjectFacts(sizedLike: facts))
    swap(&taken.findings, &findings)
    errors = ErrorRanges()
    swap(&taken.facts, &facts)
    return taken
  }

  /// Returns what was found and gathered, and ends the linter.
  public consuming func results() -> (findings: [Finding], facts: ProjectFacts) { (findings, facts) }

  /// Gathers what a unit of the project says about others and claims, without checking it.
  public mutating func gather(unit: Int) {
    guard isGenerated(unit) else { return }
    converter.convert(unit)
    facts.gather(from: &converter)
  }

  /// Whether the generator makes a service from a unit if it accepts the unit.
  @inline(__always)
  private func isGenerated(_ unit: Int) -> Bool {
    project.loaded.contains(unit) && !project.inventory.files[project.units[unit].file].isTemplateSource
  }

  mutating func report(_ finding: Finding) {
    errors.note(finding)
    findings.append(finding)
  }

  /// Whether a header was reported as the misspelt section of the unit.
  func isExcused(_ line: Line) -> Bool { excusedHeader == line.index }

  /// Converts a unit that the current one is related to.
  mutating func read(_ other: Int) -> Neighbour {
    let neighbour = self.neighbour ?? Neighbour(project, converter.host)
    self.neighbour = neighbour
    neighbour.converter.convert(other)
    return neighbour
  }

  // MARK: Units

  private mutating func lintUnit(_ file: Int, _ kind: UnitKind) {
    let why = project.excluded.isEmpty ? nil : exclusion(of: file)
    reportExclusion(why, file, kind)
    let unit = Int(project.unitOfFile[file])
    guard unit >= 0, let document = project.document(ofFile: file) else { return }
    let first = findings.count
    converter.convert(unit)
    if isGenerated(unit) { facts.gather(from: &converter) }
    // A unit whose headers cannot be read would only seem to lack sections and keys.
    if !document.hasMalformedHeader {
      for refusal in converter.refusals { report(refusal, unit) }
      UnitCheck.runAll(&self)
    }
    lint(document, file: file, kind: kind)
    if case .shadowed = why {
      for index in first..<findings.count { findings[index].severity = min(findings[index].severity, .warning) }
    }
  }

  private func exclusion(of file: Int) -> Project.Exclusion? {
    let place = project.excluded.partitioned { $0.file >= file }
    return place < project.excluded.count && project.excluded[place].file == file ? project.excluded[place].why : nil
  }

  private mutating func report(_ refusal: Refusal, _ unit: Int) {
    let view = converter.view
    func located(_ assignment: UnitView.Assignment, _ range: Range<Int>) -> (file: Int, range: Range<Int>) {
      let document = view.documents[Int(assignment.document)]
      return (view.files[Int(assignment.document)], document.sourceRange(of: range, inLine: Int(assignment.line)))
    }
    var place = (file: project.units[unit].file, range: 0..<0)
    switch refusal.place {
    case .value(let value): place = located(value.assignment, value.range)
    case .key(let assignment):
      let line = view.documents[Int(assignment.document)].line(Int(assignment.line))
      place = located(assignment, line.nameRange)
    case .unit:
      if let header = headerForRefusal(view) {
        place.range = header.range
        if header.isMisspelt {
          let section = view.kind.section
          report(
            Finding(
              file: place.file,
              range: header.range,
              rule: .missingSection,
              .unknownSection(header.name, near: section),
              podman: refusal.podman,
              fix: Fix(isSafe: true, edits: [TextEdit(header.range, replacement: section)])
            )
          )
          return
        }
      }
    }
    let words = refusal.words(for: unit, in: project, &nearestUnit)
    let rule = Rule(refusal.reason, words)
    var fix = words.replacement.map { text in
      Fix(isSafe: !words.isGuess, edits: [TextEdit(place.range, replacement: text)])
    }
    if fix == nil, case .key(let assignment) = refusal.place { fix = self.fix(rule, assignment) }
    report(
      Finding(
        file: place.file,
        range: place.range,
        rule: rule,
        severity: .error,
        words.message,
        podman: refusal.podman,
        fix: fix
      )
    )
  }

  /// Moves a key that is in the wrong section; removes an empty assignment that resets a key with a value.
  private mutating func fix(_ rule: Rule, _ assignment: UnitView.Assignment) -> Fix? {
    let view = converter.view
    if rule == .misplacedKey {
      let table: SectionTable = assignment.section == .quadlet ? .quadlet : SectionTable(view.kind)
      let document = view.documents[Int(assignment.document)]
      let file = view.files[Int(assignment.document)]
      return moveHome(assignment.name, from: table, line: Int(assignment.line), of: document, file)
    }
    let isReset = rule == .missingKey && assignment.isEmpty
    let hasValue = view.assignments.contains {
      $0.name == assignment.name && $0.section == assignment.section && !$0.isEmpty
    }
    return isReset && hasValue ? removal(of: assignment) : nil
  }

  /// The header at which a refusal of the whole unit is reported: that of its own section, or a misspelling of it.
  private mutating func headerForRefusal(
    _ view: UnitView
  ) -> (range: Range<Int>, name: String, isMisspelt: Bool)? {
    guard let document = view.documents.first else { return nil }
    let section = view.kind.section
    for line in document.lines where line.kind == .header {
      let range = document.sourceRange(of: line.nameRange, inLine: line.index)
      if schema.sections.role(of: line.name, for: view.kind) == .own {
        return (line.trimmedRange, section, false)
      }
      if !view.hasOwnSection, Nearest.match(line.nameText.trimmed, among: [section]) != nil {
        excusedHeader = line.index
        return (range, line.nameText, true)
      }
    }
    return nil
  }

  // MARK: Drop-ins

  private mutating func lintDropIn(_ file: Int, _ folder: Int) {
    if !project.isDropInFolderUsed[folder], mayBeMeant(dropInFolder: folder) {
      let name = String(decoding: project.inventory.name(ofDropInFolder: folder), as: UTF8.self)
      reportFile(file, .unusedDropIn, .unusedDropIn(name))
    }
    switch project.contents[file] {
    case .unreadable(let failure):
      reportFile(file, .unreadableFile, .unreadableFile(failure.message))
    case .tooLarge(let oversize): reportFile(file, .fileTooLarge, .fileTooLarge(oversize))
    case .document(let document):
      let name = project.inventory.name(ofDropInFolder: folder).dropLast(2)
      let stem = name.contains(UInt8(ascii: ".")) ? Array(name) : [UInt8(ascii: ".")] + name
      guard let kind = UnitKind(fileName: stem) else { return }
      converter.view.load(file: file, kind: kind, of: project)
      lint(document, file: file, kind: kind)
    }
  }

  // MARK: Findings that others explain

  /// Drops what was found within a comment after a value, since that comment explains it; refusals stay.
  private mutating func dropFindingsInComments(from first: Int) {
    if first == findings.count { return }
    let comments = findings[first...].filter { $0.rule == .inlineComment }.sorted { $0.place < $1.place }
    if comments.isEmpty { return }
    findings[first...].removeAll { finding in
      if finding.rule == .inlineComment || finding.severity == .error { return false }
      // The last comment that begins at the finding or before it.
      let next = comments.partitioned { $0.place > finding.place }
      return next > 0 && comments[next - 1].file == finding.file && comments[next - 1].range.contains(finding.range)
    }
  }

  /// Drops the findings in a Jinja template that depend on the text that will replace a tag.
  private mutating func dropFindingsThatTagsDecide(from first: Int) {
    var hasTagLines: [Int: Bool] = [:]
    findings[first...].removeAll { finding in
      guard let document = project.document(ofFile: finding.file), document.lineCount > 0 else { return false }
      let line = document.line(document.lineIndex(at: finding.range.lowerBound))
      let text = document.bytes
      if JinjaTag.occurs(in: text.dropFirst(line.range.lowerBound).prefix(line.range.count)) { return true }
      guard finding.rule == .missingKey || finding.rule == .missingSection else { return false }
      if let known = hasTagLines[finding.file] { return known }
      let any = JinjaTag.occurs(in: text)
      hasTagLines[finding.file] = any
      return any
    }
  }
}

extension Finding {
  /// Where it begins, to put findings in order.
  fileprivate var place: (file: Int, start: Int) { (file, range.lowerBound) }
}

/// A unit that the current one is related to, and what it uses.
final class Neighbour {
  fileprivate(set) var converter: Converter<FactsEmitter>

  fileprivate init(_ project: Project, _ host: HostFacts) { converter = Converter(project, host: host) }

  /// What the unit uses.
  var facts: ContiguousArray<UnitFacts.Fact> { converter.out.facts.all }
}

/// `{{ … }}`, `{% … %}` and `{# … #}`.
enum JinjaTag {
  static func occurs(in text: ArraySlice<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in text {
      if previous == UInt8(ascii: "{") || byte == UInt8(ascii: "}") {
        let mark = previous == UInt8(ascii: "{") ? byte : previous
        if mark == UInt8(ascii: "{") || mark == UInt8(ascii: "%") || mark == UInt8(ascii: "#")
          || mark == UInt8(ascii: "}")
        {
          if !(previous == UInt8(ascii: "{") && byte == UInt8(ascii: "}")) { return true }
        }
      }
      previous = byte
    }
    return false
  }
}

extension String {
  /// The string without blanks at both ends.
  var trimmed: String {
    String(
      decoding: Array(utf8.drop { $0 == 0x20 || $0 == 0x09 }.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed()),
      as: UTF8.self
    )
  }
}
