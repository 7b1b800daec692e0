/// The command line of systemctl.
extension SimulatedMachine {
  /// Runs systemctl; nil for a command line that is not modelled.
  mutating func systemctl(_ arguments: [String]) -> ProgramAnswer? {
    var arguments = arguments[...]
    if user != 0 {
      guard arguments.popFirst() == "--user" else { return nil }
    }
    while let first = arguments.first, first == "--no-ask-password" || first == "--no-pager" { arguments.removeFirst() }
    guard let verb = arguments.popFirst() else { return nil }
    let end = arguments.firstIndex(of: "--")
    let options = arguments[..<(end ?? arguments.endIndex)]
    let names = end.map { Array(arguments[($0 + 1)...]) } ?? []
    switch (verb, options.first, options.count) {
    case ("show", "--property=Version", 1) where end == nil: return ProgramAnswer(output: "Version=262.1-1\n")
    case ("show", let properties?, 1) where properties.hasPrefix("--property=") && !names.isEmpty:
      return show(properties.dropFirst(11).split(separator: ",").map(String.init), names)
    case ("list-units", _, 3) where Set(options) == ["--output=json", "--all", "--type=service"]: return listUnits()
    case ("daemon-reload", nil, 0) where end == nil:
      reload()
      return ProgramAnswer()
    case ("start", "--no-block", 1), ("stop", "--no-block", 1), ("restart", "--no-block", 1):
      return request(verb, names)
    case ("reset-failed", nil, 0): return resetFailed(names)
    // What starts at boot is in the generated units.
    case ("enable", nil, 0): return ProgramAnswer()
    default: return nil
    }
  }

  // MARK: Jobs

  private mutating func request(_ verb: String, _ names: [String]) -> ProgramAnswer {
    let kinds: [String: SimulatedUnit.Job.Kind] = ["start": .start, "stop": .stop, "restart": .restart]
    guard let kind = kinds[verb] else { return ProgramAnswer(status: 1) }
    let subject = names.count == 1 ? "\(verb) \(names[0])" : "enqueue jobs"
    if kind == .stop, let name = names.first(where: { bringToMemory($0).load == "not-found" && isDown($0) }) {
      collectUnits()
      return ProgramAnswer(status: 5, messages: "Failed to \(subject): Unit \(name) not loaded.\n")
    }
    do throws(JobRefusal) {
      try request(kind, names)
      return ProgramAnswer()
    } catch {
      collectUnits()
      return ProgramAnswer(status: error.status, messages: "Failed to \(subject): \(error.message)\n")
    }
  }

  private func isDown(_ name: String) -> Bool { units[name]?.activity.isDown ?? true }

  private mutating func resetFailed(_ names: [String]) -> ProgramAnswer {
    var answer = ProgramAnswer()
    for name in names {
      if bringToMemory(name).load == "not-found", units[name]?.activity == .dead {
        answer.add(status: 1, "Failed to reset failed state of unit \(name): Unit \(name) not loaded.")
      } else {
        resetFailed(name)
      }
    }
    collectUnits()
    return answer
  }

  // MARK: Questions

  private mutating func show(_ properties: [String], _ names: [String]) -> ProgramAnswer {
    var blocks: [String] = []
    for name in names {
      if name.hasSuffix("@.service") {
        let message = "Failed to get properties: Unit name \(name) is neither a valid invocation ID nor unit name.\n"
        return ProgramAnswer(status: 1, output: blocks.joined(separator: "\n"), messages: message)
      }
      let unit = bringToMemory(name.contains(".") ? name : "\(name).service")
      let values = properties.compactMap { property in value(of: property, unit).map { "\(property)=\($0)\n" } }
      blocks.append(values.joined())
      for property in properties where value(of: property, unit) == nil {
        unknownCommands.append("systemctl show --property=\(property)")
      }
    }
    collectUnits()
    return ProgramAnswer(output: blocks.joined(separator: "\n"))
  }

  private func value(of property: String, _ unit: SimulatedUnit) -> String? {
    switch property {
    case "Id": unit.name
    case "LoadState": unit.load
    case "ActiveState": unit.activity.state
    case "SubState": unit.activity.rawValue
    case "Result": unit.result
    case "NRestarts": "\(unit.restarts)"
    case "ExecMainStatus": unit.result == "exit-code" ? "1" : "0"
    case "InvocationID": unit.invocation
    case "FragmentPath": unit.isMasked ? unitFiles[unit.name]?.path ?? "" : unit.definition?.path ?? ""
    case "SourcePath": unit.definition?.value("Unit", "SourcePath") ?? ""
    case "Description": unit.definition?.value("Unit", "Description") ?? unit.name
    case "Job": unit.job.map { "\($0.number)" } ?? ""
    case "Type": unit.definition == nil ? "" : unit.type
    case "RemainAfterExit": unit.remainsAfterExit ? "yes" : "no"
    case "UnitFileState": fileState(of: unit)
    case "NeedDaemonReload": needsReload(unit) ? "yes" : "no"
    case "RequiredBy": dependents { $0.requires.contains(unit.name) }
    case "BoundBy": dependents { $0.bindsTo.contains(unit.name) }
    case "ConsistsOf": dependents { $0.partOf.contains(unit.name) }
    // It has no sockets, and no unit says StopPropagatedFrom=.
    case "PropagatesStopTo", "TriggeredBy": ""
    default: nil
    }
  }

  private func fileState(of unit: SimulatedUnit) -> String {
    if unit.isMasked { return "masked" }
    guard let definition = unit.definition else { return "" }
    return definition.path.hasPrefix(generatorFolder) ? "generated" : "static"
  }

  /// The units in memory that depend on a unit; systemd does not know of others.
  private func dependents(_ depends: (SimulatedUnit) -> Bool) -> String {
    unitsInMemory.sorted().filter { units[$0].map(depends) ?? false }.joined(separator: " ")
  }

  private func listUnits() -> ProgramAnswer {
    let kept = unitsInMemory.filter { $0.hasSuffix(".service") }
    let list = kept.sorted().map { name in
      let unit = units[name] ?? SimulatedUnit(name: name)
      return [
        "unit": name, "load": unit.load, "active": unit.activity.state, "sub": unit.activity.rawValue,
        "description": unit.definition?.value("Unit", "Description") ?? name,
      ]
    }
    return .json(list, isPretty: false)
  }
}
