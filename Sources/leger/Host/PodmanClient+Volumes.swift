/// Volumes and their data.
extension PodmanClient {
  /// How long the data of a volume may take.
  private static let dataTimeLimit = Duration.seconds(86400)

  /// Writes a volume as a tar stream. Its exit status proves nothing: a volume that is not mounted is written empty.
  func exportVolume(_ name: String, to output: FileOutput) throws(HostFailure) {
    try transfer(["volume", "export", "--", name], output: output)
  }

  /// Puts the entries of a tar stream into a volume; what is in it already stays.
  func importVolume(_ name: String, _ input: @escaping () throws(HostFailure) -> [UInt8]?) throws(HostFailure) {
    try transfer(["volume", "import", "--", name, "-"], input: input)
  }

  func createVolume(
    _ name: String,
    driver: String,
    options: [String: String],
    labels: [String: String]
  ) throws(HostFailure) {
    var words = ["volume", "create", "--driver", driver]
    // podman lists `o=uid=5` a second time as `UID` (seen with 5.8.6), and does not take that.
    for (key, value) in options.sorted(by: { $0.key < $1.key }) where key != "UID" && key != "GID" {
      words += ["--opt", value.isEmpty ? key : "\(key)=\(value)"]
    }
    for (key, value) in labels.sorted(by: { $0.key < $1.key }) { words += ["--label", "\(key)=\(value)"] }
    try check(words + ["--", name])
  }

  /// Mounts a volume that podman mounts only for containers; `unmountVolume` must follow.
  private func mountVolume(_ name: String) throws(HostFailure) {
    try check(inNamespace(["volume", "mount", "--", name]))
  }

  func unmountVolume(_ name: String) throws(HostFailure) { try check(inNamespace(["volume", "unmount", "--", name])) }

  /// Does something while a volume is mounted that podman mounts only for containers.
  func mounting<Result>(_ name: String, _ body: () throws(HostFailure) -> Result) throws(HostFailure) -> Result {
    try mountVolume(name)
    return try ending({ () throws(HostFailure) in try unmountVolume(name) }, body)
  }

  /// Does something, and then what must follow it, also when it has failed.
  private func ending<Result>(
    _ end: () throws(HostFailure) -> Void,
    _ body: () throws(HostFailure) -> Result
  ) throws(HostFailure) -> Result {
    let result: Result
    do throws(HostFailure) { result = try body() } catch {
      try? end()
      throw error
    }
    try end()
    return result
  }

  /// Does something while a volume exists that stands for a folder of the host.
  func withVolume<Result>(
    _ name: String,
    of folder: String,
    _ body: () throws(HostFailure) -> Result
  ) throws(HostFailure) -> Result {
    if try volumes().contains(where: { $0.name == name }) { try removeVolume(name) }
    let options = StoredVolume(hostFolder: folder, number: 0).options
    try createVolume(name, driver: "local", options: options, labels: [:])
    return try ending({ () throws(HostFailure) in try removeVolume(name) }, body)
  }

  /// Returns a volume that should exist.
  func volume(_ name: String) throws(HostFailure) -> StoredVolume {
    if let volume = try volumes().first(where: { $0.name == name }) { return volume }
    throw HostFailure(.failed, "the volume \(name) does not exist any more")
  }

  func pause(_ ids: [String]) throws(HostFailure) { if !ids.isEmpty { try check(["pause", "--"] + ids) } }

  func unpause(_ ids: [String]) throws(HostFailure) { if !ids.isEmpty { try check(["unpause", "--"] + ids) } }

  /// Runs a command in a container that runs.
  func execute(_ words: [String], in container: String) throws(HostFailure) {
    try check(["exec", container] + words, timeLimit: Self.dataTimeLimit)
  }

  /// Mounting needs the rights of the user namespace.
  private func inNamespace(_ words: [String]) -> [String] {
    host.user.isRoot ? words : ["unshare", String(decoding: program, as: UTF8.self)] + words
  }

  /// Runs leger itself where it may look into volumes: as it is for root, else in the user namespace of podman.
  func runInVolumes(_ words: [String], input: [UInt8] = []) throws(HostFailure) -> [UInt8] {
    guard let own = host.ownProgram else {
      throw HostFailure(.environment, "the path of leger itself is not known: /proc is not mounted")
    }
    let isRoot = host.user.isRoot
    var spawn = Spawn(
      program: isRoot ? own : program,
      arguments: (isRoot ? [] : [Array("unshare".utf8), own]) + words.map { Array($0.utf8) },
      environment: host.sessionEnvironment
    )
    spawn.timeLimit = Self.dataTimeLimit
    spawn.outlastsInterruption = outlastsInterruption
    let outcome: Spawn.Outcome
    do throws(Spawn.Failure) {
      outcome = try host.run(spawn, input: input)
    } catch {
      if case .interrupted = error { throw HostFailure(.failed, "interrupted") }
      throw HostFailure(.failed, "\(isRoot ? "leger" : "podman unshare") \(error.message)")
    }
    if outcome.status == 0 { return outcome.output }
    let reason = Self.reason(outcome)
    throw HostFailure(.failed, reason.hasPrefix("leger: ") ? String(reason.dropFirst(7)) : reason)
  }

  private func transfer(
    _ words: [String],
    input: @escaping () throws(HostFailure) -> [UInt8]? = { () throws(HostFailure) in nil },
    output: FileOutput = FileOutput { _ in }
  ) throws(HostFailure) {
    var spawn = Spawn(
      program: program,
      arguments: words.map { Array($0.utf8) },
      environment: host.sessionEnvironment
    )
    spawn.timeLimit = Self.dataTimeLimit
    spawn.outlastsInterruption = outlastsInterruption
    try host.transfer(spawn, named: "podman \(words[0]) \(words[1])", input: input, output: output)
  }
}
