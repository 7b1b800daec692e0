import Foundation
import Glibc
import Testing

@testable import leger

/// The process beside the server, with a shell in its place.
struct CompanionTests {
  private final class Lines {
    var all: [String] = []
  }

  private func companion(_ script: String, _ lines: Lines) -> Companion {
    let words = ["-c", script].map { Array($0.utf8) }
    return Companion(Array("/bin/sh".utf8), words, environment: [], refusal: 3) { lines.all.append($0) }
  }

  /// Runs a loop until a file is there, at most 20 seconds.
  private func wait(for path: String, _ loop: EventLoop) {
    var rounds = 0
    loop.every(.milliseconds(10)) {
      rounds += 1
      if access(path, F_OK) == 0 || rounds == 2_000 { loop.stop() }
    }
    loop.run()
  }

  @Test func `it may finish what it does, and is gone when the server ends`() throws {
    let folder = try ScratchFolder()
    let (begun, ended) = ("\(folder.path)/begun", "\(folder.path)/ended")
    let loop = try #require(EventLoop())
    let lines = Lines()
    let companion = companion(
      "trap 'sleep 0.3; echo >\(ended); exit' TERM; echo $$ >\(begun).new; mv \(begun).new \(begun); while :; do sleep 0.05; done",
      lines
    )
    companion.start(on: loop)
    wait(for: begun, loop)
    companion.end()
    #expect(access(ended, F_OK) == 0)
    // Nothing is left of it, not even its exit status.
    let number = try #require(pid_t(String(contentsOfFile: begun, encoding: .utf8).dropLast()))
    #expect(kill(number, 0) == -1 && errno == ESRCH)
    companion.end()
    #expect(lines.all == [])
  }

  @Test func `that it refuses this machine is said when it has ended`() throws {
    let folder = try ScratchFolder()
    let loop = try #require(EventLoop())
    let lines = Lines()
    let companion = companion("trap 'exit 3' TERM; echo >\(folder.path)/begun; while :; do sleep 0.05; done", lines)
    companion.start(on: loop)
    wait(for: "\(folder.path)/begun", loop)
    companion.end()
    #expect(lines.all == ["podman's secrets are not kept in step on this machine; the store is served"])
  }
}
