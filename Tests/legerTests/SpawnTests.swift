import Glibc
import Testing

@testable import leger

/// Programs that are started: limits, streams, environment.
struct SpawnTests {
  private func shell(_ script: String, input: String = "") throws -> Spawn {
    Spawn(
      program: try #require(Spawn.find("sh")),
      arguments: ["-c", script].map { Array($0.utf8) },
      environment: [Array("A=1".utf8)],
      input: Array(input.utf8)
    )
  }

  @Test func `streams and status`() throws {
    let outcome = try shell("cat; echo no >&2; exit 7", input: "yes").run()
    #expect(outcome.status == 7)
    #expect(String(decoding: outcome.output, as: UTF8.self) == "yes")
    #expect(String(decoding: outcome.messages, as: UTF8.self) == "no\n")
    #expect(try shell("kill -9 $$").run().status == 137)
  }

  @Test func `input larger than a pipe goes through while output comes`() throws {
    let text = String(repeating: "line\n", count: 100_000)
    #expect(try shell("cat", input: text).run().output.count == text.utf8.count)
  }

  @Test func `a program that does not read its input does no harm`() throws {
    let text = String(repeating: "line\n", count: 100_000)
    #expect(try shell("exec 0<&-; echo done", input: text).run().status == 0)
  }

  @Test func `the environment is what is given, and no file stays open`() throws {
    let outcome = try shell("env | grep -v '^\\(PWD\\|_\\|SHLVL\\|OLDPWD\\)='; ls /proc/self/fd | wc -l").run()
    let words = String(decoding: outcome.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    #expect(words.first == "A=1")
    // Three streams, and the folder that ls reads.
    #expect(words.last == "4")
  }

  @Test func `what takes too long, or says too much, is ended`() throws {
    var slow = try shell("sleep 20")
    slow.timeLimit = 0.2
    #expect(throws: Spawn.Failure.self) { try slow.run() }
    var silent = try shell("exec >&- 2>&-; sleep 20")
    silent.timeLimit = 0.2
    #expect(throws: Spawn.Failure.self) { try silent.run() }
    var loud = try shell("yes")
    loud.outputLimit = 1 << 20
    #expect(throws: Spawn.Failure.self) { try loud.run() }
  }

  @Test func `a program that is not there`() throws {
    #expect(Spawn.find("no-such-program-here") == nil)
    let missing = Spawn(program: Array("/no/such/program".utf8), arguments: [])
    #expect(throws: Spawn.Failure.self) { try missing.run() }
  }
}
