import Foundation
import Testing

@testable import leger

/// `leger format`: what is written, listed and left alone.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct FormatTests {
  private let folder: ScratchFolder
  private let old = "[Container]\r\nImage = quay.io/podman/hello:v1\r\n[Install]\r\nWantedBy=default.target"
  private let new = "[Container]\nImage=quay.io/podman/hello:v1\n\n[Install]\nWantedBy=default.target\n"

  init() throws {
    folder = try ScratchFolder()
    try folder.write("web.container", old)
    try folder.write("fine.volume", "[Volume]\n")
  }

  private func content(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: folder.path + "/" + name)), as: UTF8.self)
  }

  private func leger(_ arguments: String..., input: String? = nil) throws -> ProgramRun {
    try BuiltProgram.run(arguments, in: folder.path, input: input)
  }

  @Test func `units are formatted in place, once`() throws {
    let run = try leger("format")
    #expect(run.status == 0 && run.text == "")
    #expect(run.messageText == "formatted 1 file, 1 file left unchanged\n")
    #expect(try content("web.container") == new)
    #expect(try leger("format").messageText == "2 files left unchanged\n")
  }

  @Test func `a check lists what would change`() throws {
    let run = try leger("format", "--check", ".")
    #expect(run.status == 1)
    #expect(run.text == "./web.container\n")
    #expect(run.messageText == "would format 1 file, 1 file left unchanged\n")
    #expect(try content("web.container") == old)
    #expect(try leger("format", "--check", "fine.volume").status == 0)
  }

  @Test func `a diff shows what would change`() throws {
    let run = try leger("format", "--diff", "web.container")
    #expect(run.status == 1)
    #expect(run.text.hasPrefix("--- web.container\n+++ web.container\n@@ -1,4 +1,5 @@\n-[Container]\r\n"))
    #expect(run.text.contains("-WantedBy=default.target\n\\ No newline at end of file\n"))
    #expect(try content("web.container") == old)
  }

  @Test func `standard input is formatted on standard output`() throws {
    #expect(try leger("format", "-", "--stdin-filename", "a.container", input: old).text == new)
    #expect(try leger("format", "-", "--stdin-filename", "a.container", input: new).text == new)
  }

  @Test func `a file that Podman rejects is left unchanged`() throws {
    try folder.write("bad.container", "[Container]  \noops\n")
    let run = try leger("format", "bad.container")
    #expect(run.status == 0)
    #expect(run.messageText.contains("\"bad.container\": Podman cannot read line 2, so it is left unchanged"))
    #expect(try content("bad.container") == "[Container]  \noops\n")
  }

  @Test func `drop-ins and bundles are formatted, links are not`() throws {
    try folder.write("web.container.d/10.conf", "[Service]\nRestart = no\n")
    try folder.write("all.quadlets", "# FileName=a\n[Volume]\nUser = 1\n")
    try folder.write("b/target", old)
    try folder.makeLink("link.container", to: "b/target")
    let run = try leger("format", ".", "all.quadlets")
    #expect(run.status == 0)
    #expect(run.messageText.contains("link.container\": is a symbolic link"))
    #expect(try content("web.container.d/10.conf") == "[Service]\nRestart=no\n")
    #expect(try content("all.quadlets") == "# FileName=a\n[Volume]\nUser=1\n")
    #expect(try content("b/target") == old)
  }
}
