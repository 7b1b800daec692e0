import Foundation
import Glibc
import Testing

@testable import leger

/// `validate --fix` and `--diff`: what is written, what is printed, what is left alone.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct FixTests {
  private let folder: ScratchFolder
  private let broken = "[Container]\nImage=quay.io/podman/hello:v1\nPublishPorts=8080:80\nNoNewPrivileges=enabled\n"
  private let mended = "[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=8080:80\nNoNewPrivileges=enabled\n"

  init() throws {
    folder = try ScratchFolder()
    try folder.write("web.container", broken)
  }

  private func content(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: folder.path + "/" + name)), as: UTF8.self)
  }

  private func leger(_ arguments: String..., input: String? = nil) throws -> ProgramRun {
    try BuiltProgram.run(arguments, in: folder.path, input: input)
  }

  @Test func `safe fixes are written, and what is left is reported`() throws {
    let run = try leger("validate", "--fix", ".")
    #expect(try content("web.container") == mended)
    #expect(run.status == 1)
    #expect(run.findings.count == 1)
    #expect(run.text.hasSuffix("1 warning in 1 file\n1 fixable with --fix --unsafe-fixes\n"))
    #expect(run.messageText == "fixed 1 finding in 1 file\n")
    let again = try leger("validate", "--fix", ".")
    #expect(again.messageText == "")
  }

  @Test func `unsafe fixes are written when they are wanted`() throws {
    let run = try leger("validate", "--fix", "--unsafe-fixes", "web.container")
    #expect(run.status == 0)
    #expect(run.messageText == "fixed 2 findings in 1 file\n")
    #expect(try content("web.container").hasSuffix("PublishPort=8080:80\nNoNewPrivileges=true\n"))
  }

  @Test func `a rule that is ignored is not fixed`() throws {
    let run = try leger("validate", "--fix", "--ignore", "unknown-key", ".")
    #expect(run.messageText == "")
    #expect(try content("web.container") == broken)
  }

  @Test func `the hint counts what could be fixed`() throws {
    #expect(try leger("validate", ".").text.hasSuffix("1 fixable with --fix, 1 more with --unsafe-fixes\n"))
  }

  @Test func `a diff shows the fixes and writes nothing`() throws {
    let run = try leger("validate", "--diff", ".")
    #expect(run.status == 1)
    #expect(
      run.text == """
        --- ./web.container
        +++ ./web.container
        @@ -1,4 +1,4 @@
         [Container]
         Image=quay.io/podman/hello:v1
        -PublishPorts=8080:80
        +PublishPort=8080:80
         NoNewPrivileges=enabled

        """
    )
    let left = "1 finding left; leger validate shows it\n1 fixable with --unsafe-fixes\n"
    #expect(run.messageText == "would fix 1 finding in 1 file, " + left)
    #expect(try leger("validate", "--diff", "--unsafe-fixes", ".").messageText == "would fix 2 findings in 1 file\n")
    #expect(try content("web.container") == broken)
    try folder.write("web.container", "[Container]\nImage=quay.io/podman/hello:v1\n")
    let clean = try leger("validate", "--diff", ".")
    #expect(clean.status == 0 && clean.text == "" && clean.messageText == "")
  }

  @Test func `standard input is mended on standard output`() throws {
    let run = try leger("validate", "--fix", "-", "--stdin-filename", "other.container", input: broken)
    #expect(run.text == mended)
    #expect(run.messageText.contains("other.container:4:17: warning: "))
    #expect(run.messageText.hasSuffix("fixed 1 finding in 1 file\n"))
    #expect(try content("web.container") == broken)
  }

  @Test func `units of a bundle are mended in the bundle`() throws {
    let head = "# FileName=db\n[Volume]\n---\n# FileName=web\n"
    try folder.write("all.quadlets", head + broken)
    #expect(try leger("validate", "--fix", "all.quadlets").messageText == "fixed 1 finding in 1 file\n")
    #expect(try content("all.quadlets") == head + mended)
  }

  @Test func `a link is left alone, and so is what it leads to`() throws {
    try folder.write("elsewhere/target", broken)
    try folder.makeLink("linked.container", to: "elsewhere/target")
    let run = try leger("validate", "--fix", "linked.container")
    #expect(run.messageText.contains("linked.container\": is a symbolic link"))
    #expect(run.status == 1)
    #expect(try content("elsewhere/target") == broken)
  }

  @Test func `what is not fixed keeps nothing after it from being fixed`() throws {
    let lines = broken.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // The fix of line 3 is unsafe and the link comes before the file; neither is touched.
    try folder.write("web.container", [lines[0], lines[1], lines[3], lines[2], ""].joined(separator: "\n"))
    let target = broken + "PublishPorts=8081:80\n"
    try folder.write("elsewhere/target", target)
    try folder.makeLink("a.container", to: "elsewhere/target")
    let run = try leger("validate", "--fix", ".")
    #expect(run.messageText.hasSuffix("fixed 1 finding in 1 file\n"))
    #expect(try content("web.container").hasSuffix("NoNewPrivileges=enabled\nPublishPort=8080:80\n"))
    #expect(try content("elsewhere/target") == target)
  }

  @Test func `mode stays, and no other file is left behind`() throws {
    try folder.setMode("web.container", 0o640)
    _ = try leger("validate", "--fix", ".")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/web.container")
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["web.container"])
  }

  @Test func `a file that is fine is not written`() throws {
    try folder.write("web.container", mended)
    let path = folder.path + "/web.container"
    let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    _ = try leger("validate", "--fix", ".")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == before)
  }

  @Test(.enabled(if: geteuid() != 0, "skipped: root may write everywhere"))
  func `a folder that cannot be written to keeps its files`() throws {
    try folder.setMode(".", 0o555)
    defer { try? folder.setMode(".", 0o755) }
    let run = try leger("validate", "--fix", ".")
    #expect(run.status == 3)
    #expect(run.messageText == "leger: \"./web.container\": permission denied\n")
    #expect(run.findings.count == 2)
    #expect(try content("web.container") == broken)
  }
}
