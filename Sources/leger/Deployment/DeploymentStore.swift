/// What leger keeps about the deployments of a scope: records, generations with their files, and staged updates.
///
/// A generation is a folder with a copy of each file and, written last, its record: without the record it does not count.
/// Every file is compared with its digest when it is read.
struct DeploymentStore: Sendable {
  let folders: DeploymentFolders
  let host: any Host

  /// How many generations of a deployment are kept.
  static let generationLimit = 10
  private static let recordName = Array("generation.json".utf8)
  private static let filesName = Array("files".utf8)

  init(_ folders: DeploymentFolders, on host: any Host) {
    self.folders = folders
    self.host = host
  }

  // MARK: Deployments

  /// The deployments, in the order of their names.
  func names() throws(HostFailure) -> [DeploymentName] {
    try host.names(in: folders.deployments).compactMap { name in
      name.hasSuffix(".json") ? DeploymentName(name.dropLast(5)) : nil
    }
  }

  /// Returns a deployment; nil when there is none of that name.
  func record(_ name: DeploymentName) throws(HostFailure) -> DeploymentRecord? {
    guard let record = try folders.read(DeploymentRecord.self, at: folders.deployment(name)) else { return nil }
    guard record.name == name.description else { throw HostFailure.damaged(folders.deployment(name)) }
    if let folder = record.unitFolder, Array(folder.utf8) != folders.units {
      throw HostFailure(
        .environment,
        "\(name) is in \(VisibleText.quoted(Array(folder.utf8))), and the folder of units is now \(VisibleText.quoted(folders.units))",
        help: "set the install-dir of config.yaml, or LEGER_UNIT_DIR, to what it was"
      )
    }
    return record
  }

  func write(_ record: DeploymentRecord, _ name: DeploymentName) throws(HostFailure) {
    try folders.make(folders.deployments)
    try folders.write(JSONText.encode(record), to: folders.deployment(name))
  }

  /// Keeps the files of adopted units, of which only leger has a copy.
  func keepAdopted(_ name: DeploymentName) throws(HostFailure) {
    guard let record = try record(name), let current = try generation(record.current, of: name),
      !current.source.isFollowed
    else { return }
    let place = folders.removed(name, current.madeAt)
    if !host.isMissing(place) { return }
    try folders.make(Path.parent(of: place))
    try host.move(folders.generation(record.current, of: name), to: place, within: folders.state)
  }

  /// Forgets a deployment.
  func forget(_ name: DeploymentName) throws(HostFailure) {
    try folders.remove(folders.deployment(name))
    try folders.removeTree(folders.staged(name))
    try folders.removeTree(folders.history(of: name))
  }

  /// Says that there is no deployment of a name, and which ones there are.
  func missing(_ name: String) throws(HostFailure) -> HostFailure {
    let names = try names().map(\.description)
    let nearest = NearestName.nearest(to: name, among: names)
    let known = names.isEmpty ? "none is installed" : "installed: \(names.prefix(10).joined(separator: ", "))"
    return HostFailure(
      .usage,
      "\(VisibleText.quoted(Array(name.utf8))) is not a deployment"
        + (nearest.map { "; did you mean \"\($0)\"?" } ?? ""),
      help: nearest == nil ? known : nil
    )
  }

  // MARK: Generations

  /// Returns the generations of a deployment, oldest first.
  func generations(of name: DeploymentName) throws(HostFailure) -> [GenerationRecord] {
    let numbers = try host.names(in: folders.history(of: name)).compactMap { Int($0) }.sorted()
    var records: [GenerationRecord] = []
    for number in numbers { if let record = try generation(number, of: name) { records.append(record) } }
    return records
  }

  func generation(_ number: Int, of name: DeploymentName) throws(HostFailure) -> GenerationRecord? {
    try record(in: folders.generation(number, of: name))
  }

  /// Returns the generation that is installed.
  func current(of name: DeploymentName, _ record: DeploymentRecord) throws(HostFailure) -> GenerationRecord {
    guard let generation = try generation(record.current, of: name) else {
      throw HostFailure(
        .integrity,
        "generation \(record.current) of \(name) is not in \(VisibleText.quoted(folders.history(of: name)))"
      )
    }
    return generation
  }

  /// Returns a number that no generation has had.
  func nextNumber(of name: DeploymentName) throws(HostFailure) -> Int {
    (try host.names(in: folders.history(of: name)).compactMap { Int($0) }.max() ?? 0) + 1
  }

  func save(_ generation: GenerationRecord, _ content: [DeploymentFile], of name: DeploymentName) throws(HostFailure) {
    try save(generation, content, in: folders.generation(generation.number, of: name))
  }

  func update(_ generation: GenerationRecord, of name: DeploymentName) throws(HostFailure) {
    let folder = folders.generation(generation.number, of: name)
    try folders.write(JSONText.encode(generation), to: Path.join(folder, Self.recordName))
  }

  func remove(generation number: Int, of name: DeploymentName) throws(HostFailure) {
    try removeSaved(in: folders.generation(number, of: name))
  }

  /// The names of which there are generations, whether they are installed or not.
  func allNames() throws(HostFailure) -> [DeploymentName] {
    try host.names(in: folders.histories).compactMap { DeploymentName($0) }
  }

  /// Removes generations that were never installed: those after the current one, and without a record of the deployment
  /// those that are not finished.
  func removeUnfinished(of name: DeploymentName, after current: Int?) throws(HostFailure) {
    let numbers = try host.names(in: folders.history(of: name)).compactMap { Int($0) }
    for number in numbers where number > current ?? 0 {
      if current == nil, let generation = try? generation(number, of: name), generation.isFinished == true { continue }
      try remove(generation: number, of: name)
    }
    if current == nil, try host.names(in: folders.history(of: name)).isEmpty {
      try folders.remove(folders.history(of: name))
    }
  }

  /// Removes the oldest generations beyond the limit, never the current one.
  func prune(_ name: DeploymentName, current: Int) throws(HostFailure) {
    let numbers = try host.names(in: folders.history(of: name)).compactMap { Int($0) }.sorted()
    for number in numbers.dropLast(Self.generationLimit) where number != current {
      try remove(generation: number, of: name)
    }
  }

  /// Returns the files of a generation.
  func content(of generation: GenerationRecord, _ name: DeploymentName) throws(HostFailure) -> [DeploymentFile] {
    try content(of: generation, in: folders.generation(generation.number, of: name))
  }

  // MARK: Staged updates

  func stagedNames() throws(HostFailure) -> [DeploymentName] {
    try host.names(in: folders.allStaged).compactMap { DeploymentName($0) }
  }

  func staged(_ name: DeploymentName) throws(HostFailure) -> GenerationRecord? { try record(in: folders.staged(name)) }

  func stagedContent(_ generation: GenerationRecord, _ name: DeploymentName) throws(HostFailure) -> [DeploymentFile] {
    try content(of: generation, in: folders.staged(name))
  }

  func stage(_ generation: GenerationRecord, _ content: [DeploymentFile], _ name: DeploymentName) throws(HostFailure) {
    try discard(name)
    try save(generation, content, in: folders.staged(name))
  }

  func discard(_ name: DeploymentName) throws(HostFailure) { try removeSaved(in: folders.staged(name)) }

  // MARK: A folder with a generation

  private func save(
    _ generation: GenerationRecord,
    _ content: [DeploymentFile],
    in folder: [UInt8]
  ) throws(HostFailure) {
    let files = Path.join(folder, Self.filesName)
    try folders.make(files)
    for file in content {
      let path = Path.join(files, file.path)
      try folders.make(Path.parent(of: path))
      try folders.write(file.bytes, to: path)
    }
    try folders.write(JSONText.encode(generation), to: Path.join(folder, Self.recordName))
  }

  /// Removes the record first, so that a rest does not count.
  private func removeSaved(in folder: [UInt8]) throws(HostFailure) {
    if host.isMissing(folder) { return }
    try folders.remove(Path.join(folder, Self.recordName))
    try folders.removeTree(folder)
  }

  private func record(in folder: [UInt8]) throws(HostFailure) -> GenerationRecord? {
    let path = Path.join(folder, Self.recordName)
    guard let record = try folders.read(GenerationRecord.self, at: path) else { return nil }
    guard record.files.allSatisfy({ DeploymentFile.isPath($0.path) }) else { throw HostFailure.damaged(path) }
    return record
  }

  private func content(of generation: GenerationRecord, in folder: [UInt8]) throws(HostFailure) -> [DeploymentFile] {
    var content: [DeploymentFile] = []
    for file in generation.files {
      let path = Path.join(Path.join(folder, Self.filesName), Array(file.path.utf8))
      do throws(ReadFailure) {
        let bytes = try host.read(path, limit: SourceLimit.file)
        guard Digest.hex(of: bytes) == file.digest else { throw .unavailable("is not what was written") }
        content.append(DeploymentFile(path: Array(file.path.utf8), bytes: bytes, mode: file.mode))
      } catch {
        throw HostFailure(path, error.message, kind: .integrity)
      }
    }
    return content
  }
}
