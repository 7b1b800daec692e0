import QuadletAnalysis

extension ChangeWriter {
  /// Returns leger's own JSON.
  func json() -> [UInt8] {
    var output: [UInt8] = []
    JSONWriter.append(to: &output) { json in
      json.object { json in
        json.field("schema", 1)
        json.array("services", onLines: true) { json in
          for change in changes.services { write(change, to: &json) }
        }
        json.array("files", onLines: true) { json in
          for file in files {
            json.object { json in
              json.field("path", bytes: file.path)
              json.field("change", file.change.rawValue)
            }
          }
        }
        json.object("summary") { json in
          json.field("services", changes.services.count)
          for level in ChangeLevel.allCases { json.field(named: level.memberName, changes.count(level)) }
          json.field("files", files.count)
        }
      }
    }
    return output
  }

  private func write(_ change: ServiceChange, to json: inout JSONWriter) {
    json.object { json in
      json.field("service", change.service)
      json.field("unit", change.unit)
      if let service = change.oldService { json.field("old_service", service) }
      if let unit = change.oldUnit { json.field("old_unit", unit) }
      json.field("change", change.level.word)
      json.array("reasons") { json in
        for reason in change.reasons { write(reason, to: &json) }
      }
      let (stopped, restarted) = change.level.endsService ? (change.alsoStops, []) : ([], change.alsoStops)
      json.array("also_restarts") { json in for service in restarted { json.element(service) } }
      json.array("also_stops") { json in for service in stopped { json.element(service) } }
    }
  }

  private func write(_ reason: ServiceChange.Reason, to json: inout JSONWriter) {
    json.object { json in
      json.field("change", reason.level.word)
      if let section = reason.section { json.field("section", section) }
      if let key = reason.key { json.field("key", key) }
      if !reason.oldValues.isEmpty { json.field("old", reason.shownValues(reason.oldValues).joined(separator: " ")) }
      if !reason.newValues.isEmpty { json.field("new", reason.shownValues(reason.newValues).joined(separator: " ")) }
      if let place = reason.newPlace {
        let (path, line) = place.shown(in: new)
        json.field("path", bytes: path)
        json.field("line", line)
      }
      if let place = reason.oldPlace {
        let (path, line) = place.shown(in: old)
        json.field("old_path", bytes: path)
        json.field("old_line", line)
      }
      if !reason.notes.isEmpty { json.field("note", reason.notes.joined(separator: "; ")) }
    }
  }
}

extension ChangeLevel {
  /// The name of the JSON member that counts the services of this level.
  fileprivate var memberName: String { word.split(separator: "-").joined(separator: "_") }
}
