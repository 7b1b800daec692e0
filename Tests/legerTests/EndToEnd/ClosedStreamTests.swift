import Foundation
import Testing

@testable import leger

/// leger started in an odd way: with streams closed, or told to ignore how programs end.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct ClosedStreamTests {
  private let scratch: ScratchFolder
  private let unit = "[Container]\nImage = quay.io/a/b:1\n"

  init() throws {
    scratch = try ScratchFolder()
    try scratch.write("units/web.container", unit)
  }

  /// Runs a line of shell, in which `leger` is the program, and returns its exit status.
  private func shell(_ line: String) throws -> Int32 {
    let program = Process()
    program.executableURL = URL(filePath: "/bin/sh")
    program.arguments = ["-c", "cd \"$0\" && leger() { \"$PROGRAM\" \"$@\"; }; \(line)", scratch.path]
    program.environment = ["PROGRAM": BuiltProgram.path ?? "", "PATH": "/usr/bin:/bin", "HOME": scratch.path]
    program.standardOutput = FileHandle.nullDevice
    program.standardError = FileHandle.nullDevice
    try program.run()
    program.waitUntilExit()
    return program.terminationStatus
  }

  @Test func `output that goes nowhere is an error, and is not written into a file`() throws {
    #expect(try shell("leger validate units >&-") == 3)
    #expect(try shell("leger validate units >&- 2>&- <&-") == 3)
    #expect(try shell("leger format units >&- 2>&- <&-") == 0)
    #expect(try scratch.text(of: "units/web.container") == unit.replacing(" = ", with: "="))
    #expect(try scratch.names(in: "units") == ["web.container"])
  }

  @Test func `input that is closed, or a folder, is no empty unit`() throws {
    #expect(try shell("leger format - --stdin-filename web.container <&-") == 3)
    #expect(try shell("leger format - --stdin-filename web.container <units") == 3)
    #expect(try shell("[ -z \"$(leger format - --stdin-filename web.container <units)\" ]") == 0)
    #expect(try shell("leger validate - --stdin-filename web.container <units") == 3)
  }

  @Test(.enabled(if: SystemHost().findProgram("git") != nil, "skipped: git is not installed"))
  func `how a program ended is known even where that is ignored`() throws {
    let git = "git -c user.name=a -c user.email=a@example.com"
    #expect(try shell("git init -q . && \(git) add . && \(git) commit -qm a") == 0)
    #expect(try shell("env --ignore-signal=CHLD \"$PROGRAM\" diff --rev HEAD units") == 0)
  }
}
