import QuadletAnalysis

extension Command {
  /// `leger list`: the deployments of a scope.
  static let list = Command(
    name: "list",
    group: "Deployments",
    summary: "Lists the deployments of this host.",
    discussion: "Units that leger did not install are listed after them, with how many there are.",
    options: [
      Option(
        "available",
        .path("[SOURCE]"),
        help:
          "list what a folder or a repository offers for installation instead (default: default-repo of config.yaml)"
      ),
      .ref, .format(["text", "json"]), .json, .ofUser, .ofSystem,
    ],
    examples: [
      ("leger list", "Lists what is installed, and whether it is up."),
      ("leger list --available https://github.com/example/units", "Lists the folders of a repository that have units."),
    ],
    action: { invocation in invocation.onHost { () throws(HostFailure) in try runList(invocation) } }
  )

  private static func runList(_ invocation: Invocation) throws(HostFailure) -> ExitStatus {
    if let source = invocation.bytes("available") { return try listAvailable(source, invocation) }
    if invocation.isGiven("ref") { throw HostFailure(.usage, "--ref is for --available") }
    let deployer = try invocation.deployer()
    try invocation.reportInterruption(deployer)
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
        name, "-", "-", "-", "-",
        "\(units) \(units == 1 ? "unit" : "units"), not installed by leger; \(place); see leger adopt",
      ])
    }
    let text = table.text(invocation.console.terminal)
    if text.isEmpty { invocation.printError("leger: nothing is installed; begin with: leger install SOURCE\n") }
    invocation.print(text)
    return .clean
  }

  private static func listAvailable(_ text: [UInt8], _ invocation: Invocation) throws(HostFailure) -> ExitStatus {
    let store = try invocation.store()
    let (settings, ref) = (store.folders.settings, invocation.value("ref"))
    let source: Source
    if text.isEmpty {
      guard let repository = try Source.ofDefaultRepository(settings, ref: ref, on: invocation.host) else {
        throw HostFailure(
          .usage,
          "--available needs a SOURCE, since config.yaml names no default-repo",
          help: "leger list --available SOURCE"
        )
      }
      source = repository
    } else {
      source = try Source(text, ref: ref, subpath: nil, settings, on: invocation.host)
    }
    let offers = try source.offers(store.folders)
    let installed = Set(try store.names())
    if invocation.value("format") == "json" {
      let output = JSONWriter.document("available", offers) { offer, json in
        json.field("subpath", offer.subpath)
        if let name = offer.name { json.field("name", name.description) }
        json.field("units", offer.units)
        json.field("installed", offer.name.map(installed.contains) == true)
      }
      invocation.console.standardOutput(output)
      return .clean
    }
    var table = Table("NAME", "UNITS", "INSTALLED", "FOLDER")
    for offer in offers {
      let isInstalled = offer.name.map(installed.contains) == true
      let folder = offer.subpath.isEmpty ? "the source itself" : "--subpath \(offer.subpath)"
      table.add([offer.name?.description ?? "-", "\(offer.units)", isInstalled ? "yes" : "no", folder])
    }
    if offers.isEmpty { invocation.printError("leger: no units found\n") }
    invocation.print(table.text(invocation.console.terminal))
    return .clean
  }

  private static func json(
    _ statuses: [DeploymentStatus],
    _ foreign: [(name: String, units: Int)],
    _ scope: Scope
  ) -> [UInt8] {
    let others: (inout JSONWriter) -> Void = { json in
      json.array("other", onLines: true) { json in
        for (name, units) in foreign {
          json.object { json in
            json.field("name", name)
            json.field("units", units)
          }
        }
      }
    }
    return JSONWriter.document("deployments", statuses, more: others) { status, json in
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
