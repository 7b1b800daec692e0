import QuadletAnalysis

extension Command {
  /// `leger cat`: a unit with its drop-ins.
  static let cat = Command(
    name: "cat",
    group: "Language",
    summary: "Shows a unit with its drop-ins merged, each line with its origin.",
    discussion: """
      Drop-ins are merged in the order in which Podman merges them. A minus sign marks an assignment that a later one \
      replaces, or that an empty one resets.
      """,
    operands: [
      Operand(
        "UNIT",
        .one,
        help: "the path of a unit, or its name, such as web or web.service, in the current folder or installed"
      )
    ],
    options: [
      .podmanVersion,
      Option("format", .choice("FORMAT", ["text", "json"]), help: "how the unit is printed", defaultValue: "text"),
      .json,
    ],
    examples: [("leger cat units/web.container", "Shows web.container and what its drop-ins change.")],
    action: runCat
  )

  private static func runCat(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    let path = invocation.operands[0]
    guard let found = try invocation.findProjects(prefersUnits: true).first, found.request.chosenPaths != nil else {
      throw UsageError("\(UsageError.quote(path)) is not the path of a unit")
    }
    let loaded = try invocation.load(found, defaultScope: nil)
    let project = loaded.project
    if let file = loaded.files.first, let why = reason(file, project) {
      invocation.report(path, why)
      if invocation.value("format") == "json" { invocation.console.standardOutput(json([], project)) }
      return .findings
    }
    guard let file = loaded.files.first, let unit = project.unit(ofFile: file) else {
      if invocation.reportProblems(of: loaded) { return .environment }
      throw UsageError("\(UsageError.quote(path)) is not a unit that Podman reads")
    }
    let effective = EffectiveUnit(unit, of: project)
    if invocation.value("format") == "json" {
      invocation.console.standardOutput(json(effective.sections, project))
    } else {
      invocation.print(text(effective, project, invocation.console.terminal))
    }
    return .clean
  }

  /// Why Podman reads nothing of a file; nil when it reads it, or leaves it out for what another file holds.
  private static func reason(_ file: Int, _ project: Project) -> String? {
    switch project.excluded.first(where: { $0.file == file })?.why {
    case .malformed(let error): "Podman cannot read line \(error.line + 1); see leger validate"
    case .tooLarge(let oversize): "\(oversize.message) for a unit"
    default: nil
    }
  }

  private static func text(_ unit: EffectiveUnit, _ project: Project, _ terminal: Terminal) -> String {
    let style = terminal.style
    func origin(_ assignment: EffectiveUnit.Assignment) -> String {
      VisibleText.string(project.inventory.path(of: assignment.file)) + ":\(assignment.line)"
    }
    let width = unit.sections.flatMap { $0.assignments }.map { origin($0).count }.max() ?? 0
    var output = ""
    for (index, section) in unit.sections.enumerated() {
      let margin = String(repeating: " ", count: width + 4)
      output += (index > 0 ? "\n" : "") + "\(margin)\(style.bold)[\(section.name)]\(style.reset)\n"
      for assignment in section.assignments {
        let place = origin(assignment)
        let line = "\(assignment.key)=\(assignment.value)"
        output += "\(style.dim)\(place)\(style.reset)" + String(repeating: " ", count: width - place.count + 2)
        output += (assignment.isEffective ? "  " : "\(style.dim)- ") + VisibleText.string(Array(line.utf8))
        output += (assignment.isEffective ? "" : style.reset) + "\n"
      }
    }
    return output
  }

  private static func json(_ sections: [EffectiveUnit.Section], _ project: Project) -> [UInt8] {
    var output: [UInt8] = []
    JSONWriter.append(to: &output) { json in
      json.object { json in
        json.field("schema", 1)
        json.array("sections") { json in
          for section in sections { write(section, project, to: &json) }
        }
      }
    }
    return output
  }

  private static func write(_ section: EffectiveUnit.Section, _ project: Project, to json: inout JSONWriter) {
    json.object { json in
      json.field("name", section.name)
      json.array("assignments", onLines: true) { json in
        for assignment in section.assignments {
          json.object { json in
            json.field("key", assignment.key)
            json.field("value", assignment.value)
            json.field("path", bytes: project.inventory.path(of: assignment.file))
            json.field("line", assignment.line)
            json.field("effective", assignment.isEffective)
          }
        }
      }
    }
  }
}
