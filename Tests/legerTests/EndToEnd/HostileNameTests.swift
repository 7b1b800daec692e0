import Foundation
import Testing

@testable import leger

/// Names and texts that a terminal, a log or a parser would obey, through every command and format.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct HostileNameTests {
  private let scratch: ScratchFolder
  private static let odd = "\n::error::x\u{1B}[31m\u{9B}2J\u{202E}\u{200B}\r"
  /// Like `odd`, in a line of a unit.
  private static let inLine = "\u{1B}[31m\u{9B}2J\u{202E}\u{200B}::error::x"
  private static let oddBytes = Array("units/b".utf8) + [0x9B, 0xFF] + Array(".container".utf8)

  init() throws {
    scratch = try ScratchFolder()
    let text = """
      [Unit]
      Description=\(Self.inLine)
      After=\(Self.inLine).service a\(Self.inLine).container
      [Container]
      Image=\(Self.inLine)
      ContainerName=x\(Self.inLine)
      Bogus\(Self.inLine)=1
      PublishPort=\(Self.inLine)
      Volume=\(Self.inLine):/x
      EnvironmentFile=./\(Self.inLine)
      Environment=\(Self.inLine)
      [Sect\(Self.inLine)]
      [Install]
      WantedBy=default.target \(Self.inLine).target

      """
    try scratch.write(bytes: Array("units/a\(Self.odd).container".utf8), Array(text.utf8))
    try scratch.write(bytes: Self.oddBytes, Array(text.utf8))
    try scratch.write(bytes: Array("units/broken\(Self.odd).volume".utf8), Array("no unit \(Self.inLine)\n".utf8))
    try scratch.write("units/app/.leger.yaml", "\"\\e[31m\\u202E\": 1\nname: \"\\n::error::\"\nports: [\"\\e\"]\n")
    try scratch.write("units/app/c.kube", "[Kube]\nYaml=x.yaml\nPublishPort=80:80\n")
    try scratch.write("units/app/x.yaml", "kind: \"\\e[31m\\u202E\"\n\u{202E}: [\n")
    try scratch.write("good/a\(Self.inLine).container", "[Container]\nImage=quay.io/a/b:1\nContainerName = a\u{202E}\n")
  }

  private static let lines = [
    "validate", "validate --format concise", "validate --format json", "validate --format sarif",
    "validate --format github", "validate --format gitlab", "validate --format junit", "validate --statistics",
    "validate --level note --per-folder", "check-conflicts", "check-conflicts --json", "inspect", "inspect --json",
    "graph",
    "graph --format json", "graph --format dot", "graph --format mermaid", "format --check",
  ]

  /// What is no plain text: raw control characters but newline and tab, hidden characters, invalid UTF-8.
  private func flaw(_ bytes: [UInt8]) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return "invalid UTF-8" }
    for scalar in text.unicodeScalars where scalar != "\n" && scalar != "\t" && !VisibleText.isVisible(scalar.value) {
      return "U+\(String(scalar.value, radix: 16)) in \(text)"
    }
    return nil
  }

  private func check(_ run: ProgramRun, _ line: String) {
    #expect(flaw(run.output) == nil, "output of \(line)")
    #expect(flaw(run.messages) == nil, "messages of \(line)")
    #expect(run.status.map { $0 < 5 } ?? false)
    let commands = (run.text + run.messageText).split(separator: "\n").filter { $0.hasPrefix("::") }
    let own = ["::error file=", "::warning file=", "::notice file="]
    #expect(commands.allSatisfy { command in line.contains("github") && own.contains { command.hasPrefix($0) } })
  }

  @Test(arguments: lines) func `no command hands on what would be obeyed`(line: String) throws {
    for folder in ["units", "good", "units/app"] {
      check(try BuiltProgram.run(line.split(separator: " ").map(String.init) + [folder], in: scratch.path), line)
    }
  }

  @Test func `operands, values of options and names of rules are shown, not handed on`() throws {
    let odd = Self.odd
    for arguments in [
      ["validate", odd], [odd], ["--" + odd], ["validate", "--" + odd], ["validate", "-" + odd], ["explain", odd],
      ["validate", "--ignore", odd], ["validate", "--podman-version", odd], ["validate", "--format", odd],
      ["validate", "--level=" + odd], ["check-conflicts", "--port", odd], ["generate", odd], ["help", odd],
      ["cat", odd],
      ["diff", odd, "."], ["diff", "--rev", odd], ["diff", "good", odd], ["completions", odd], ["format", odd],
      ["format", "-", "--stdin-filename", odd], ["generate", "-o", "good/a\(Self.inLine).container", "good"],
    ] {
      check(try BuiltProgram.run(arguments, in: scratch.path, input: ""), arguments.joined(separator: " "))
    }
  }

  @Test func `the generator's messages and headings are one line each`() throws {
    for line in ["generate", "generate --explain", "generate --user"] {
      let run = try BuiltProgram.run(line.split(separator: " ").map(String.init) + ["units"], in: scratch.path)
      #expect(!run.messages.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 })
      #expect(!run.messageText.split(separator: "\n").contains { $0.hasPrefix("::") })
      #expect(!run.text.split(separator: "\n").contains { $0.hasPrefix("::") })
    }
  }

  @Test func `a list of paths is quoted as Git quotes, and names that are fine are not`() throws {
    try scratch.write("list/größe.container", "[Container]\nImage = quay.io/a/b:1\n")
    try scratch.write("list/a\"\n.container", "[Container]\nImage = quay.io/a/b:1\n")
    let run = try BuiltProgram.run(["format", "--check", "list"], in: scratch.path)
    #expect(run.text == "\"list/a\\\"\\012.container\"\nlist/größe.container\n")
  }

  @Test func `a JSON reader gets the exact name`() throws {
    let run = try BuiltProgram.run(["validate", "--json", "units"], in: scratch.path)
    struct Answer: Decodable {
      struct Finding: Decodable { let path: String }
      let findings: [Finding]
    }
    let answer = try JSONDecoder().decode(Answer.self, from: Data(run.output))
    #expect(answer.findings.contains { $0.path == "units/a\(Self.odd).container" })
  }

  @Test func `the default diff shows what is hidden, and a patch is exact`() throws {
    try scratch.write("old/a.container", "[Container]\nImage=quay.io/a/b:1\n")
    try scratch.write("new/a.container", "[Container]\nImage=quay.io/a/b:1\nLabel=\(Self.inLine)\n")
    check(try BuiltProgram.run(["diff", "old", "new"], in: scratch.path), "diff")
    check(try BuiltProgram.run(["diff", "--stat", "old", "new"], in: scratch.path), "diff --stat")
    check(try BuiltProgram.run(["diff", "--json", "old", "new"], in: scratch.path), "diff --json")
    #expect(try BuiltProgram.run(["diff", "--text", "old", "new"], in: scratch.path).text.contains(Self.inLine))
  }

  @Test(arguments: [
    "generate exact", "format - --stdin-filename a.container", "validate --fix - --stdin-filename a.container",
  ])
  func `what is exact in a pipe is visible on a terminal`(line: String) throws {
    let text = "[Unit]\nDescription = \(Self.inLine)\n[Container]\nImage=quay.io/a/b:1\n"
    try scratch.write("exact/a.container", text)
    let arguments = line.split(separator: " ").map(String.init)
    let exact = try BuiltProgram.run(arguments, in: scratch.path, input: text)
    #expect(exact.text.contains(Self.inLine))
    let environment = ["TERM": "xterm"]
    let shown = try BuiltProgram.run(
      arguments,
      in: scratch.path,
      input: text,
      environment: environment,
      output: .terminal
    )
    #expect(shown.text.contains("<U+202E><U+200B>::error::x"))
    // The terminal itself ends lines by CR and LF.
    #expect(flaw(shown.output.filter { $0 != 0x0D }) == nil)
  }

  @Test(arguments: [
    "validate", "validate --format concise", "format --check", "cat", "diff . .", "generate .", "graph .", "inspect .",
  ])
  func `no line begins with the name of a file that a CI system would obey`(line: String) throws {
    for name in ["::error::x.container", "##[error]x.container"] {
      try scratch.write("ci/\(name)", "[Container]\nImage = quay.io/a/b:1\nImag=x\n")
      let arguments = line.split(separator: " ").map(String.init) + (line.hasSuffix(".") ? [] : [name])
      let run = try BuiltProgram.run(arguments, in: scratch.path + "/ci")
      for text in [run.text, run.messageText] {
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("::") || $0.hasPrefix("##[") }, "\(text)")
      }
    }
  }
}
