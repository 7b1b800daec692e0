import Glibc
import Testing

@testable import leger

/// Programs that are started: limits, streams, environment.
struct SpawnTests {
  private let host = SystemHost()

  private func shell(_ script: String) throws -> Spawn {
    Spawn(
      program: try #require(host.findProgram("sh")),
      arguments: ["-c", script].map { Array($0.utf8) },
      environment: [Array("A=1".utf8)]
    )
  }

  private func run(_ script: String, input: String = "") throws -> Spawn.Outcome {
    try host.run(shell(script), input: Array(input.utf8))
  }

  @Test func `streams and status`() throws {
    let outcome = try run("cat; echo no >&2; exit 7", input: "yes")
    #expect(outcome.status == 7)
    #expect(String(decoding: outcome.output, as: UTF8.self) == "yes")
    #expect(String(decoding: outcome.messages, as: UTF8.self) == "no\n")
    #expect(try run("kill -9 $$").status == 137)
  }

  @Test func `input larger than a pipe goes through while output comes`() throws {
    let text = String(repeating: "line\n", count: 100_000)
    #expect(try run("cat", input: text).output.count == text.utf8.count)
  }

  @Test func `a program that does not read its input does no harm`() throws {
    let text = String(repeating: "line\n", count: 100_000)
    #expect(try run("exec 0<&-; echo done", input: text).status == 0)
  }

  @Test func `the environment is what is given, and no file stays open`() throws {
    let outcome = try run("env | grep -v '^\\(PWD\\|_\\|SHLVL\\|OLDPWD\\)='; ls /proc/self/fd | wc -l")
    let words = String(decoding: outcome.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    #expect(words.first == "A=1")
    // Three streams, and the folder that ls reads.
    #expect(words.last == "4")
  }

  @Test func `what takes too long, or says too much, is ended`() throws {
    for script in ["sleep 20", "exec >&- 2>&-; sleep 20", "trap '' TERM; sleep 20 & wait; sleep 20"] {
      var slow = try shell(script)
      slow.timeLimit = .milliseconds(200)
      #expect(throws: Spawn.Failure.tookTooLong(.milliseconds(200))) { try host.run(slow) }
    }
    var loud = try shell("yes")
    loud.outputLimit = 1 << 20
    #expect(throws: Spawn.Failure.saidTooMuch(limit: 1 << 20)) { try host.run(loud) }
  }

  @Test func `a program that is ended takes its children with it`() throws {
    let folder = try ScratchFolder()
    var spawn = try shell("(sleep 1.5; echo late > \(folder.path)/late) & wait")
    spawn.timeLimit = .milliseconds(200)
    #expect(throws: Spawn.Failure.self) { try host.run(spawn) }
    host.sleep(for: .seconds(2))
    #expect(!host.exists(Array("\(folder.path)/late".utf8)))
  }

  @Test func `streams are moved chunk by chunk, and whoever takes them can stop the program`() throws {
    var spawn = try shell("cat")
    spawn.outputLimit = 1 << 30
    var left = 300
    var (total, largest) = (0, 0)
    let status = try host.run(
      spawn,
      ProgramStreams(
        input: {
          left -= 1
          return left < 0 ? nil : [UInt8](repeating: 0x61, count: 100_000)
        },
        output: { bytes in
          total += bytes.count
          largest = max(largest, bytes.count)
          return true
        }
      )
    )
    #expect(status == 0)
    #expect(total == 30_000_000)
    #expect(largest <= 64 << 10)
    #expect(throws: Spawn.Failure.stopped) {
      try host.run(shell("yes"), ProgramStreams(output: { _ in false }))
    }
  }

  @Test func `a program that does not exist, or has no absolute path`() throws {
    #expect(host.findProgram("no-such-program-here") == nil)
    for path in ["/no/such/program", "sh"] {
      let missing = Spawn(program: Array(path.utf8), arguments: [])
      #expect(throws: Spawn.Failure.notStarted(SystemError(code: ENOENT))) { try host.run(missing) }
    }
  }
}
