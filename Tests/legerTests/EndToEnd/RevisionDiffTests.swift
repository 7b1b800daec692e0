import Foundation
import Testing

@testable import leger

/// `leger diff --rev`, in its own repository.
@Suite(
  .enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"),
  .enabled(if: SystemHost().findProgram("git") != nil, "skipped: git is not installed")
)
struct RevisionDiffTests {
  private let scratch: ScratchFolder
  private let unit = "[Container]\nImage=localhost/app:1\n"

  /// Two commits, `one` and `two`, and an edit on top.
  init() throws {
    scratch = try ScratchFolder()
    try git("init", "-q")
    try scratch.write("units/web.container", unit + "EnvironmentFile=./app.env\n")
    try scratch.write("units/app.env", "A=1\n")
    try scratch.write("shared/cache.container", unit)
    try scratch.makeLink("units/linked", to: "../shared")
    try commit("one")
    try scratch.write("units/web.container", unit + "EnvironmentFile=./app.env\nMemory=1g\n")
    try scratch.write("units/app.env", "A=2\n")
    try scratch.write("units/new folder/ünits.container", unit)
    try commit("two")
    try scratch.write("units/web.container", unit + "Memory=2g\n")
  }

  private func git(_ arguments: String...) throws {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"]
    let host = SystemHost()
    let spawn = Spawn(
      program: try #require(host.findProgram("git")),
      arguments: (["-C", scratch.path] + identity + arguments).map { Array($0.utf8) },
      environment: host.environment(adding: ["GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null"])
    )
    try #require(try host.run(spawn).status == 0)
  }

  private func commit(_ tag: String) throws {
    try git("add", "-A")
    try git("commit", "-q", "-m", tag)
    try git("tag", tag)
  }

  private func run(_ arguments: String...) throws -> ProgramRun {
    try BuiltProgram.run(["diff"] + arguments, in: scratch.path, limit: 20)
  }

  @Test func `two revisions`() throws {
    let run = try run("--rev", "one..two", "--exit-code", "--stat", "units")
    #expect(run.status == 1)
    #expect(run.messageText == "")
    #expect(
      run.text == """
        recreate      web.service    Memory, EnvironmentFile
        added         ünits.service
        changed       units/app.env                     +1 -1
        added         units/new folder/ünits.container  +2 -0
        changed       units/web.container               +1 -0
        1 recreate, 1 added; 3 files differ

        """
    )
    #expect(try self.run("--rev", "two..one", "--stat", "units").text.hasPrefix("removed       ünits.service"))
    #expect(try self.run("--rev", "one..one", "--exit-code").text == "no differences\n")
  }

  @Test func `a revision and the work tree`() throws {
    let run = try run("--rev", "HEAD", "units")
    #expect(run.text.contains("  Memory           1g → 2g  (units/web.container:3)\n"))
    #expect(run.text.contains("\n--- a/units/web.container\n+++ b/units/web.container\n"))
    #expect(try self.run("--rev", "two..", "--exit-code", "units").status == 0)
  }

  @Test func `a single file, and an absolute path`() throws {
    let file = try run("--rev", "one..two", "--stat", "units/web.container")
    #expect(file.text.hasPrefix("recreate      web.service  Memory, EnvironmentFile\n"))
    let absolute = try run("--rev", "one..two", "--stat", scratch.path + "/units")
    #expect(absolute.text.hasPrefix("recreate      web.service    Memory"))
  }

  @Test func `a link within the repository leads where it led then`() throws {
    try scratch.write("shared/cache.container", unit + "Memory=3g\n")
    let run = try run("--rev", "two", "--stat", "units")
    #expect(run.text.contains("recreate      cache.service  Memory\n"))
  }

  @Test(arguments: [(40, 0), (41, 2)])
  func `forty links may follow each other, as on disk`(_ count: Int, _ status: Int32) throws {
    for number in 1..<count { try scratch.makeLink("link\(number)", to: "link\(number + 1)") }
    try scratch.makeLink("link\(count)", to: "shared")
    try commit("links")
    let run = try run("--rev", "links..links", "link1")
    #expect(run.status == status)
  }

  @Test func `a folder that a container writes to is compared between revisions only`() throws {
    try scratch.write("units/web.container", unit + "Volume=./data:/data\n")
    try scratch.write("units/data/table", "1\n")
    try commit("three")
    try scratch.write("units/data/table", "2\n")
    #expect(try run("--rev", "three", "units").text == "no differences\n")
    try commit("four")
    #expect(try run("--rev", "three..four", "--stat", "units").text.contains("units/data/table"))
  }

  @Test func `a path that is gone from the work tree`() throws {
    try FileManager.default.removeItem(atPath: scratch.path + "/units")
    let run = try run("--rev", "two", "--stat", "units")
    #expect(run.status == 0)
    #expect(run.text.hasPrefix("removed       cache.service\nremoved       web.service\n"))
    #expect(try self.run("--rev", "one..two", "--stat", "units").text.hasPrefix("recreate      web.service"))
  }

  @Test(arguments: ["nope", "-x", "one..nope", "--output=x"])
  func `what is no revision`(_ revision: String) throws {
    let run = try run("--rev=\(revision)", "units")
    #expect(run.status == 2)
    #expect(run.messageText.contains("is not a revision of this Git repository\n"))
  }

  @Test(arguments: [
    "^HEAD", "^HEAD..HEAD", "HEAD..^HEAD", "HEAD^@", "HEAD^!", "HEAD:units", "HEAD^{tree}", "one..two..one",
  ])
  func `what is not one commit`(_ revision: String) throws {
    let run = try run("--rev", revision, "units")
    #expect(run.status == 2)
    #expect(run.messageText.contains(" is not one commit; write --rev A, or --rev A..B for two\n"))
  }

  @Test(arguments: ["A B", "@{-1}", "@{u}", "HEAD~9", ":units", "HEAD\nHEAD"])
  func `what names nothing`(_ revision: String) throws {
    let run = try run("--rev", revision, "units")
    #expect(run.status == 2)
    #expect(run.messageText.contains(" is not a revision of this Git repository\n"))
  }

  @Test(arguments: ["@", "HEAD@{0}", ":/tw", "two^{commit}", "two^0"])
  func `other ways to name a commit`(_ revision: String) throws {
    #expect(try run("--rev", "\(revision)..two", "units").text == "no differences\n")
  }

  @Test func `a link leads where it led in a revision, at the cost of one batch`() throws {
    for number in 0..<300 {
      try scratch.write("shared/\(number).container", unit)
      try scratch.makeLink("units/\(number).container", to: "../shared/\(number).container")
    }
    try commit("links")
    #expect(try run("--rev", "links..links", "--exit-code", "units").status == 0)
  }

  @Test func `a submodule that differs is reported, and one that does not is left alone`() throws {
    let commit = "8f2b2a6c1d0e4f5061728394a5b6c7d8e9f00112"
    try git("update-index", "--add", "--cacheinfo", "160000,\(commit),units/common")
    try git("commit", "-q", "-m", "module")
    let run = try run("--rev", "two..HEAD", "units")
    let path = scratch.path + "/units/common"
    #expect(
      run.messageText == "leger: \"\(path)\": is a submodule, at commit \(commit); its files are not compared\n"
    )
    #expect(run.status == 3)
    #expect(try self.run("--rev", "HEAD..HEAD", "units").status == 0)
  }

  @Test func `a path that neither revision has`() throws {
    let run = try run("--rev", "one..two", "nowhere")
    #expect(run.status == 2)
    #expect(run.messageText.hasPrefix("leger: \"nowhere\": no such file or folder in either revision\n"))
  }

  @Test func `a folder without a repository`() throws {
    let other = try ScratchFolder()
    try other.write("web.container", unit)
    let run = try BuiltProgram.run(["diff", "--rev", "HEAD"], in: other.path, limit: 10)
    #expect(run.status == 3)
    #expect(run.messageText == "leger: \".\" is not in a Git repository; --rev compares revisions of one\n")
  }
}
