/// curl as leger runs it: to ask an address of this host whether it answers.
struct Curl: Sendable {
  let host: any Host
  private let program: [UInt8]

  init(on host: any Host) throws(HostFailure) {
    guard let program = host.findProgram("curl") else {
      throw HostFailure(
        .environment,
        "curl is not installed; probes need it",
        help: "sudo apt-get install curl (Fedora: sudo dnf install curl)"
      )
    }
    self.host = host
    self.program = program
  }

  /// Asks an HTTP address once; returns why that was no success (2xx), nil when it was.
  func probe(_ url: String) -> String? {
    // No configuration file, no redirect, and only HTTP, whatever the address says.
    let words = [
      "-q", "--silent", "--show-error", "--fail", "--proto", "=http,https", "--max-redirs", "0", "--max-time", "5",
      "--noproxy", "*", "--output", "/dev/null", "--url", url,
    ]
    var spawn = Spawn(
      program: program,
      arguments: words.map { Array($0.utf8) },
      environment: host.environment(adding: [])
    )
    spawn.timeLimit = .seconds(10)
    do throws(Spawn.Failure) {
      let outcome = try host.run(spawn)
      if outcome.status == 0 { return nil }
      let line = outcome.messages.split(separator: UInt8(ascii: "\n")).first.map { VisibleText.string(Array($0)) }
      return line ?? "curl: exit status \(outcome.status)"
    } catch {
      return "curl \(error.message)"
    }
  }
}
