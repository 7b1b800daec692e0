import QuadletAnalysis
import QuadletSyntax

/// Writes conflicts.
enum ConflictWriter {
  /// Returns, for people, what is claimed and then each place that claims it.
  static func text(_ found: [(conflict: Conflict, project: Project)], _ style: Style) -> String {
    var output = ""
    for (conflict, project) in found {
      let message = VisibleText.string(Array(conflict.message(in: project).utf8))
      output += "\(style.yellow)warning\(style.reset): \(message) [\(conflict.kind.rawValue)]\n"
      for claim in conflict.claims { output += "  \(place(of: claim, in: project))\n" }
      output += "\n"
    }
    return output + (found.isEmpty ? "no conflicts" : Report.counted(found.count, "conflict")) + "\n"
  }

  /// Returns the places that use a port.
  static func text(claimsOf port: Int, _ claims: [(place: Conflict.Claim, project: Project)]) -> String {
    if claims.isEmpty { return "no unit uses host port \(port)\n" }
    return claims.map { place(of: $0.place, in: $0.project) + "\n" }.joined()
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
        for claim in conflict.claims {
          let (path, position) = claim.place(in: project)
          json.object { json in
            json.field("path", bytes: path)
            json.field("line", position.line)
            json.field("column", position.column)
            json.field("unit", bytes: Array(project.name(of: claim.unit)))
          }
        }
      }
      json.field("message", conflict.message(in: project))
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
