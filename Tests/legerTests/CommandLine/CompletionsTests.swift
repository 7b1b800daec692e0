import Glibc
import Testing

@testable import leger

struct CompletionsTests {
  private let completions = Completions(program: .fake)

  /// Returns what a real bash completes for the last word of a line.
  private func complete(_ words: [String]) throws -> [String] {
    let list = words.map { Completions.quoted($0) }.joined(separator: " ")
    let script = """
      set -u
      compopt() { :; }
      \(completions.script(for: .bash))
      COMP_WORDS=(\(list)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      cd / && _leger && printf '%s\\n' "${COMPREPLY[@]}"
      """
    return try run(script).split(separator: "\n").map(String.init)
  }

  private func run(_ script: String) throws -> String {
    var name = Array("/tmp/leger-completion-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    try #require(descriptor >= 0)
    defer { unlink(name) }
    let written = script.utf8.withContiguousStorageIfAvailable { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
    try #require(written == script.utf8.count)
    let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let stream = try #require(popen("bash -n \(path) && bash \(path) 2>&1", "r"))
    var output: [UInt8] = []
    while case let byte = fgetc(stream), byte != EOF { output.append(UInt8(truncatingIfNeeded: byte)) }
    #expect(pclose(stream) == 0)
    return String(decoding: output, as: UTF8.self)
  }

  @Test(
    .enabled(if: access("/bin/bash", X_OK) == 0, "bash is not installed"),
    arguments: [
      (["leger", ""], ["validate", "remove", "logs", "backup", "help", "completions"]),
      (["leger", "--v"], ["--version"]),
      (["leger", "validate", "--f"], ["--format"]),
      (["leger", "validate", "--format", ""], ["text", "concise", "json"]),
      (["leger", "validate", "--format", "=", "js"], ["json"]),
      (["leger", "validate", "--format", "="], ["text", "concise", "json"]),
      (["leger", "validate", "--output", "et"], ["etc"]),
      (["leger", "validate", "et"], ["etc"]),
      (["leger", "--no-color", "rm", "--y"], ["--yes"]),
      (["leger", "backup", "c"], ["create"]),
      (["leger", "backup", "create", "--r"], ["--reason"]),
      (["leger", "completions", "z"], ["zsh"]),
    ]
  )
  func bashCompletes(_ words: [String], _ expected: [String]) throws {
    #expect(try complete(words) == expected)
  }

  @Test func zshKnowsOptionsAndOperands() {
    let script = completions.script(for: .zsh)
    #expect(script.hasPrefix("#compdef leger\n"))
    #expect(script.contains("      /remove | /rm) place=/remove; depth=index-1 ;;\n"))
    #expect(script.contains(#" '--format=[how to print]:FORMAT:(text concise json)' \"#))
    #expect(script.contains(#" '*--select=[report these rules only]:RULE: ' \"#))
    #expect(script.contains(#" '-n+[how many lines]:N: ' \"#))
    #expect(script.contains(#"((create\:"Makes a backup." list\:"Lists backups."))"#))
  }

  @Test func fishKnowsOptionsAndOperands() {
    let script = completions.script(for: .fish)
    let lines = script.split(separator: "\n")
    #expect(lines.contains(#"      case '/remove' '/rm'"#))
    #expect(lines.contains(#"complete -c leger -n '__leger_at "/validate"' -F"#))
    #expect(lines.contains(#"complete -c leger -n '__leger_at "/logs"' -l lines -s n -x -d 'how many lines'"#))
    #expect(lines.contains(#"complete -c leger -n '__leger_at "/backup"' -a create -d 'Makes a backup.'"#))
    #expect(lines.contains(#"complete -c leger -n '__leger_at "/completions"' -a 'bash zsh fish'"#))
  }

  @Test(arguments: Completions.Shell.allCases)
  func scriptsLeaveOutWhatIsHidden(_ shell: Completions.Shell) {
    let recorder = Recorder()
    #expect(recorder.run("completions \(shell.rawValue)") == .clean)
    #expect(!recorder.output.contains("trace"))
    #expect(!recorder.output.contains("deploy/"))
    #expect(!recorder.output.contains("manual-page"))
  }
}
