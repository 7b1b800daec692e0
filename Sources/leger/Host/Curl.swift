/// curl as leger runs it: without a configuration file, a proxy or a redirect.
struct Curl: Sendable {
  let host: any Host
  private let program: [UInt8]

  init(on host: any Host) throws(HostFailure) {
    self.host = host
    program = try host.requireProgram("curl")
  }

  /// A request, and what its answer may cost.
  struct Request {
    /// An address with http or https; of a unix socket, the host of it is what the server expects.
    var url: String
    /// The unix socket that serves the address.
    var socket: [UInt8]?
    var headers: [String] = []
    /// What is sent with POST; nil for GET.
    var body: SecretBytes?
    /// How large the answer may be, in bytes.
    var sizeLimit = 1 << 20
    /// How long the answer may take, in seconds.
    var timeLimit = 10
    var outlastsInterruption = false
    var leavesSignals = false
  }

  /// Sends a request; returns the status and the body of the answer. Throws why there is none, in words.
  func exchange(_ request: Request) throws(HostFailure) -> (status: Int, body: [UInt8]) {
    // No waiting for a permission to send; what is sent goes through standard input alone.
    var words = [
      "-q", "--silent", "--show-error", "--max-redirs", "0", "--max-time", "\(request.timeLimit)", "--http1.1",
      "--proto", request.url.hasPrefix("https:") ? "=https" : "=http", "--noproxy", "*",
      "--write-out", "\n%{http_code}", "--url", request.url,
    ]
    for header in request.headers { words += ["--header", header] }
    if request.body != nil { words += ["--header", "Expect:", "--data-binary", "@-"] }
    var spawn = Spawn(
      program: program,
      arguments: words.map { Array($0.utf8) } + (request.socket.map { [Array("--unix-socket".utf8), $0] } ?? []),
      environment: host.environment(adding: [])
    )
    spawn.outputLimit = request.sizeLimit
    spawn.outlastsInterruption = request.outlastsInterruption
    spawn.leavesSignals = request.leavesSignals
    spawn.timeLimit = .seconds(request.timeLimit + 5)
    let outcome: Spawn.Outcome
    do throws(Spawn.Failure) { outcome = try host.run(spawn, input: request.body?.array ?? []) } catch {
      throw HostFailure(.environment, "curl \(error.message)")
    }
    guard outcome.status == 0, let end = outcome.output.lastIndex(of: UInt8(ascii: "\n")),
      let status = Int(String(decoding: outcome.output[(end + 1)...], as: UTF8.self))
    else {
      throw HostFailure(.environment, Self.reason(outcome))
    }
    return (status, Array(outcome.output[..<end]))
  }

  /// What curl has said of a failure.
  private static func reason(_ outcome: Spawn.Outcome) -> String {
    let line = outcome.messages.split(separator: UInt8(ascii: "\n")).first.map { VisibleText.string(Array($0)) }
    return line ?? "curl: exit status \(outcome.status)"
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
      return outcome.status == 0 ? nil : Self.reason(outcome)
    } catch {
      return "curl \(error.message)"
    }
  }
}
