import QuadletAnalysis

extension Command {
  /// `leger list`: the deployments of a scope.
  static let list = Command(
    name: "list",
    group: "Deployments",
    summary: "Lists the deployments of this host.",
    discussion: "Units that leger did not install are listed after them, with how many there are.",
    options: [.format(["text", "json"]), .json, .ofUser, .ofSystem],
    examples: [("leger list", "Lists what is installed, and whether it is up.")],
    action: { invocation in invocation.onHost { () throws(HostFailure) in try runList(invocation) } }
  )

  private static func runList(_ invocation: Invocation) throws(HostFailure) -> ExitStatus {
    let deployer = try invocation.deployer()
    let statuses = try deployer.statuses(of: try deployer.store.names(), withDetails: false)
    let foreign = try deployer.foreignUnits()
    if invocation.value("format") == "json" {
      invocation.console.standardOutput(json(statuses, foreign, deployer.folders.scope))
      return .clean
    }
    var table = Table("NAME", "STATE", "SERVICES", "GENERATION", "VERSION", "SOURCE")
    for status in statuses {
      let source = status.generation.source
      table.add([
        status.name.description, status.word + (status.drift.isEmpty ? "" : ", changed"), status.count,
        "\(status.record.current)" + (status.hasStaged ? ", staged" : ""), status.generation.version ?? "-",
        source.text + (source.revision.map { " (\($0.prefix(12)))" } ?? ""),
      ])
    }
    for (name, units) in foreign {
      let place = name == "." ? "in the folder of units itself" : "a folder of units"
      table.add([
        name, "-", "-", "-", "-", "\(units) \(units == 1 ? "unit" : "units"), not installed by leger; \(place)",
      ])
    }
    let text = table.text(invocation.console.terminal)
    if text.isEmpty { invocation.printError("leger: nothing is installed; begin with: leger install SOURCE\n") }
    invocation.print(text)
    return .clean
  }

  private static func json(
    _ statuses: [DeploymentStatus],
    _ foreign: [(name: String, units: Int)],
    _ scope: Scope
  ) -> [UInt8] {
    var output: [UInt8] = []
    JSONWriter.append(to: &output) { json in
      json.object { json in
        json.field("schema", 1)
        json.array("deployments", onLines: true) { json in
          for status in statuses {
            json.object { json in
              json.field("name", status.name.description)
              json.field("scope", scope == .system ? "system" as String : "user")
              json.field("state", status.word)
              json.field("generation", status.record.current)
              json.field("staged", status.hasStaged)
              if let version = status.generation.version { json.field("version", version) }
              json.source(status.generation.source)
              json.array("services") { json in for line in status.services { json.element(line.service.name) } }
              json.array("drift") { json in for line in status.drift { json.element(line) } }
            }
          }
        }
        json.array("other", onLines: true) { json in
          for (name, units) in foreign {
            json.object { json in
              json.field("name", name)
              json.field("units", units)
            }
          }
        }
      }
    }
    return output
  }
}

extension JSONWriter {
  /// Writes where a deployment comes from.
  mutating func source(_ source: SourceRecord) {
    object("source") { json in
      json.field("kind", source.kind.rawValue)
      json.field("location", source.location)
      if let ref = source.ref { json.field("ref", ref) }
      if let subpath = source.subpath { json.field("subpath", subpath) }
      if let revision = source.revision { json.field("revision", revision) }
    }
  }
}
