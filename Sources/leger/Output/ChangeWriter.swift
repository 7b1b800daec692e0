import QuadletAnalysis
import QuadletSyntax

/// Writes what changed between two projects.
struct ChangeWriter {
  let changes: ProjectChanges
  let files: [FileDifference]
  let old: Project
  let new: Project
  private let terminal: Terminal
  private let style: Style

  init(_ changes: ProjectChanges, _ files: [FileDifference], from old: Project, to new: Project, terminal: Terminal) {
    self.changes = changes
    self.files = files
    self.old = old
    self.new = new
    self.terminal = terminal
    style = terminal.style
  }

  // MARK: Services

  /// Returns each service with what it needs and why, those that need most first, then the totals.
  func services() -> String {
    var output = reasons()
    if !output.isEmpty, !output.hasSuffix("\n\n") { output += "\n" }
    return output + summary + "\n"
  }

  /// Returns each service with what it needs and why, those that need most first.
  func reasons() -> String {
    var output = ""
    for (index, change) in changes.services.enumerated() {
      let reasons = change.reasons.filter { $0.key != nil || $0.old != nil || $0.new != nil || !$0.notes.isEmpty }
      let isParagraph = !reasons.isEmpty || !change.alsoStops.isEmpty
      if index > 0, isParagraph, !output.hasSuffix("\n\n") { output += "\n" }
      output += heading(change) + "\n"
      let width = reasons.compactMap { $0.key?.count }.max() ?? 0
      // Reasons about the service as a whole come before those about a key.
      for reason in reasons where reason.key == nil { output += text(reason, change, width: 0) }
      for reason in reasons where reason.key != nil { output += text(reason, change, width: width) }
      if !change.alsoStops.isEmpty {
        let verb = change.level.endsService ? "stops" : "restarts"
        output += "  \(style.dim)also \(verb):\(style.reset) \(visible(change.alsoStops.joined(separator: ", ")))\n"
      }
      if isParagraph { output += "\n" }
    }
    return output
  }

  private func heading(_ change: ServiceChange) -> String {
    var names = change.oldService.map { "\($0) → \(change.service)" } ?? change.service
    names = visible(names)
    let unit = visible(change.oldUnit.map { "\($0) → \(change.unit)" } ?? change.unit)
    let level = change.level.words.padded(to: ChangeLevel.width)
    var line = "\(colour(change.level))\(level)\(style.reset)  \(style.bold)\(names)\(style.reset)"
    if change.service != change.unit { line += " (\(unit))" }
    if change.level == .noOp, change.reasons.isEmpty { line += "  comments, layout or order only" }
    return line
  }

  private func colour(_ level: ChangeLevel) -> String {
    switch level {
    case .dataAtRisk, .refused, .removed: style.red
    case .recreate, .restart: style.yellow
    case .reload: style.blue
    case .added: style.green
    case .noOp: style.dim
    }
  }

  private func text(_ reason: ServiceChange.Reason, _ change: ServiceChange, width: Int) -> String {
    let key = (reason.key.map(visible) ?? "").padded(to: width)
    let margin = width > 0 ? "  \(key)  " : "  "
    let continued = width > 0 ? String(repeating: " ", count: width + 4) : "  "
    let isInHeading = reason.key == nil && (change.oldUnit != nil || change.oldService != nil)
    var lines = isInHeading ? [] : values(reason)
    lines += reason.notes.map { visible($0) }
    var trailing = place(of: reason)
    // The heading already shows what the service as a whole needs.
    if reason.level != change.level { trailing += (trailing.isEmpty ? "" : ", ") + reason.level.words }
    var output = ""
    for (index, line) in lines.enumerated() {
      output += (index == 0 ? margin : continued) + line
      if index == 0, !trailing.isEmpty { output += "  \(style.dim)(\(trailing))\(style.reset)" }
      output += "\n"
    }
    return output
  }

  /// How wide two values may be together to share a line.
  private static let lineWidth = 72

  /// Returns `old → new` when that is short, else a line for each value.
  private func values(_ reason: ServiceChange.Reason) -> [String] {
    let old = reason.shownValues(reason.oldValues).map(visible)
    let new = reason.shownValues(reason.newValues).map(visible)
    if old.count == 1, new.count == 1, old[0].count + new[0].count <= Self.lineWidth {
      return ["\(old[0]) → \(new[0])"]
    }
    return old.map { "\(style.red)- \($0)\(style.reset)" } + new.map { "\(style.green)+ \($0)\(style.reset)" }
  }

  private func place(of reason: ServiceChange.Reason) -> String {
    if let place = reason.newPlace { return text(place, new) }
    return reason.oldPlace.map { "was " + text($0, old) } ?? ""
  }

  private func text(_ place: ServiceChange.Place, _ project: Project) -> String {
    let (path, line) = place.shown(in: project)
    return visible(String(decoding: path, as: UTF8.self)) + ":\(line)"
  }

  private func visible(_ text: String) -> String { VisibleText.string(Array(text.utf8)) }

  /// The totals: `1 data at risk, 2 recreate; 3 files differ`.
  private var summary: String {
    if changes.services.isEmpty, files.isEmpty { return "no differences" }
    let counts = ChangeLevel.allCases.reversed().compactMap { level in
      let count = changes.count(level)
      return count > 0 ? "\(count) \(level.words)" : nil
    }
    let services = counts.isEmpty ? "no service changes" : counts.joined(separator: ", ")
    return services + "; " + Report.counted(files.count, "file") + (files.count == 1 ? " differs" : " differ")
  }

  /// Returns a line for each service and each file, then the totals.
  func statistics() -> String {
    var output = ""
    let width = changes.services.map { visible($0.service).count }.max() ?? 0
    for change in changes.services {
      var keys: [String] = []
      for key in change.reasons.compactMap(\.key) where !keys.contains(key) { keys.append(key) }
      let service = visible(change.service)
      let level = change.level.words.padded(to: ChangeLevel.width)
      let line = "\(service.padded(to: width))  \(visible(keys.joined(separator: ", ")))".trimmed
      output += "\(colour(change.level))\(level)\(style.reset)  \(line)\n"
    }
    let pathWidth = files.map { visible(String(decoding: $0.path, as: UTF8.self)).count }.max() ?? 0
    for file in files {
      let path = visible(String(decoding: file.path, as: UTF8.self)).padded(to: pathWidth)
      let diff = LineDiff(file.old, file.new)
      let lines =
        file.isBinary
        ? "binary"
        : "\(style.green)+\(diff.addedCount)\(style.reset) \(style.red)-\(diff.removedCount)\(style.reset)"
      output += "\(file.change.rawValue.padded(to: ChangeLevel.width))  \(path)  \(lines)\n"
    }
    return output + summary + "\n"
  }

  // MARK: Texts

  /// Returns how the files differ, as one unified diff: a patch, unless places in the texts are to be hidden.
  func texts(hiding places: (([UInt8]) -> [Range<Int>])? = nil) -> [UInt8] {
    var output: [UInt8] = []
    for file in files {
      if file.isBinary {
        output += Array("Binary files ".utf8) + DiffPath.quoted(file.oldLabel) + Array(" and ".utf8)
        output += DiffPath.quoted(file.newLabel) + Array(" differ\n".utf8)
        continue
      }
      let hidden = (places?(file.old) ?? [], places?(file.new) ?? [])
      let diff = LineDiff(file.old, file.new)
      DiffWriter(diff, hiding: hidden, isExact: places == nil, terminal: terminal).write(
        oldPath: file.oldLabel,
        newPath: file.newLabel,
        to: &output
      )
    }
    return output
  }
}

extension ChangeLevel {
  /// Whether the service is gone afterwards, so those that require it stop with it instead of starting again.
  var endsService: Bool { self == .removed || self == .refused }

  /// The level as people read it: `data at risk`.
  fileprivate var words: String { self == .dataAtRisk ? "data at risk" : word }

  /// The width of the widest one.
  fileprivate static let width = allCases.map { $0.words.count }.max() ?? 0
}

extension ServiceChange.Reason {
  /// Returns values of its key without credentials.
  func shownValues(_ values: [String]) -> [String] {
    values.map { HiddenCredentials.hidden($0, ofKey: key ?? "") }
  }
}

extension ServiceChange.Place {
  /// Returns the path as shown, and the line in that file.
  func shown(in project: Project) -> (path: [UInt8], line: Int) {
    let path = project.inventory.path(of: file)
    guard let enclosing = project.inventory.enclosing(file) else { return (path, line) }
    return (path, enclosing.document.position(at: enclosing.offset).line + line - 1)
  }
}

extension String {
  /// The text without spaces at its end.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
