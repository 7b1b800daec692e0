import Workloads

/// Measures leger as people run it, from start to exit, next to alternatives.
struct WholeProcess {
  let programs: Programs
  let folder: WorkFolder
  let leger: String
  /// Podman's generator, if available.
  let generator: String?
  let rounds: Int

  /// Measures startup, and the check of a single unit that a pre-commit hook does.
  func runSmall(_ table: inout Table, _ goals: inout Table) throws {
    let unit = try folder.write(.project(units: 1, layout: .flat)) + "/app0-web0.container"
    let hundred = try folder.write(.project(units: 100, layout: .flat))
    let commands: [(String, [String])] = [
      ("/bin/true", ["/bin/true"]), ("leger --version", [leger, "--version"]),
      ("leger validate, 1 unit", [leger, "validate", unit]),
      ("leger generate, 100 units", [leger, "generate", hundred]),
      ("leger validate, 100 units", [leger, "validate", hundred]),
    ]
    let result = measure(commands, rounds: rounds * 10)
    for (name, _) in commands { add(name, result, base: "/bin/true", &table) }
    Goal("start-up: leger --version, of /bin/true", pass: 1.6, aim: 1.2).add(
      result.ratio("leger --version", to: "/bin/true"),
      to: &goals
    )
    Goal("validate 1 unit, of /bin/true", pass: 2, aim: 1.5).add(
      result.ratio("leger validate, 1 unit", to: "/bin/true"),
      to: &goals
    )
  }

  /// Measures every command on many units, flat and nested.
  func runLarge(units: Int, layout: ProjectComposer.Layout, _ table: inout Table, _ goals: inout Table) throws {
    let path = try folder.write(.project(units: units, layout: layout))
    // In nested folders, Podman's generator causes failed lookups (folders times units) that slow down all other
    // commands.
    let isFlat = layout == .flat
    var commands: [(String, [String])] = [
      ("floor: walk and read", [programs.floor, path]), ("grep -rc X", ["/bin/grep", "-rc", "X", path]),
    ]
    for command in ["validate", "generate", "graph", "check-conflicts"] {
      commands.append(("leger \(command)", [leger, command, path]))
    }
    if isFlat, let generator {
      commands.append(("Podman's generator", ["/usr/bin/env", "QUADLET_UNIT_DIRS=\(path)", generator, "-dryrun"]))
    }
    let result = measure(commands, rounds: rounds)
    for (name, _) in commands {
      add("\(name), \(units) \(layout.rawValue)", of: name, result, "floor: walk and read", &table)
    }
    guard isFlat else { return }
    Goal("validate \(units) units, of a walk that reads them", pass: 2.5, aim: 1.5).add(
      result.ratio("leger validate", to: "floor: walk and read"),
      to: &goals
    )
    Goal("validate \(units) units, of grep -rc", pass: 1, aim: 0.9).add(
      result.ratio("leger validate", to: "grep -rc X"),
      to: &goals
    )
    Goal("validate \(units) units, times as fast as Podman's generator", pass: 8, aim: 15).add(
      result.ratio("Podman's generator", to: "leger validate"),
      to: &goals
    )
    Goal("generate \(units) units, times as fast as Podman's generator", pass: 3, aim: 10).add(
      result.ratio("Podman's generator", to: "leger generate"),
      to: &goals
    )
    Goal("peak memory: validate \(units) units", pass: 64, aim: 24, unit: "MiB").add(
      result["peak of leger validate"],
      to: &goals
    )
  }

  /// Measures ten times the units.
  func runGrowth(from units: Int, _ goals: inout Table) throws {
    let small = try folder.write(.project(units: units, layout: .flat))
    let large = try folder.write(.project(units: units * 10, layout: .flat))
    for command in ["validate", "generate"] {
      let result = measure(
        [("small", [leger, command, small]), ("large", [leger, command, large])],
        rounds: max(3, rounds / 3)
      )
      Goal("time: \(command) \(units * 10) units, of \(units)", pass: 11, aim: 10.2).add(
        result.ratio("large", to: "small"),
        to: &goals
      )
      Goal("memory: \(command) \(units * 10) units, of \(units)", pass: 11, aim: 10.2).add(
        result.ratio("peak of large", to: "peak of small"),
        to: &goals
      )
    }
  }

  /// Measures the writers: what each format costs beyond a run that finds the same and prints nothing.
  func runWriters(findings: Int, _ table: inout Table, _ goals: inout Table) throws {
    let path = try folder.write(.findings(findings))
    let encoder = JSONComparison(findings: findings)
    var measures = [(name: "JSONEncoder", run: { () -> Double? in encoder.run() })]
    // Here the findings are made and then left out.
    let silent = [leger, "validate", "--ignore", "unknown-key", "--format", "json", path]
    measures.append((name: "none", run: { programs.run(silent)?.wall }))
    let formats = ["json", "sarif", "text"]
    for format in formats {
      let command = [leger, "validate", "--format", format, path]
      measures.append((name: format, run: { programs.run(command)?.wall }))
    }
    let result = Rounds(rounds, measures)
    table.add("JSONEncoder, \(findings) findings", median(result["JSONEncoder"], time), "–", "–", "–")
    table.add("leger validate, \(findings) findings, none shown", median(result["none"], time), "–", "–", "–")
    for format in formats {
      let above = result.ratio(of: format, less: "none", to: "JSONEncoder")
      table.add(
        "leger validate --format \(format), \(findings) findings",
        median(result[format], time),
        "–",
        "–",
        "\(short(above.median)) of JSONEncoder"
      )
    }
    Goal("\(findings) findings to JSON, of JSONEncoder", pass: 0.25, aim: 1.0 / 9).add(
      result.ratio(of: "json", less: "none", to: "JSONEncoder"),
      to: &goals
    )
  }

  /// Compares a project with itself and with a copy in which one of a hundred files is changed.
  func runDiff(units: Int, _ table: inout Table, _ goals: inout Table) throws {
    let path = try folder.write(.project(units: units, layout: .flat))
    let copy = try folder.write(.changed(units: units))
    let commands = [
      ("leger validate", [leger, "validate", path]), ("themselves", [leger, "diff", path, path]),
      ("a changed copy", [leger, "diff", path, copy]),
    ]
    let result = measure(commands, rounds: rounds)
    for other in ["themselves", "a changed copy"] {
      add("leger diff, \(units) units with \(other)", of: other, result, "leger validate", &table)
      Goal("time: diff \(units) units with \(other), of validate", pass: 3, aim: 2.5).add(
        result.ratio(other, to: "leger validate"),
        to: &goals
      )
      Goal("memory: diff \(units) units with \(other), of validate", pass: 3, aim: 2.5).add(
        result.ratio("peak of \(other)", to: "peak of leger validate"),
        to: &goals
      )
    }
  }

  private func measure(_ commands: [(String, [String])], rounds: Int) -> Rounds {
    var peaks: [String: Double] = [:]
    var processor: [String: Double] = [:]
    var measures: [(name: String, run: () -> Double?)] = []
    for (name, command) in commands {
      measures.append(
        (
          name,
          {
            guard let run = programs.run(command), run.status < 2 else { return nil }
            peaks[name] = run.peak
            processor[name] = run.processor
            return run.wall
          }
        )
      )
      measures.append(("peak of \(name)", { peaks[name] }))
      measures.append(("processor time of \(name)", { processor[name] }))
    }
    // A warm-up run, after which files and programs are in memory.
    for (_, command) in commands { _ = programs.run(command) }
    return Rounds(rounds, measures)
  }

  private func add(_ name: String, _ result: Rounds, base: String, _ table: inout Table) {
    add(name, of: name, result, base, &table)
  }

  private func add(_ title: String, of name: String, _ result: Rounds, _ base: String, _ table: inout Table) {
    table.add(
      title,
      median(result[name], time),
      time(result["processor time of \(name)"].median),
      short(result["peak of \(name)"].median) + " MiB",
      median(result.ratio(name, to: base))
    )
  }
}
