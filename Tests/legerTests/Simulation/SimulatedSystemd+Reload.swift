import QuadletAnalysis

@testable import leger

/// A unit file as systemd found it at a reload.
struct LoadedUnitFile: Sendable, Equatable {
  let path: String
  /// Nil when the unit is masked.
  let text: String?
  /// The Quadlet unit that it was made from, with what that held.
  var source: [UInt8]?
}

/// Reloading: the generator runs, and every unit is read again.
extension SimulatedMachine {
  /// The folders in which Podman's generator looks for units (podman-systemd.unit(5)).
  private var searchPath: [String] {
    user == 0
      ? ["/run/containers/systemd", "/etc/containers/systemd", "/usr/share/containers/systemd"]
      : [
        "\(runtimeFolder)/containers/systemd", "\(home)/.config/containers/systemd",
        "/etc/containers/systemd/users/\(user)", "/usr/share/containers/systemd/users/\(user)",
      ]
  }

  /// The folders in which systemd finds unit files, the first one first.
  private var unitPath: [String] {
    user == 0
      ? ["/etc/systemd/system", "/run/systemd/system", generatorFolder]
      : ["\(home)/.config/systemd/user", "/etc/systemd/user", generatorFolder, "/usr/lib/systemd/user"]
  }

  /// Runs `systemctl daemon-reload`.
  mutating func reload() {
    generate()
    unitFiles = [:]
    for folder in unitPath.reversed() {
      for name in files.names(in: Array(folder.utf8)) where name.suffix(8).elementsEqual(".service".utf8) {
        let name = String(decoding: name, as: UTF8.self)
        unitFiles[name] = load("\(folder)/\(name)")
      }
    }
    for name in units.keys.sorted() { loadDefinition(of: name) }
    for name in unitFiles.keys.sorted() where !name.contains("@.") { bringToMemory(name) }
    runJobs()
    collectUnits()
  }

  private func load(_ path: String) -> LoadedUnitFile {
    let resolved = (try? files.find(Array(path.utf8)))?.path
    let bytes = files.bytes(Array(path.utf8)) ?? []
    if resolved == Array("/dev/null".utf8) || bytes.isEmpty { return LoadedUnitFile(path: path, text: nil) }
    let text = String(decoding: bytes, as: UTF8.self)
    let definition = UnitDefinition(name: "", path: path, text: text, runtimeFolder: "")
    let source = definition.value("Unit", "SourcePath").flatMap { files.bytes(Array($0.utf8)) }
    return LoadedUnitFile(path: path, text: text, source: source)
  }

  /// Puts a unit into memory when it is not there, and returns it.
  @discardableResult
  mutating func bringToMemory(_ name: String) -> SimulatedUnit {
    if let unit = units[name] { return unit }
    units[name] = SimulatedUnit(name: name)
    loadDefinition(of: name)
    return units[name] ?? SimulatedUnit(name: name)
  }

  private mutating func loadDefinition(of name: String) {
    let template = name.firstIndex(of: "@").map { "\(name[...$0]).service" }
    let file = unitFiles[name] ?? template.flatMap { unitFiles[$0] }
    units[name]?.isMasked = file.map { $0.text == nil } ?? false
    units[name]?.source = file?.source
    units[name]?.linkedWants = linkedWants[name] ?? []
    units[name]?.definition = file.flatMap { file in
      file.text.map { UnitDefinition(name: name, path: file.path, text: $0, runtimeFolder: runtimeFolder) }
    }
  }

  // MARK: The generator

  /// Writes the services that Podman's generator makes of the units.
  private mutating func generate() {
    files.removeAll(generatorFolder)
    files.makeFolders(generatorFolder, owner: user)
    let (services, wants) = generated
    linkedWants = wants
    for service in services { files.write("\(generatorFolder)/\(service.path)", service.text, owner: user) }
  }

  /// What Podman's generator prints in a dry run.
  var generatorDryRun: ProgramAnswer {
    if let generatorComplaint {
      return ProgramAnswer(
        status: 1,
        output: "---\0garbage\n",
        messages: "quadlet-generator[1]: \(generatorComplaint)\n"
      )
    }
    return ProgramAnswer(
      output: generated.services.map { "---\($0.path)---\n\(String(decoding: $0.text, as: UTF8.self))\n" }.joined()
    )
  }

  /// The services that Podman's generator makes of the units, and the links to them.
  private var generated: (services: [(path: String, text: [UInt8])], wants: [String: [String]]) {
    if generatorComplaint != nil || files.bytes(Array(generator.utf8)) == nil { return ([], [:]) }
    var tree = files
    // The units of users are not the system's.
    if user == 0 { tree.removeAll("/etc/containers/systemd/users") }
    let target = Target(version: PodmanVersion(podmanVersion) ?? .verified, scope: user == 0 ? .system : .user)
    var reader = ProjectReader(target: target, from: tree)
    for folder in searchPath where tree.exists(Array(folder.utf8)) { reader.addSearchPath(Array(folder.utf8)) }
    let seen = tree
    let facts = HostFacts(
      pathExists: { seen.exists($0) },
      file: { path in seen.bytes(path).map { HostFacts.File(bytes: $0, mode: 0o644) } }
    )
    var generation = Generation(reader.read(), host: facts, isDryRun: false)
    var services: [(path: String, text: [UInt8])] = []
    var wants: [String: [String]] = [:]
    generation.run { service in
      var text = Array("# Automatically generated by \(generator)\n# \n".utf8)
      service.write(to: &text)
      services.append((String(decoding: service.path, as: UTF8.self), text))
      for link in service.links.links {
        let parts = link.path.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 2, parts[0].hasSuffix(".wants") || parts[0].hasSuffix(".requires") else { continue }
        let unit = parts[0].split(separator: ".").dropLast().joined(separator: ".")
        wants[unit, default: []].append(parts[1])
      }
    }
    return (services, wants)
  }

  /// Whether a unit's Quadlet file is not the one that was loaded, as far as systemd notices.
  func needsReload(_ unit: SimulatedUnit) -> Bool {
    guard let path = unit.definition?.value("Unit", "SourcePath") else { return false }
    return files.bytes(Array(path.utf8)) != unit.source
  }
}
