import QuadletAnalysis
import QuadletSyntax

/// Writes conflicts.
enum ConflictWriter {
  /// How much of what was named Podman reads, so that conflicts can be found in it.
  enum Coverage {
    case nothing, part, all
  }

  /// Returns, for people, what is claimed and then each place that claims it.
  static func text(
    _ found: [(conflict: Conflict, project: Project)],
    _ coverage: Coverage,
    _ style: Style
  ) -> String {
    var output = ""
    for (conflict, project) in found {
      let message = VisibleText.string(Array(conflict.message(in: project).utf8))
      output += "\(style.yellow)warning\(style.reset): \(message) [\(Rule.conflict(conflict.kind).name)]\n"
      for claim in conflict.claims { output += "  \(place(of: claim, in: project))\n" }
      output += "\n"
    }
    if !found.isEmpty { return output + Report.counted(found.count, "conflict") + "\n" }
    switch coverage {
    case .nothing: return ""
    case .part: return "no conflicts among the units that Podman reads\n"
    case .all: return "no conflicts\n"
    }
  }

  /// Returns the places that use a port.
  static func text(
    claimsOf port: Int,
    _ claims: [(place: Conflict.Claim, project: Project)],
    _ coverage: Coverage
  ) -> String {
    if !claims.isEmpty { return claims.map { place(of: $0.place, in: $0.project) + "\n" }.joined() }
    switch coverage {
    case .nothing: return ""
    case .part: return "no unit that Podman reads uses host port \(port)\n"
    case .all: return "no unit uses host port \(port)\n"
    }
  }

  /// Returns the places that use a port, as leger's own JSON.
  static func json(claimsOf port: Int, _ claims: [(place: Conflict.Claim, project: Project)]) -> [UInt8] {
    var output: [UInt8] = []
    JSONWriter.append(to: &output) { json in
      json.object { json in
        json.field("schema", 1)
        json.field("port", port)
        json.array("claims", onLines: true) { json in
          for (claim, project) in claims { write(claim, project, to: &json) }
        }
      }
    }
    return output
  }

  private static func place(of claim: Conflict.Claim, in project: Project) -> String {
    let (path, position) = claim.place(in: project)
    return VisibleText.string(path) + ":\(position.line):\(position.column)"
  }

  /// Returns leger's own JSON.
  static func json(_ found: [(conflict: Conflict, project: Project)]) -> [UInt8] {
    var output: [UInt8] = []
    JSONWriter.append(to: &output) { json in
      json.object { json in
        json.field("schema", 1)
        json.array("conflicts", onLines: true) { json in
          for (conflict, project) in found { write(conflict, project, to: &json) }
        }
      }
    }
    return output
  }

  private static func write(_ conflict: Conflict, _ project: Project, to json: inout JSONWriter) {
    json.object { json in
      json.field("kind", conflict.kind.rawValue)
      json.field("key", conflict.key)
      json.field("severity", Severity.warning.word)
      json.array("claims") { json in
        for claim in conflict.claims { write(claim, project, to: &json) }
      }
      json.field("message", conflict.message(in: project))
    }
  }

  private static func write(_ claim: Conflict.Claim, _ project: Project, to json: inout JSONWriter) {
    let (path, position) = claim.place(in: project)
    json.object { json in
      json.field("path", bytes: path)
      json.field("line", position.line)
      json.field("column", position.column)
      json.field("unit", bytes: Array(project.name(of: claim.unit)))
    }
  }
}

extension Conflict.Claim {
  /// Returns the path, line and column of a claim.
  fileprivate func place(in project: Project) -> (path: [UInt8], position: Position) {
    let path = project.inventory.path(of: file)
    if let enclosing = project.inventory.enclosing(file) {
      return (path, enclosing.document.position(at: range.lowerBound + enclosing.offset))
    }
    guard case .document(let document) = project.contents[file] else { return (path, Position(line: 1, column: 1)) }
    return (path, document.position(at: range.lowerBound))
  }
}
