import QuadletAnalysis
import QuadletSyntax

/// Fixes a project in memory: applies the fixes that go together, checks again, and so on until nothing is left to fix.
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

  private let host: any Host
  private let filter: FindingFilter
  private let includesUnsafe: Bool
  /// The project as it is with the fixes.
  private(set) var loaded: LoadedProject
  /// What is found in it.
  private(set) var findings: [Finding] = []
  private(set) var changes: [Change] = []
  /// Files that have fixes but are left alone, since they are links.
  private(set) var links: Set<[UInt8]> = []

  init(_ loaded: LoadedProject, filter: FindingFilter, includesUnsafe: Bool, on host: any Host) {
    self.loaded = loaded
    self.filter = filter
    self.includesUnsafe = includesUnsafe
    self.host = host
    lint()
  }

  /// Applies every fix.
  mutating func run() {
    for _ in 0..<Self.roundLimit where runOnce() {}
  }

  /// Takes back the changes of some files, because they could not be written.
  mutating func revert(_ paths: Set<[UInt8]>) {
    let reverted = changes.filter { paths.contains($0.path) }
    changes.removeAll { paths.contains($0.path) }
    load(reverted.map { ($0, $0.old) })
  }

  private mutating func lint() {
    let settings = loaded.settingsFindings()
    findings = loaded.findings(filter, adding: settings).filter { filter.runs($0.rule) }
  }

  /// Applies the fixes of the findings as they are; false when none changes anything.
  private mutating func runOnce() -> Bool {
    let inventory = loaded.project.inventory
    var fixes: [[UInt8]: (document: Document, file: Int?, fixes: [Fix])] = [:]
    for finding in findings {
      guard let fix = finding.fix, fix.isSafe || includesUnsafe else { continue }
      let path = inventory.path(of: finding.file)
      if links.contains(path) { continue }
      if fixes[path] == nil {
        if path != loaded.input?.path, host.isLink(path) {
          links.insert(path)
          continue
        }
        let enclosing = inventory.enclosing(finding.file)
        guard let document = enclosing?.document ?? loaded.project.document(ofFile: finding.file) else { continue }
        fixes[path] = (document, enclosing == nil ? finding.file : nil, [])
      }
      fixes[path]?.fixes.append(fix.moved(by: inventory.enclosing(finding.file)?.offset ?? 0))
    }
    var changed: [(Change, [UInt8])] = []
    for (path, entry) in fixes.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let set = FixSet(entry.fixes)
      let old = Array(entry.document.bytes)
      let new = entry.document.applying(set.edits)
      if new == old { continue }
      let index = changes.firstIndex { $0.path == path } ?? changes.count
      if index == changes.count { changes.append(Change(path: path, old: old, new: old, count: 0, file: entry.file)) }
      changes[index].new = new
      changes[index].count += set.count
      changed.append((changes[index], new))
    }
    if !changed.isEmpty { load(changed) }
    return !changed.isEmpty
  }

  /// Puts texts into the project, and checks it again.
  private mutating func load(_ texts: [(change: Change, text: [UInt8])]) {
    let target = loaded.project.target
    var contents = loaded.project.contents
    var bundle: (path: [UInt8], text: [UInt8])?
    for (change, text) in texts {
      if let file = change.file {
        contents[file] = Inventory.Content(parsing: text, dialect: target.dialect)
      } else {
        bundle = (change.path, text)
      }
    }
    loaded = bundle.map { loaded.replacing(bundle: $0.path, $0.text) } ?? loaded.replacing(contents)
    lint()
  }
}
