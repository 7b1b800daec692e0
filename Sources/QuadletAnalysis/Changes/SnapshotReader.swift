import QuadletSyntax

/// Sorts the parts of a generated service by the directives that they come from.
struct SnapshotReader {
  private let service: Service
  private let kind: UnitKind
  private let root: ProjectRoot
  /// The folder of the unit.
  private let folder: [UInt8]
  /// By place: the key of each assignment in the unit.
  private var owners: [ServiceBuilder.Place: UnitSnapshot.Key] = [:]
  private(set) var keys: [UnitSnapshot.Key] = []
  private(set) var directives: [UnitSnapshot.Key: UnitSnapshot.Directive] = [:]
  private(set) var systemdKeys: [UnitSnapshot.Key] = []
  private(set) var systemd: [UnitSnapshot.Key: [UnitSnapshot.Item]] = [:]
  private(set) var creating: [String] = []
  private(set) var generated: [String] = []
  private(set) var generatedOthers: [String] = []
  private(set) var isRemovedOnStop = false
  private(set) var mounts: [StorageMount] = []
  private(set) var named: [NamedFile] = []
  private var namedPaths: Set<[UInt8]> = []

  /// The commands that create the object; all others stop or reload it.
  private static let creatingCommands: Set<String> = ["ExecStart", "ExecStartPre"]

  init(_ service: Service, of project: Project, root: ProjectRoot) {
    self.service = service
    self.root = root
    let unit = project.units[service.unit]
    kind = unit.kind
    folder = GoPath.folder(project.inventory.path(of: unit.file, resolved: true))
  }

  mutating func read() {
    readAssignments()
    let builder = service.builder
    let names = builder.sections.map { String(decoding: builder.bytes($0.name), as: UTF8.self) }
    for line in builder.prepended.reversed() + builder.lines where !line.isComment && !line.isRemoved {
      let section = names[Int(line.section)]
      // Sections that the generator has renamed, and those that systemd ignores because of their names.
      if section.hasPrefix("X-") || builder.sections[Int(line.section)].isRemoved { continue }
      let key = UnitSnapshot.Key(section: section, name: String(decoding: builder.bytes(line.key), as: UTF8.self))
      if line.words.isEmpty { readLine(line, key) } else { readCommand(line, key.name) }
    }
  }

  // MARK: What is written

  private mutating func readAssignments() {
    let view = service.view
    // By assignment: whether a later empty one resets its list.
    var isReset = [Bool](repeating: false, count: view.assignments.count)
    for index in view.assignments.indices.reversed() {
      let next = Int(view.assignments[index].next)
      if next >= 0 { isReset[index] = view.assignments[next].isEmpty || isReset[next] }
    }
    for (index, assignment) in view.assignments.enumerated() {
      let place = ServiceBuilder.Place(document: Int(assignment.document), line: Int(assignment.line))
      let section: String
      switch assignment.section {
      case .own: section = kind.section
      case .quadlet: section = "Quadlet"
      case .unit, .service, .install, .other: continue
      }
      let line = view.documents[place.document].line(place.line)
      let key = UnitSnapshot.Key(section: section, name: line.nameText)
      owners[place] = key
      if isEffective(assignment, isReset: isReset[index]) {
        note(key) { [item = item(assignment.valueRange, place)] in $0.values.append(item) }
      }
    }
  }

  /// Whether an assignment is in effect: no later one replaces it, and no later empty one resets its list.
  private func isEffective(_ assignment: UnitView.Assignment, isReset: Bool) -> Bool {
    let table = assignment.section == .own ? SectionTable(kind) : .quadlet
    guard let directive = Schema.shared.directive(assignment.name, in: table) else { return true }
    if !directive.reader.isList { return assignment.next < 0 }
    return !isReset && !assignment.isEmpty
  }

  private func item(_ range: Range<Int>, _ place: ServiceBuilder.Place) -> UnitSnapshot.Item {
    UnitSnapshot.Item(
      text: String(decoding: service.view.texts[place.document][range], as: UTF8.self),
      place: self.place(place)
    )
  }

  private func place(_ place: ServiceBuilder.Place) -> ServiceChange.Place {
    ServiceChange.Place(file: service.view.files[place.document], line: place.line + 1)
  }

  private mutating func note(_ key: UnitSnapshot.Key, _ change: (inout UnitSnapshot.Directive) -> Void) {
    if directives[key] == nil { keys.append(key) }
    change(&directives[key, default: UnitSnapshot.Directive()])
  }

  // MARK: What is generated

  private mutating func readLine(_ line: ServiceBuilder.Line, _ key: UnitSnapshot.Key) {
    // The location of the unit is not part of what it does.
    if key.name == "SourcePath" { return }
    let bytes = service.builder.bytes(line.value)
    let text = root.portable(bytes)
    let origin = line.origin.place
    if let origin, let owner = owners[origin] {
      note(owner) { $0.lines.append("\(key.name)=\(text)") }
      if key.name == "WorkingDirectory" {
        addNamed(Array(bytes), owner, at: place(origin), isData: false)
      }
      return
    }
    if systemd[key] == nil { systemdKeys.append(key) }
    systemd[key, default: []].append(UnitSnapshot.Item(text: text, place: origin.map { place($0) }))
  }

  private mutating func readCommand(_ line: ServiceBuilder.Line, _ command: String) {
    let builder = service.builder
    let isCreating = Self.creatingCommands.contains(command) && !(kind == .pod && command == "ExecStart")
    let words = builder.words[Int(line.words.lowerBound)..<Int(line.words.upperBound)]
    if kind == .network, command == "ExecStopPost" { isRemovedOnStop = true }
    for index in words.indices {
      let range = words[index].text
      let bytes = builder.pool[Int(range.lowerBound)..<Int(range.upperBound)]
      let text = root.portable(bytes)
      if isCreating { creating.append(text) }
      // The name of an option belongs to the value after it.
      var origin = words[index].origin.place
      if origin == nil, text.hasPrefix("--"), !text.contains("="), index + 1 < words.endIndex,
        builder.pool[Int(words[index + 1].text.lowerBound)] != UInt8(ascii: "-")
      {
        origin = words[index + 1].origin.place
      }
      guard let origin, let owner = owners[origin] else {
        if isCreating { generated.append(text) } else { generatedOthers.append(text) }
        continue
      }
      note(owner) { if isCreating { $0.creating.append(text) } else { $0.others.append(text) } }
      if isCreating, words[index].origin.place != nil { readValue(Array(bytes), owner, place(origin)) }
    }
  }

  /// Collects the mounts and files that a word names.
  private mutating func readValue(_ word: [UInt8], _ owner: UnitSnapshot.Key, _ place: ServiceChange.Place) {
    switch owner.name {
    case "EnvironmentFile", "Yaml", "ConfigMap": addNamed(word, owner, at: place, isData: false)
    case "File" where !word.starts(with: "--".utf8):
      addNamed(GoPath.isAbsolute(word) ? word : GoPath.join(folder, word), owner, at: place, isData: false)
    default: return
    }
  }

  /// Reads what the unit mounts, whichever key or argument says it.
  mutating func readStorage(_ converter: inout Converter<FactsEmitter>) {
    for fact in converter.out.facts.all where fact.source.isForCommand {
      let origin = ServiceBuilder.Place(
        document: Int(fact.place.assignment.document),
        line: Int(fact.place.assignment.line)
      )
      guard let owner = owners[origin] else { continue }
      if fact.subject == .rootfs {
        if let mount = StorageMount(rootfs: Array(converter.bytes(fact)), key: owner) { mounts.append(mount) }
        continue
      }
      guard let mount = StorageMount(fact, owner, root, &converter) else { continue }
      mounts.append(mount)
      if let path = mount.hostPath { addNamed(path, owner, at: place(origin), isData: mount.isWritable) }
    }
  }

  private mutating func addNamed(
    _ path: [UInt8],
    _ key: UnitSnapshot.Key,
    at place: ServiceChange.Place,
    isData: Bool
  ) {
    guard let relative = root.relative(path), namedPaths.insert(relative).inserted else { return }
    named.append(NamedFile(path: relative, key: key, place: place, isData: isData))
  }
}

/// A file or folder of the project that a unit names.
struct NamedFile {
  /// The path within the project's folder.
  let path: [UInt8]
  let key: UnitSnapshot.Key
  let place: ServiceChange.Place
  /// Whether the container writes there.
  let isData: Bool
}

extension ServiceBuilder {
  /// An assignment in the unit: the index of its document and of its line.
  struct Place: Hashable {
    let document: Int
    let line: Int
  }
}

extension ServiceBuilder.Origin {
  /// The assignment; nil for what the generator adds.
  fileprivate var place: ServiceBuilder.Place? {
    document < 0 ? nil : ServiceBuilder.Place(document: Int(document), line: Int(line))
  }
}
