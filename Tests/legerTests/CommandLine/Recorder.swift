import Synchronization

@testable import leger

/// Runs a program and records its output.
final class Recorder: Sendable {
  private let written = Mutex((output: "", error: ""))

  var output: String { written.withLock { $0.output } }
  var error: String { written.withLock { $0.error } }

  func run(
    _ line: String,
    of program: Program = .fake,
    terminal: Terminal = .plain,
    errorTerminal: Terminal = .plain
  ) -> ExitStatus {
    let console = Console(
      terminal: terminal,
      errorTerminal: errorTerminal,
      standardOutput: { [self] bytes in written.withLock { $0.output += String(decoding: bytes, as: UTF8.self) } },
      standardError: { [self] bytes in written.withLock { $0.error += String(decoding: bytes, as: UTF8.self) } }
    )
    return program.run(arguments: arguments(line), on: RecordingHost(), console: console)
  }
}
