import QuadletSyntax

/// A run of the generator over a project: services and messages as `podman-system-generator --dryrun` prints them.
///
/// Where the generator walks an unordered table, the order is that of the options' names. Units of one kind keep the
/// order in which they were found.
public struct Generation {
  private let project: Project
  private var converter: Converter<ServiceEmitter>
  /// What the generator says.
  public private(set) var report = Report()

  /// What the generator says while it runs; reports of parts of a project add up.
  public struct Report: Sendable {
    /// Podman's messages, in its order.
    public fileprivate(set) var messages: [String] = []
    /// Whether anything did not load or convert; the generator's exit status is 1 then.
    public fileprivate(set) var hasErrors = false
    /// Before 5.5 all errors are told at the end.
    fileprivate var errors: [String] = []
  }

  /// Whether the messages of a dry run are wanted, which name every file that is read.
  private let isDryRun: Bool

  /// Prepares a run.
  public init(_ project: Project, host: HostFacts = HostFacts(), isDryRun: Bool = true) {
    self.project = project
    self.isDryRun = isDryRun
    converter = Converter(project, host: host)
  }

  /// Converts every unit, one by one; `body` gets each service that is made.
  public mutating func run(_ body: (Service) -> Void) {
    begin()
    convert(project.loaded, body)
    finish()
  }

  /// Tells what is loaded; comes first.
  public mutating func begin() {
    tellLoading()
    if project.units[project.loaded].allSatisfy({ project.inventory.files[$0.file].isTemplateSource }) {
      let folders = project.inventory.folders.map { String(decoding: $0.resolvedPath, as: UTF8.self) }
      if isDryRun { report.messages.append("No files parsed from [\(folders.joined(separator: " "))]") }
    }
  }

  /// Converts some of the loaded units; several runs can each convert a part, and then `add` what the others report.
  public mutating func convert(_ units: Range<Int>, _ body: (Service) -> Void) {
    for unit in units where !project.inventory.files[project.units[unit].file].isTemplateSource {
      converter.convert(unit)
      report.messages += converter.warnings.prefix(converter.warningsBeforeRefusal ?? converter.warnings.count)
      if let refusal = converter.refusals.first {
        fail("converting \(Podman.quoted(project.name(of: unit))): \(refusal.podman)")
      } else {
        let name = converter.resolver.serviceName(unit) + Array(".service".utf8)
        let service = Service(
          name: name,
          unit: unit,
          target: project.target,
          builder: converter.out.service,
          view: converter.view
        )
        if !isDryRun { report.messages += service.links.messages }
        body(service)
      }
    }
  }

  /// Adds what the run of another part reports.
  public mutating func add(_ other: Report) {
    report.messages += other.messages
    report.errors += other.errors
    if other.hasErrors { report.hasErrors = true }
  }

  /// Tells how it ended; comes last.
  public mutating func finish() {
    if project.target.has(.tellsErrorsOneByOne) {
      if report.hasErrors { report.messages.append("processing encountered some errors") }
    } else {
      report.messages += report.errors
    }
  }

  private mutating func fail(_ message: String) {
    report.hasErrors = true
    if project.target.has(.tellsErrorsOneByOne) {
      report.messages.append(message)
    } else {
      report.errors.append(message)
    }
  }

  private mutating func tellLoading() {
    let inventory = project.inventory
    var failures: [Int: Project.Exclusion] = [:]
    for entry in project.excluded { failures[entry.file] = entry.why }
    var position = 0
    for folder in inventory.folders {
      if isDryRun, let failure = folder.failure {
        report.messages.append(Podman.searchError(folder.resolvedPath, failure))
      }
    }
    for folder in inventory.folders.indices {
      if let failure = inventory.folders[folder].failure { fail(failure.message) }
      var folderErrors: [String] = []
      while position < inventory.files.count, inventory.files[position].folder == folder {
        defer { position += 1 }
        guard case .unit = inventory.files[position].role, project.isAttempted[position],
          !inventory.files[position].isTemplateSource
        else { continue }
        let path = inventory.path(of: position, resolved: true)
        if isDryRun { report.messages.append("Loading source unit file \(String(decoding: path, as: UTF8.self))") }
        if let error = loadError(failures[position], path) { folderErrors.append(error) }
      }
      for error in folderErrors { fail(error) }
    }
    let broken = Dictionary(project.brokenDropIns.map { ($0.file, $0.why) }, uniquingKeysWith: { first, _ in first })
    for unit in project.loaded.sorted(by: { project.units[$0].file < project.units[$1].file }) {
      var unitErrors: [String] = []
      for file in project.files(of: unit).dropFirst() {
        let path = inventory.path(of: file, resolved: true)
        if isDryRun { report.messages.append("Loading source drop-in file \(String(decoding: path, as: UTF8.self))") }
        if let error = loadError(broken[file], path) { unitErrors.append(error) }
      }
      for error in unitErrors { fail(error) }
    }
  }

  private func loadError(_ why: Project.Exclusion?, _ path: [UInt8]) -> String? {
    switch why {
    case .malformed(let error): "error loading \(Podman.quoted(path[...])), \(error.message)"
    case .unreadable(let failure):
      "error loading \(Podman.quoted(path[...])), \(failure.operation): \(failure.message)"
    case .tooLarge: "error loading \(Podman.quoted(path[...])), file is too large"
    case .folderRejected, .shadowed, .kindTooNew, .templateSource, nil: nil
    }
  }
}

/// A generated service: the ordered text of a unit file, each line with the place it came from.
public struct Service {
  /// The file name, `.service` included.
  public let name: [UInt8]
  /// The index of the unit in the project.
  public let unit: Int
  private let target: Target
  let builder: ServiceBuilder
  let view: UnitView

  init(name: [UInt8], unit: Int, target: Target, builder: ServiceBuilder, view: UnitView) {
    self.name = name
    self.unit = unit
    self.target = target
    self.builder = builder
    self.view = view
  }

  /// Where the service is written, within the output folder.
  public var path: [UInt8] { GoPath.join([], name) }

  /// The links that enable it.
  public var links: ServiceLinks { ServiceLinks(of: name, in: view, target: target) }

  /// Appends the text of the unit file.
  public func write(to output: inout [UInt8]) { builder.write(to: &output) }

  /// The words of every generated command: the key, and each word with the file and line that it comes from.
  public var commands: [(key: String, words: [(text: String, file: Int?, line: Int?)])] {
    builder.lines.filter { !$0.words.isEmpty }.map { line in
      let words = builder.words[Int(line.words.lowerBound)..<Int(line.words.upperBound)].map { word in
        let text = String(decoding: builder.pool[Int(word.text.lowerBound)..<Int(word.text.upperBound)], as: UTF8.self)
        return word.origin.document < 0
          ? (text, nil, nil) : (text, view.files[Int(word.origin.document)] as Int?, Int(word.origin.line) + 1)
      }
      return (String(decoding: builder.bytes(line.key), as: UTF8.self), words)
    }
  }
}

extension Podman {
  /// What the generator says of a folder that it cannot search.
  static func searchError(_ path: [UInt8], _ failure: Inventory.Failure) -> String {
    let why = failure.operation == "resolving path" ? "EvalSymlinks: too many links" : failure.message
    return "Error occurred \(failure.operation) \(quoted(path[...])): \(why)"
  }

  /// A text in quotes as Go's `%q` writes it.
  static func quoted(_ text: ArraySlice<UInt8>) -> String {
    var result = "\""
    let bytes = Array(text)
    if String(validating: bytes, as: UTF8.self) != nil {
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars { result += escaped(scalar) }
    } else {
      var rest = bytes[...]
      while let first = rest.first {
        let length = (1...4).first { String(validating: rest.prefix($0), as: UTF8.self)?.unicodeScalars.count == 1 }
        if let length {
          for scalar in String(decoding: rest.prefix(length), as: UTF8.self).unicodeScalars {
            result += escaped(scalar)
          }
          rest = rest.dropFirst(length)
        } else {
          result += "\\x" + hex(UInt32(first), 2)
          rest = rest.dropFirst()
        }
      }
    }
    return result + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\u{07}": return "\\a"
    case "\u{08}": return "\\b"
    case "\u{0C}": return "\\f"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\u{0B}": return "\\v"
    default:
      if scalar.value < 0x20 || scalar.value == 0x7F { return "\\x" + hex(scalar.value, 2) }
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
        .spaceSeparator:
        if scalar == " " { return " " }
        return scalar.value > 0xFFFF ? "\\U" + hex(scalar.value, 8) : "\\u" + hex(scalar.value, 4)
      default: return String(scalar)
      }
    }
  }

  private static func hex(_ value: UInt32, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension Service {
  /// The assignments of a key in a section, in the order in which systemd reads them: their words, nil for an empty
  /// assignment, and where they come from.
  func entries(of key: String, in section: String) -> [(words: [String]?, origin: (file: Int, line: Int)?)] {
    guard
      let index = builder.sections.firstIndex(where: {
        !$0.isRemoved && builder.bytes($0.name).elementsEqual(section.utf8)
      })
    else { return [] }
    var entries: [(words: [String]?, origin: (file: Int, line: Int)?)] = []
    for line in builder.prepended.reversed() + builder.lines
    where Int(line.section) == index && !line.isComment && !line.isRemoved
      && builder.bytes(line.key).elementsEqual(key.utf8)
    {
      var words = Words()
      let text = Array(builder.bytes(line.value))
      words.append(text.span, 0..<text.count, style: .plain)
      let origin = line.origin
      entries.append(
        (
          text.isEmpty ? nil : words.words.map { String(decoding: words.text($0), as: UTF8.self) },
          origin.document < 0 ? nil : (view.files[Int(origin.document)], Int(origin.line) + 1)
        )
      )
    }
    return entries
  }
}
