import QuadletAnalysis

/// Podman's generator, which systemd runs at each reload: whether it is there, and what it says when units do not load.
///
/// A reload succeeds whatever the generator does, and without a journal of the kernel its messages are lost.
struct UnitGenerator: Sendable {
  let host: any Host
  private let program: [UInt8]

  /// How many lines of it are worth showing.
  private static let lineLimit = 5

  /// Finds the generator where systemd looks for it (systemd.generator(7)); the first one found counts, and one that is not
  /// a program masks those after it.
  init(_ scope: Scope, on host: any Host) throws(HostFailure) {
    let word = scope.word
    let folders = ["/run", "/etc", "/usr/local/lib", "/usr/lib", "/lib"].map { "\($0)/systemd/\(word)-generators" }
    let name = "podman-\(word)-generator"
    let path = folders.map { Array("\($0)/\(name)".utf8) }.first { host.isLink($0) || !host.isMissing($0) }
    guard let path else {
      throw HostFailure(
        .environment,
        "Podman's generator \(name) is not in \(folders[3]), so systemd would not load the units",
        help:
          "install all of podman, as with: sudo apt-get install --reinstall podman (Fedora: sudo dnf reinstall podman)"
      )
    }
    guard let status = try? host.status(path, followingLinks: true), status.kind == .file, status.mode & 0o111 != 0
    else {
      throw HostFailure(
        .environment,
        "\(VisibleText.quoted(path)) is not a program, so systemd would not load the units",
        help: "look at it with: ls -l \(VisibleText.string(path))"
      )
    }
    self.host = host
    program = path
  }

  /// Checks that it makes services which are installed and loaded; throws with its complaints when it does not.
  func checkMakes(_ services: [String]) throws(HostFailure) {
    let (made, complaints) = run()
    let missing = made.map { made in services.first { !made.contains($0) } } ?? "services"
    guard let missing else { return }
    throw HostFailure(
      .environment,
      "Podman's generator makes no \(missing), so nothing could be started again",
      details: complaints.map { "it says: \($0)" },
      help: "see: \(VisibleText.string(program)) -dryrun"
    )
  }

  /// What it complains about now, in its words.
  func complaints() -> [String] { run().complaints }

  /// Runs it without writing anything; returns the services that it makes, nil when it does not end as it should.
  private func run() -> (services: Set<String>?, complaints: [String]) {
    var spawn = Spawn(
      program: program,
      arguments: [Array("-dryrun".utf8)],
      environment: host.environment(adding: [])
    )
    spawn.timeLimit = .seconds(20)
    do throws(Spawn.Failure) {
      let outcome = try host.run(spawn)
      let lines = outcome.messages.split(separator: UInt8(ascii: "\n")).map { Self.complaint(Array($0)) }
        .filter { !$0.hasPrefix("Loading source unit file ") }.prefix(Self.lineLimit)
      // It fails also when it refuses a single unit.
      guard outcome.status <= 1 else { return (nil, lines + ["exit status \(outcome.status)"]) }
      return (Self.services(in: outcome.output), Array(lines))
    } catch {
      return (nil, ["it \(error.message)"])
    }
  }

  /// A line without the name of the program.
  private static func complaint(_ line: [UInt8]) -> String {
    let text = VisibleText.string(line)
    return text.hasPrefix("quadlet-generator[") ? String(text.drop { $0 != ":" }.dropFirst(2)) : text
  }

  /// The names in the headers of what a dry run prints: `---web.service---`.
  private static func services(in output: [UInt8]) -> Set<String> {
    let mark = Array("---".utf8)
    return Set(
      output.split(separator: UInt8(ascii: "\n")).filter { $0.starts(with: mark) && $0.suffix(3).elementsEqual(mark) }
        .map { String(decoding: $0.dropFirst(3).dropLast(3), as: UTF8.self) }
    )
  }
}
