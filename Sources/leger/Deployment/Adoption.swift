import QuadletAnalysis

/// Takes over units that someone else installed, while their services run on.
///
/// Units, drop-ins and the files that they name move into a folder of their own by renames; then systemd reloads, and the
/// services go on as they are (seen with systemd 257 and 262: the same InvocationID, the container keeps its mounts). Units
/// that are in a folder of their own already stay where they are.
struct Adoption {
  let deployer: Deployer
  let name: DeploymentName
  private let project: Project
  private let services: ProjectServices
  /// The indices of the units that are taken over.
  private let units: Set<Int>
  /// Whether they are in the folder of that name.
  private let isFolder: Bool

  private var folders: DeploymentFolders { deployer.folders }
  private var host: any Host { deployer.host }

  /// Finds what a name means: the units in a folder of that name, else the flat units that are called so.
  init(of name: DeploymentName, _ deployer: Deployer) throws(HostFailure) {
    if let record = try deployer.store.record(name),
      try deployer.store.current(of: name, record).source.isFollowed
    {
      throw HostFailure(.refused, "\(name) is already a deployment of leger", help: "leger status \(name)")
    }
    self.deployer = deployer
    self.name = name
    var reader = ProjectReader(
      target: Target(version: deployer.podman.version, scope: deployer.folders.scope),
      from: deployer.host
    )
    reader.addSearchPath(deployer.folders.units)
    let project = reader.read()
    self.project = project
    services = ProjectServices(project, host: HostFacts(of: deployer.host))
    let path = { (unit: Int) in project.inventory.path(of: project.units[unit].file) }
    let root = deployer.folders.units(of: name)
    let inFolder = project.loaded.filter { Path.isInside(path($0), root) }
    isFolder = !inFolder.isEmpty
    units = Set(
      isFolder
        ? inFolder
        : project.loaded.filter { unit in
          let stem = String(decoding: UnitName(Array(project.name(of: unit))).stem, as: UTF8.self)
          return Path.parent(of: path(unit)) == deployer.folders.units
            && (stem == name.description || stem.hasPrefix("\(name)-"))
        }
    )
    guard !units.isEmpty else {
      throw HostFailure(
        .usage,
        "\(VisibleText.quoted(deployer.folders.units)) has neither a folder with units nor a unit called \(name)",
        help: "leger list"
      )
    }
  }

  /// Makes the plan; throws when something would be lost or become another service.
  func prepare() throws(HostFailure) -> (candidate: Candidate, plan: Plan, back: Plan) {
    let moves = try moves()
    let content = try content(moves)
    let record = GenerationRecord(
      number: 0,
      madeAt: 0,
      source: SourceRecord(kind: .adopted, location: String(decoding: folders.units(of: name), as: UTF8.self)),
      files: content.map(\.record),
      services: [],
      podman: "",
      note: "adopted"
    )
    let candidate = try Candidate(
      name,
      record,
      content,
      insteadOf: [],
      hiding: Set(moves.map { Path.join(folders.units, Array($0.from.utf8)) }),
      in: folders,
      podman: deployer.podman.version,
      on: host
    )
    try checkSameServices(candidate)
    let reload: [Plan.Step] = moves.isEmpty ? [] : [.reload]
    let names = entries.filter { !$0.isTemplate }.map(\.name)
    let states = try deployer.systemd.states(of: names)
    let before = HostSnapshot.loaded(names.compactMap { states[$0] }, on: host)
    return (
      candidate, Plan([.move(moves)] + reload + [.verify(candidate.loadedServices)]),
      Plan([.move(moves.reversed().map(\.reversed))] + reload + [.verify(before)])
    )
  }

  private var entries: [ProjectServices.Entry] { services.all.filter { units.contains($0.unit) } }

  // MARK: What moves

  /// What gets another place; refused when something of it also belongs to units that stay.
  private func moves() throws(HostFailure) -> [Plan.Move] {
    if isFolder { return [] }
    var paths: Set<[UInt8]> = []
    for unit in units {
      for file in project.files(of: unit) {
        if project.loaded.contains(where: { !units.contains($0) && project.files(of: $0).contains(file) }) {
          throw shared(relative(project.inventory.path(of: file)))
        }
        let path = relative(project.inventory.path(of: file))
        // A drop-in moves with its folder.
        paths.insert(file == project.units[unit].file ? path : Path.parent(of: path))
      }
    }
    let others = services.all.filter { !units.contains($0.unit) }.flatMap(\.namedPaths).map(\.path)
    for named in entries.flatMap(\.namedPaths) where host.exists(Path.join(folders.units, named.path)) {
      if named.path.isEmpty { throw HostFailure(.refused, "a unit of \(name) names the whole folder of units") }
      if others.contains(where: { Path.isInside($0, named.path) || Path.isInside(named.path, $0) }) {
        throw shared(named.path)
      }
      paths.insert(named.path)
    }
    var moves: [Plan.Move] = []
    for path in paths.sorted(by: { $0.lexicographicallyPrecedes($1) })
    where !paths.contains(where: { $0 != path && Path.isInside(path, $0) }) {
      guard let text = String(validating: path, as: UTF8.self), DeploymentFile.isPath(text) else {
        throw HostFailure(Path.join(folders.units, path), "has a name that is not text", kind: .refused)
      }
      moves.append(Plan.Move(from: text, to: "\(name)/\(text)"))
    }
    try checkPlainUnits(moves)
    return moves
  }

  /// Refuses when a unit that an administrator has written for systemd itself names a path that moves.
  private func checkPlainUnits(_ moves: [Plan.Move]) throws(HostFailure) {
    let moved = moves.map { Path.join(folders.units, Array($0.from.utf8)) }
    for folder in UnitFolders(host).systemd(folders.scope) {
      guard let listing = try? host.list(folder) else { continue }
      for entry in listing.entries {
        let path = Path.join(folder, listing.name(of: entry))
        guard let text = try? host.read(path, limit: SizeLimit.unit) else { continue }
        let words = text.split { $0 <= 0x20 || "=:,;\"'".utf8.contains($0) }
        let named = moved.first { place in words.contains { Path.isInside(Array($0), place) } }
        guard let named else { continue }
        throw HostFailure(
          .refused,
          "\(VisibleText.quoted(path)) names \(VisibleText.quoted(named)), which would move",
          help: "keep the units in a folder \(name) of their own, and adopt that"
        )
      }
    }
  }

  private func relative(_ path: [UInt8]) -> [UInt8] { Array(path.dropFirst(folders.units.count + 1)) }

  private func shared(_ path: [UInt8]) -> HostFailure {
    HostFailure(
      .refused,
      "\(VisibleText.quoted(Path.join(folders.units, path))) belongs to other units, too; adopt them together in a folder"
    )
  }

  /// The files that leger is responsible for from now on, with their paths in the deployment's folder: not what a container
  /// writes.
  private func content(_ moves: [Plan.Move]) throws(HostFailure) -> [DeploymentFile] {
    let prefix = isFolder ? name.description.utf8.count + 1 : 0
    var paths: Set<[UInt8]> = []
    for unit in units {
      for file in project.files(of: unit) { paths.insert(relative(project.inventory.path(of: file))) }
    }
    for named in entries.flatMap(\.namedPaths) where !named.isData {
      try addFiles(Path.join(folders.units, named.path), &paths)
    }
    var content: [DeploymentFile] = []
    for path in paths.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let text = String(decoding: path, as: UTF8.self)
      guard !isFolder || text.hasPrefix("\(name)/") else { continue }
      if var file = try InstalledDeployment.read(text, in: folders.units, on: host) {
        file.path = Array(path.dropFirst(prefix))
        content.append(file)
      }
    }
    return content
  }

  private func addFiles(_ path: [UInt8], _ paths: inout Set<[UInt8]>) throws(HostFailure) {
    guard let status = try? host.status(path, followingLinks: false) else { return }
    switch status.kind {
    case .file: paths.insert(relative(path))
    case .folder:
      let listing: FolderListing
      do throws(SystemError) { listing = try host.list(path) } catch { throw HostFailure(path, error.message) }
      for entry in listing.entries { try addFiles(Path.join(path, listing.name(of: entry)), &paths) }
      if paths.count > SourceLimit.count {
        throw HostFailure(path, "has more than \(SourceLimit.count) files", kind: .refused)
      }
    case .link, .special: return
    }
  }

  // MARK: What must not change

  /// Refuses when a service would become another one, as one does that names its old place by an absolute path.
  private func checkSameServices(_ candidate: Candidate) throws(HostFailure) {
    let (oldRoot, newRoot) = (
      String(decoding: folders.units, as: UTF8.self), String(decoding: folders.units(of: name), as: UTF8.self)
    )
    for entry in entries {
      guard let new = candidate.services.all.first(where: { $0.name == entry.name }) else {
        throw HostFailure(.refused, "\(entry.name) would no longer be generated from \(entry.unitName)")
      }
      let expected = LoadedText.canonical(entry.text).replacing(oldRoot + "/", with: newRoot + "/")
      if !isFolder, LoadedText.canonical(new.text) != expected {
        throw HostFailure(
          .refused,
          "\(entry.unitName) names its place by an absolute path, or would become another service after it has moved",
          help: "write paths in it relative to the unit, as in ./data"
        )
      }
    }
  }
}
