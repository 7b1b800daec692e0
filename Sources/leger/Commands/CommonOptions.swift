import QuadletAnalysis

extension Option {
  /// The Podman that must read the units.
  static let podmanVersion = Option(
    "podman-version",
    .value("X.Y[.Z]"),
    help: "the Podman release that must read the units (default: \(PodmanVersion.verified))"
  )
  /// Puts the units into user scope.
  static let user = Option("user", help: "the units are for users' service managers", excludes: ["system"])
  /// Puts the units into system scope.
  static let system = Option("system", help: "the units are for the system's service manager")
  /// Likewise, for commands that need a scope.
  static let systemByDefault = Option("system", help: "the units are for the system's service manager (the default)")
  /// Ends projects at folders.
  static let perFolder = Option("per-folder", help: "treat each folder with units as a separate project")
  /// The name of a unit from standard input.
  static let standardInputName = Option(
    "stdin-filename",
    .path("FILE"),
    help: "the path that the unit on standard input would have"
  )

  /// How a result is printed: as text, unless another word is given.
  static func format(_ words: [String], of thing: String = "the result is") -> Option {
    Option("format", short: "f", .choice("FORMAT", words), help: "how \(thing) printed", defaultValue: "text")
  }
}

extension Operand {
  /// Paths, or units by their names, that language commands read.
  static func pathOrName(_ arity: Arity, _ paths: String) -> Operand {
    Operand(
      "PATH|NAME",
      arity,
      help: "\(paths); or the NAME of a unit or service in the current folder, such as web or web.service, "
        + "or of a deployment or unit that is installed; default: the current folder"
    )
  }
}

extension Target {
  /// The target that the options name, else the settings of the project.
  init(_ invocation: Invocation, defaultScope: Scope?, settings: ProjectSettings? = nil) throws(UsageError) {
    var version = settings?.podman ?? .verified
    if let text = invocation.value("podman-version") {
      guard let given = PodmanVersion(text) else {
        throw UsageError(
          "\(UsageError.quote(Array(text.utf8))) is not a version of Podman from 4.4 to \(PodmanVersion.newest)"
        )
      }
      version = given
    }
    let scope: Scope? =
      invocation.flag("user") ? .user : invocation.flag("system") ? .system : settings?.scope ?? defaultScope
    self.init(version: version, scope: scope)
  }
}

extension Invocation {
  /// Finds the projects that the operands name; `prefersUnits` takes a name for that of a unit before a deployment's.
  func findProjects(prefersUnits: Bool = false) throws(UsageError) -> [FoundProject] {
    let requests: [ProjectRequest]
    let readsInput = command.options.contains { $0.name == Option.standardInputName.name }
    if !readsInput, operands.contains([UInt8(ascii: "-")]) {
      throw UsageError("leger \(path.joined(separator: " ")) does not read standard input; name a file or a folder")
    }
    do throws(ProjectRequest.Failure) {
      requests = try ProjectRequest.all(
        operands,
        isPerFolder: flag("per-folder"),
        inputName: bytes("stdin-filename"),
        installed: InstalledUnits(
          scope: flag("user") ? .user : flag("system") ? .system : nil,
          prefersUnits: prefersUnits,
          isLeftAlone: flag("fix") || command.name == Command.format.name,
          host: host
        ),
        on: host
      )
    } catch {
      throw UsageError(error.message)
    }
    let found = FoundProject.all(requests, on: host)
    var lastPath: [UInt8] = []
    for note in found.compactMap(\.note) where note.path != lastPath {
      lastPath = note.path
      report(note.path, note.message)
    }
    return found
  }

  /// Returns the target of a project: as the options say, else its settings, else its path.
  func target(of found: FoundProject, defaultScope: Scope?) throws(UsageError) -> Target {
    try Target(self, defaultScope: found.pathScope ?? defaultScope, settings: found.settings?.settings)
  }

  /// Reads a project for its target.
  func load(_ found: FoundProject, defaultScope: Scope?) throws(UsageError) -> LoadedProject {
    found.load(target: try target(of: found, defaultScope: defaultScope))
  }

  /// Reports what could not be read; returns whether anything could not.
  func reportProblems(of loaded: LoadedProject) -> Bool {
    let problems = loaded.problems
    for problem in problems { report(problem.path, problem.message) }
    return !problems.isEmpty
  }

  /// Reports what a command that asks what units mean has not looked at: files that cannot be read, a bundle that cannot be
  /// taken apart, units that Podman does not read. Returns how the command ends because of it, nil when nothing is missing.
  func reportGaps(of loaded: LoadedProject) -> ExitStatus? {
    let isUnreadable = reportProblems(of: loaded)
    let leftOut = loaded.leftOut
    if let failure = loaded.bundleFailure { report(failure.path, "line \(failure.line): \(failure.cause.message)") }
    for units in leftOut { report(units.path, units.message) }
    if isUnreadable { return .environment }
    return loaded.bundleFailure == nil && leftOut.isEmpty ? nil : .findings
  }

  /// Reports that the operands name no units, which is not an error.
  func reportNoUnits() { printError("leger: no units found\n") }
}
