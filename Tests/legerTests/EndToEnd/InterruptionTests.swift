import Glibc
import Testing

@testable import leger

/// What runs for leger ends with it.
@Suite(
  .enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"),
  .enabled(if: SystemHost().findProgram("git") != nil, "skipped: git is not installed"),
  .enabled(if: SystemHost().findProgram("timeout") != nil, "skipped: timeout(1) is not installed")
)
struct InterruptionTests {
  private let host = SystemHost()

  @Test(arguments: [("TERM", 143), ("INT", 130)])
  func `a signal ends the program first, then leger`(_ signal: String, _ status: Int32) throws {
    let scratch = try ScratchFolder()
    try scratch.write(".git/HEAD", "ref: refs/heads/main\n")
    try scratch.makeFolder(".git/objects")
    try scratch.makeFolder(".git/refs")
    try scratch.makeFolder("units")
    // Git waits for someone to write to it.
    try scratch.makePipe(".git/config")
    let leger = try #require(BuiltProgram.path)
    let words = ["--foreground", "--preserve-status", "-s", signal, "1", leger, "diff", "--rev", "HEAD", "units"]
    let outcome = try host.run(
      Spawn(
        program: try #require(host.findProgram("sh")),
        arguments: (["-c", "cd \"$0\" && exec timeout \"$@\"", scratch.path] + words).map { Array($0.utf8) },
        environment: host.environment(
          adding: (host.text("LD_LIBRARY_PATH").map { ["LD_LIBRARY_PATH=\($0)"] }) ?? []
        ),
        timeLimit: .seconds(30)
      )
    )
    #expect(outcome.status == status)
    #expect(String(decoding: outcome.messages, as: UTF8.self) == "leger: git was interrupted\n")
    // No process has the pipe open any more.
    #expect(open(scratch.path + "/.git/config", O_WRONLY | O_NONBLOCK) == -1)
    #expect(errno == ENXIO)
  }
}
