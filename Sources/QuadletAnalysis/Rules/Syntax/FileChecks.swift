/// Reports files that Podman does not load.
extension Linter {
  mutating func reportExclusion(_ why: Project.Exclusion?, _ file: Int, _ kind: UnitKind) {
    switch why {
    case nil, .malformed, .templateSource: return
    case .unreadable(let failure): reportFile(file, .unreadableFile, .unreadableFile(failure.message))
    case .tooLarge(let oversize): reportFile(file, .fileTooLarge, .fileTooLarge(oversize))
    case .folderRejected(let culprit):
      let name = String(decoding: project.inventory.name(of: culprit), as: UTF8.self)
      reportFile(file, .rejectedFolder, .rejectedFolder(because: name))
    case .shadowed(let earlier):
      let path = String(decoding: project.inventory.path(of: earlier), as: UTF8.self)
      reportFile(file, .shadowedUnit, .shadowedUnit(by: path))
    case .kindTooNew: reportFile(file, .kindTooNew, .kindTooNew(kind, target: project.target.version))
    }
  }

  /// Reports a file as a whole.
  mutating func reportFile(_ file: Int, _ rule: Rule, _ message: Message) {
    report(Finding(file: file, range: 0..<0, rule: rule, message))
  }
}
