import QuadletAnalysis
import QuadletSyntax

/// Mends a project in memory: makes the fixes that go together, looks again, and so on until there is nothing left to fix.
struct ProjectFixer {
  /// A file that fixes have changed.
  struct Change {
    let path: [UInt8]
    let old: [UInt8]
    var new: [UInt8]
    /// How many findings were fixed.
    var count: Int
    /// Its index in the inventory; nil for a bundle.
    let file: Int?
  }

  /// Fixes that undo each other must come to an end.
  private static let roundLimit = 50

  private var selection: ProjectSelection
  private let target: Target
  private let filter: FindingFilter
  private let includesUnsafe: Bool
  private(set) var project: Project
  /// What is found in the project as it is now.
  private(set) var findings: [Finding] = []
  private(set) var changes: [Change] = []
  /// Files that fixes were for and that are left alone, since they are links.
  private(set) var links: Set<[UInt8]> = []

  init(_ selection: ProjectSelection, _ project: Project, filter: FindingFilter, includesUnsafe: Bool) {
    self.selection = selection
    self.project = project
    target = project.target
    self.filter = filter
    self.includesUnsafe = includesUnsafe
    lint()
  }

  /// Makes every fix that there is.
  mutating func run() {
    for _ in 0..<Self.roundLimit where runOnce() {}
  }

  /// Takes back what was done to some files, because they could not be written.
  mutating func revert(_ paths: Set<[UInt8]>) {
    var contents = project.contents
    for change in changes where paths.contains(change.path) { replace(change, with: change.old, in: &contents) }
    changes.removeAll { paths.contains($0.path) }
    load(contents)
  }

  private mutating func lint() {
    findings = ProjectLinter(project: project).findings(
      in: selection.shownFiles(of: project),
      withNotes: filter.wantsNotes,
      isRun: filter.runs,
      adding: selection.settingsFindings(project).inUnits
    ).filter { filter.runs($0.rule) }
  }

  private mutating func runOnce() -> Bool {
    var fixes: [[UInt8]: (document: Document, file: Int?, fixes: [Fix])] = [:]
    for finding in findings {
      guard let fix = finding.fix, fix.isSafe || includesUnsafe else { continue }
      let path = project.inventory.path(of: finding.file)
      if links.contains(path) { continue }
      if fixes[path] == nil {
        if FileWriter.isLink(path), path != selection.inputPath {
          links.insert(path)
          continue
        }
        let enclosing = project.inventory.enclosing(finding.file)
        guard let document = enclosing?.document ?? project.document(ofFile: finding.file) else { continue }
        fixes[path] = (document, enclosing == nil ? finding.file : nil, [])
      }
      fixes[path]?.fixes.append(fix.moved(by: project.inventory.enclosing(finding.file)?.offset ?? 0))
    }
    var contents = project.contents
    var isChanged = false
    for (path, entry) in fixes.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let set = FixSet(entry.fixes)
      let old = Array(entry.document.bytes)
      let new = entry.document.applying(set.edits)
      if new == old { continue }
      isChanged = true
      let index = changes.firstIndex { $0.path == path } ?? changes.count
      if index == changes.count { changes.append(Change(path: path, old: old, new: old, count: 0, file: entry.file)) }
      changes[index].new = new
      changes[index].count += set.count
      replace(changes[index], with: new, in: &contents)
    }
    if isChanged { load(contents) }
    return isChanged
  }

  private mutating func replace(_ change: Change, with text: [UInt8], in contents: inout [Inventory.Content]) {
    if let file = change.file {
      contents[file] = .document(Document(text, names: Schema.shared.names, dialect: target.dialect))
    } else {
      selection = ProjectSelection(bundle: change.path, content: text)
    }
  }

  private mutating func load(_ contents: [Inventory.Content]) {
    project =
      project.inventory.bundles.isEmpty
      ? Project(inventory: project.inventory, contents: contents, target: target) : selection.read(target: target)
    lint()
  }
}
