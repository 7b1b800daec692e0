import QuadletAnalysis

/// podman as leger runs it: questions are answered in JSON, and nothing is read that is written for people.
struct PodmanClient: Sendable {
  let host: any Host
  /// The release, as it names itself: `5.8.6`.
  let versionText: String
  /// The release as the rules of units know it.
  let version: PodmanVersion
  let program: [UInt8]
  /// Whether commands run on after SIGINT and SIGTERM, as those of a way back must.
  var outlastsInterruption = false

  /// The first release that leger deploys with: before it, folders of units are not as they are now.
  private static let oldest = PodmanVersion.podman(5, 4)
  /// How long a command may take that moves no image.
  private static let timeLimit = Duration.seconds(120)
  /// How long pulling or building an image may take.
  private static let imageTimeLimit = Duration.seconds(3600)

  private struct Answer: Decodable {
    struct Client: Decodable {
      let version: String
      private enum CodingKeys: String, CodingKey { case version = "Version" }
    }
    let client: Client
    private enum CodingKeys: String, CodingKey { case client = "Client" }
  }

  /// Finds podman and asks for its version.
  init(on host: any Host) throws(HostFailure) {
    let program = try host.requireProgram("podman")
    self.host = host
    self.program = program
    let outcome = try Self.run(program, ["version", "--format", "json"], on: host)
    guard let answer = JSONText.decode(Answer.self, from: outcome.output) else {
      throw HostFailure(.environment, "podman version: \(Self.reason(outcome))")
    }
    versionText = answer.client.version
    // A release that is newer than the tables reads units as the newest one that they know.
    let isNewer = UInt32(versionText.prefix { $0 != "." }).map { $0 >= PodmanVersion.newest.major } ?? false
    guard let version = PodmanVersion(versionText) ?? (isNewer ? .newest : nil), version >= Self.oldest else {
      throw HostFailure(
        .environment,
        "podman \(VisibleText.string(Array(versionText.utf8))) is too old; leger deploys with Podman \(Self.oldest) and later"
      )
    }
    self.version = version
  }

  // MARK: Running

  private static func run(
    _ program: [UInt8],
    _ words: [String],
    on host: any Host,
    timeLimit: Duration = Self.timeLimit,
    in folder: [UInt8]? = nil,
    input: [UInt8] = [],
    outlastsInterruption: Bool = false
  ) throws(HostFailure) -> Spawn.Outcome {
    var spawn = Spawn(
      program: program,
      arguments: words.map { Array($0.utf8) },
      environment: host.sessionEnvironment
    )
    spawn.timeLimit = timeLimit
    spawn.folder = folder
    spawn.outlastsInterruption = outlastsInterruption
    do throws(Spawn.Failure) {
      return try host.run(spawn, input: input)
    } catch {
      if case .interrupted = error { throw HostFailure(.failed, "interrupted") }
      throw HostFailure(.failed, "podman \(words.first ?? "") \(error.message)")
    }
  }

  func run(
    _ words: [String],
    timeLimit: Duration = Self.timeLimit,
    in folder: [UInt8]? = nil,
    input: [UInt8] = []
  ) throws(HostFailure) -> Spawn.Outcome {
    try Self.run(
      program,
      words,
      on: host,
      timeLimit: timeLimit,
      in: folder,
      input: input,
      outlastsInterruption: outlastsInterruption
    )
  }

  /// What podman says of a failure: its last line of messages, since warnings and tries come before it.
  static func reason(_ outcome: Spawn.Outcome) -> String {
    let lines = outcome.messages.split(separator: UInt8(ascii: "\n")).filter { !$0.isEmpty }
    guard let line = lines.last else { return "exit status \(outcome.status)" }
    let text = VisibleText.string(Array(line))
    return text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text
  }

  func check(
    _ words: [String],
    timeLimit: Duration = Self.timeLimit,
    in folder: [UInt8]? = nil
  ) throws(HostFailure) {
    let outcome = try run(words, timeLimit: timeLimit, in: folder)
    if outcome.status != 0 { throw HostFailure(.failed, "podman \(words[0]): \(Self.reason(outcome))") }
  }

  private func list<T: Decodable>(_ words: [String], of type: T.Type) throws(HostFailure) -> [T] {
    let outcome = try run(words + ["--format", "json"])
    guard outcome.status == 0 else {
      throw HostFailure(.environment, "podman \(words[0]): \(Self.reason(outcome))")
    }
    // Some lists print nothing when they are empty.
    if outcome.output.allSatisfy({ $0 == UInt8(ascii: "\n") }) { return [] }
    guard let list = JSONText.decode([T]?.self, from: outcome.output) else {
      throw HostFailure(.environment, "podman \(words[0]): its output is not as expected")
    }
    return list ?? []
  }

  // MARK: Looking

  func containers() throws(HostFailure) -> [ContainerState] { try list(["ps", "--all"], of: ContainerState.self) }

  /// Returns the containers that have a volume mounted, running or not.
  func users(ofVolume name: String) throws(HostFailure) -> [ContainerState] {
    try list(["ps", "--all", "--filter", "volume=\(name)"], of: ContainerState.self)
  }

  /// Returns the id of each image by its names.
  func imageIDs() throws(HostFailure) -> [String: String] {
    Dictionary(
      try images().flatMap { image in image.names.map { ($0, image.id) } },
      uniquingKeysWith: { first, _ in first }
    )
  }

  func images() throws(HostFailure) -> [StoredImage] { try list(["images"], of: StoredImage.self) }

  /// Returns the names of the secrets. `--format json` is a template here, which prints `json` for each (seen with 5.8.6).
  func secrets() throws(HostFailure) -> [String] {
    let outcome = try run(["secret", "ls", "--format", "{{.Name}}"])
    guard outcome.status == 0 else { throw HostFailure(.environment, "podman secret: \(Self.reason(outcome))") }
    return outcome.output.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  func networks() throws(HostFailure) -> [StoredNetwork] { try list(["network", "ls"], of: StoredNetwork.self) }

  func volumes() throws(HostFailure) -> [StoredVolume] { try list(["volume", "ls"], of: StoredVolume.self) }

  /// Returns the health of containers by id; one without a health check, or that has gone meanwhile, is left out.
  func health(of ids: [String]) throws(HostFailure) -> [String: (word: String, output: String?)] {
    let list = try inspect(ids, as: ContainerHealth.self)
    var health: [String: (word: String, output: String?)] = [:]
    for container in list { if let word = container.word { health[container.id] = (word, container.output) } }
    return health
  }

  /// Returns what containers have mounted; one that has gone meanwhile is left out.
  func mounts(of ids: [String]) throws(HostFailure) -> [ContainerMounts] { try inspect(ids, as: ContainerMounts.self) }

  private func inspect<T: Decodable>(_ ids: [String], as type: T.Type) throws(HostFailure) -> [T] {
    if ids.isEmpty { return [] }
    let outcome = try run(["container", "inspect", "--format", "json", "--"] + ids)
    guard let list = JSONText.decode([T].self, from: outcome.output) else {
      throw HostFailure(.environment, "podman container inspect: \(Self.reason(outcome))")
    }
    return list
  }

  // MARK: Changing

  /// The first release that installs units into a folder of their own: before it, the files of all deployments lie beside
  /// each other, where those of one name overwrite each other, and drop-ins are left out (podman-quadlet-install(1)).
  static let nativeOldest = PodmanVersion.podman(6, 0)

  /// Copies all files of a folder into a folder of units; systemd is not reloaded.
  func installUnits(_ folder: String, asApplication name: String) throws(HostFailure) {
    try check(["quadlet", "install", "--reload-systemd=false", "--application", name, "--", folder])
  }

  /// Pulls an image; `options` are those of an `.image` unit.
  func pull(_ reference: String, options: [String] = []) throws(HostFailure) {
    try check(["pull", "--quiet"] + options + ["--", reference], timeLimit: Self.imageTimeLimit)
  }

  /// Runs the command of an `.image` or `.build` unit, in a folder.
  func runImageCommand(_ words: [String], in folder: [UInt8]) throws(HostFailure) {
    try check(words, timeLimit: Self.imageTimeLimit, in: folder)
  }

  /// Gives an image one more name; one that another image has moves.
  func tag(_ id: String, _ name: String) throws(HostFailure) { try check(["tag", "--", id, name]) }

  /// Takes a name from an image, which stays.
  func untag(_ name: String) throws(HostFailure) { try check(["untag", "--", name, name]) }

  /// Removes containers, running ones too; those that do not exist are no error.
  func removeContainers(_ ids: [String], graceSeconds: Int = 1) throws(HostFailure) {
    if ids.isEmpty { return }
    try check(["rm", "--force", "--time", "\(graceSeconds)", "--ignore", "--"] + ids)
  }

  /// Removes a network that no container uses.
  func removeNetwork(_ name: String) throws(HostFailure) { try check(["network", "rm", "--", name]) }

  /// Removes a volume with its data.
  func removeVolume(_ name: String) throws(HostFailure) { try check(["volume", "rm", "--", name]) }
}
