import QuadletAnalysis

/// Staged updates: what a source offers now, kept aside until it is applied.
extension Deployer {
  /// What looking at a source has come to.
  enum Staging {
    /// The source has what is installed.
    case current
    /// It has what was tried before and did not come up.
    case failedBefore(DeploymentRecord.Failed, GenerationRecord, content: [DeploymentFile])
    case staged(GenerationRecord, content: [DeploymentFile])
  }

  /// Fetches the source of a deployment, or another one, and checks what the units say; nothing is written.
  func look(
    at name: DeploymentName,
    source given: Source? = nil,
    ref: String? = nil,
    subpath: String? = nil
  ) throws(HostFailure) -> Staging {
    let record = try store.record(name)
    guard let record else { throw try store.missing(name.description) }
    let current = try store.current(of: name, record)
    var place = given?.record ?? current.source
    if place.kind != .git, ref != nil || subpath != nil {
      throw HostFailure(
        .usage,
        "--ref and --subpath are for repositories, and \(name) comes from \(VisibleText.string(Array(place.location.utf8)))"
      )
    }
    if let ref { place.ref = ref }
    if let subpath { place.subpath = subpath }
    let content = try read(Source(place, on: host))
    let generation = GenerationRecord(content)
    if generation.hasSameContent(as: current) { return .current }
    try checkUnits(name, generation, content.files, insteadOf: current.files)
    if let failed = record.failed, failed.files == generation.files, failed.probe == generation.probe,
      failed.backup == generation.backup
    {
      return .failedBefore(failed, generation, content: content.files)
    }
    return .staged(generation, content: content.files)
  }

  /// Refuses units that Podman refuses; what this host lacks is found when they are applied.
  private func checkUnits(
    _ name: DeploymentName,
    _ generation: GenerationRecord,
    _ content: [DeploymentFile],
    insteadOf old: [DeployedFile]
  ) throws(HostFailure) {
    let candidate = try Candidate(
      name,
      generation,
      content,
      insteadOf: old,
      in: folders,
      podman: podman.version,
      on: host
    )
    let problems = candidate.problems().filter(\.isFatal)
    if problems.isEmpty { return }
    throw HostFailure(
      .refused,
      "the new units of \(name) have \(problems.count == 1 ? "a problem" : "\(problems.count) problems") that must be fixed first",
      details: problems.map(\.text)
    )
  }

  /// Why new content could not be applied as the host is now; nil when nothing is known to stand in its way.
  func obstacle(
    to name: DeploymentName,
    _ generation: GenerationRecord,
    _ content: [DeploymentFile]
  ) -> HostFailure? {
    do throws(HostFailure) {
      _ = try prepare(name, generation, content)
      return nil
    } catch {
      return error
    }
  }

  func stage(_ name: DeploymentName, _ generation: GenerationRecord, _ content: [DeploymentFile]) throws(HostFailure) {
    var generation = generation
    generation.madeAt = Int(host.wallClock.components.seconds)
    try store.stage(generation, content, name)
  }

  /// Makes the plan for what is staged.
  func prepareStaged(_ name: DeploymentName, _ options: Planner.Options) throws(HostFailure) -> Prepared {
    _ = try existing(name)
    guard let staged = try store.staged(name) else {
      throw HostFailure(.usage, "nothing is staged for \(name)", help: "leger stage \(name)")
    }
    return try prepare(name, staged, try store.stagedContent(staged, name), options)
  }

  /// Makes the plan back to a generation; without a number to the newest that has other files than the current one.
  func prepareRollback(
    _ name: DeploymentName,
    to number: Int?,
    backup: AutomaticBackup?
  ) throws(HostFailure) -> Prepared {
    let installed = try existing(name)
    let generations = try store.generations(of: name).filter { $0.number < installed.record.current }
    let wanted =
      number.map { number in generations.last { $0.number == number } }
      ?? generations.last { !$0.hasSameFiles(as: installed.generation) }
    guard var generation = wanted else {
      if let number {
        throw HostFailure(.usage, "\(name) has no earlier generation \(number)", help: "leger history \(name)")
      }
      throw HostFailure(.usage, "\(name) has no earlier generation to go back to", help: "leger history \(name)")
    }
    let content = try store.content(of: generation, name)
    var options = Planner.Options()
    options.images = generation.images
    options.backup = backup
    generation.note = "rollback to \(generation.number)"
    return try prepare(name, generation, content, options)
  }

  /// Returns the deployments that a word means: one, or all.
  func names(_ text: String) throws(HostFailure) -> [DeploymentName] {
    if text == "all" { return try store.names() }
    guard let name = DeploymentName(text), try store.record(name) != nil else { throw try store.missing(text) }
    return [name]
  }
}
