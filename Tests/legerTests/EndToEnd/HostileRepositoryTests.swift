import Foundation
import Testing

@testable import leger

/// `leger diff --rev` in a clone that lacks objects, and in one whose configuration names programs.
@Suite(
  .enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"),
  .enabled(if: SystemHost().findProgram("git") != nil, "skipped: git is not installed")
)
struct HostileRepositoryTests {
  private let scratch: ScratchFolder

  /// Two commits, `one` and `two`.
  init() throws {
    scratch = try ScratchFolder()
    try git("init", "-q", "-b", "main", "source")
    try scratch.write("source/units/web.container", "[Container]\nImage=localhost/app:1\n")
    try scratch.write("source/units/web.container.d/10.conf", "[Container]\nMemory=1g\n")
    try scratch.write("source/shared/cache.container", "[Container]\nImage=localhost/cache:1\n")
    try scratch.makeLink("source/units/linked", to: "../shared")
    try commit("one")
    try scratch.write("source/units/web.container", "[Container]\nImage=localhost/app:2\n")
    try commit("two")
  }

  private func commit(_ tag: String) throws {
    try git("-C", "source", "add", "-A")
    try git("-C", "source", "commit", "-q", "-m", tag)
    try git("-C", "source", "tag", tag)
  }

  @discardableResult
  private func git(_ arguments: String...) throws -> String {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "protocol.file.allow=always"]
    let host = SystemHost()
    let spawn = Spawn(
      program: try #require(host.findProgram("git")),
      arguments: (["-C", scratch.path] + identity + arguments).map { Array($0.utf8) },
      environment: host.environment(adding: ["GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null"])
    )
    let outcome = try host.run(spawn)
    try #require(outcome.status == 0, "git \(arguments): \(String(decoding: outcome.messages, as: UTF8.self))")
    return String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  private func run(_ revision: String, in folder: String, limit: Double = 20) throws -> ProgramRun {
    try BuiltProgram.run(["diff", "--rev", revision, "units"], in: scratch.path + "/" + folder, limit: limit)
  }

  /// Removes a loose object of a revision, and returns its id.
  private func lose(_ object: String) throws -> String {
    let id = try git("-C", "source", "rev-parse", object)
    try FileManager.default.removeItem(
      atPath: scratch.path + "/source/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
    )
    return id
  }

  // MARK: Objects that are missing

  private static let absence = "is not in this clone; run git fetch --refetch --no-filter\n"

  @Test(arguments: ["blob:none", "tree:0"])
  func `what a partial clone lacks is not taken for an added service`(_ filter: String) throws {
    try git("-C", "source", "config", "uploadpack.allowFilter", "true")
    try git("clone", "-q", "--filter=\(filter)", "file://\(scratch.path)/source", "clone")
    let lacking = try run("one..two", in: "clone")
    #expect(lacking.status == 3)
    #expect(lacking.text == "")
    #expect(lacking.messageText.hasPrefix("leger: the "))
    #expect(lacking.messageText.hasSuffix(Self.absence))
    // What was checked out is there.
    #expect(try run("two", in: "clone").text == "no differences\n")
    // The command of the message helps.
    try git("-C", "clone", "fetch", "-q", "--refetch", "--no-filter")
    #expect(try run("one..two", in: "clone").text.hasPrefix("recreate      web.service"))
  }

  @Test(arguments: [
    ("one:units/web.container", "units/web.container"),
    ("one:units/web.container.d/10.conf", "units/web.container.d/10.conf"),
    ("one:units/linked", "units/linked"), ("one:units", "units"),
  ])
  func `a lost object is named with its path`(_ object: String, _ path: String) throws {
    let id = try lose(object)
    let run = try run("one..two", in: "source")
    #expect(run.status == 3)
    #expect(run.text == "")
    #expect(run.messageText == "leger: the object \(id) of \"\(path)\" \(Self.absence)")
  }

  @Test func `a lost commit is named with the revision`() throws {
    let id = try lose("one")
    let run = try run("one..two", in: "source")
    #expect(run.status == 3)
    #expect(run.messageText == "leger: the object \(id) of \"one\" \(Self.absence)")
  }

  @Test func `an object that the path does not need may be missing`() throws {
    try scratch.makeLink("source/elsewhere", to: "nowhere/at/all")
    try commit("three")
    _ = try lose("three:elsewhere")
    #expect(try run("three..three", in: "source").status == 0)
  }

  @Test func `a file that units name and that is missing is no difference`() throws {
    try scratch.write("source/units/web.container", "[Container]\nImage=localhost/app:2\nEnvironmentFile=app.env\n")
    try scratch.write("source/units/app.env", "A=1\n")
    try commit("three")
    try scratch.write("source/units/app.env", "A=2\n")
    try commit("four")
    let id = try lose("three:units/app.env")
    let run = try run("three..four", in: "source")
    #expect(run.status == 3)
    #expect(run.messageText.contains(": its object \(id) \(Self.absence)"))
    #expect(!run.text.contains("added"))
  }

  @Test func `a shallow clone says so`() throws {
    try git("clone", "-q", "--depth", "1", "file://\(scratch.path)/source", "clone")
    let run = try run("HEAD~1", in: "clone")
    #expect(run.status == 2)
    #expect(run.messageText.contains("; this clone is shallow: git fetch --unshallow\n"))
  }

  // MARK: Programs that a repository names

  @Test(arguments: ["ext::sh -c \"touch% PWNED\"", "source", "ssh://localhost/x", "evil::x"])
  func `nothing that a repository names is started`(_ url: String) throws {
    try git("-C", "source", "config", "uploadpack.allowFilter", "true")
    try git("clone", "-q", "--filter=blob:none", "file://\(scratch.path)/source", "clone")
    let program = scratch.path + "/evil"
    try scratch.write("evil", "#!/bin/sh\ntouch '\(scratch.path)/PWNED'\nexit 1\n")
    try scratch.setMode("evil", 0o755)
    let address = url.hasPrefix("ext") ? "ext::sh -c \"\(program)\"" : url == "source" ? scratch.path + "/source" : url
    try git("-C", "clone", "config", "remote.origin.url", address)
    for name in ["allow", "ext.allow", "file.allow", "ssh.allow", "evil.allow"] {
      try git("-C", "clone", "config", "protocol.\(name)", "always")
    }
    let programs = [
      "remote.origin.uploadpack", "core.sshCommand", "core.fsmonitor", "core.pager", "core.editor", "core.askPass",
      "core.gitProxy", "core.alternateRefsCommand", "pager.ls-tree", "pager.cat-file", "pager.rev-parse",
      "diff.external", "diff.x.textconv", "diff.x.command", "filter.x.smudge", "filter.x.process", "gpg.program",
      "credential.helper", "sequence.editor", "uploadpack.packObjectsHook",
    ]
    for name in programs { try git("-C", "clone", "config", name, program) }
    for name in ["rev-parse", "ls-tree", "cat-file", "fetch"] {
      try git("-C", "clone", "config", "alias.\(name)", "!\(program)")
    }
    try git("-C", "clone", "config", "fetch.bundleURI", "file://\(scratch.path)/bundle")
    try scratch.write("included", "[core]\n\tfsmonitor = \(program)\n\thooksPath = \(scratch.path)/hooks\n")
    try git("-C", "clone", "config", "include.path", scratch.path + "/included")
    try scratch.write("clone/.git/info/attributes", "* diff=x filter=x\n")
    for folder in ["hooks", "clone/.git/hooks"] {
      for name in ["post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"] {
        try scratch.write("\(folder)/\(name)", "#!/bin/sh\ntouch '\(scratch.path)/PWNED'\n")
        try scratch.setMode("\(folder)/\(name)", 0o755)
      }
    }
    for revision in ["one..two", "two", "HEAD", "nope", ":units"] { _ = try run(revision, in: "clone") }
    let lacking = try run("one..two", in: "clone")
    #expect(lacking.status == 3)
    #expect(lacking.messageText.hasSuffix(Self.absence))
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/PWNED"))
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/clone/PWNED"))
  }

  @Test func `the work tree is where the repository is`() throws {
    try scratch.makeFolder("elsewhere")
    try git("-C", "source", "config", "core.worktree", scratch.path + "/elsewhere")
    let run = try run("one", in: "source")
    #expect(run.status == 3)
    #expect(run.messageText.contains("is outside of the work tree that its Git repository names (core.worktree)"))
  }

  @Test func `a bare repository among the files of another is not used`() throws {
    try git("clone", "-q", "--bare", "source", "source/units/inner")
    try git("--git-dir=source/units/inner", "config", "core.bare", "false")
    try git("--git-dir=source/units/inner", "config", "core.worktree", scratch.path + "/source")
    let run = try BuiltProgram.run(["diff", "--rev", "one", "."], in: scratch.path + "/source/units/inner", limit: 20)
    #expect(run.status != 0)
  }

  @Test func `an object is what its id says, whatever replaces it`() throws {
    let ids = try ["one", "two"].map { try git("-C", "source", "rev-parse", "\($0):units/web.container") }
    try git("-C", "source", "replace", ids[0], ids[1])
    #expect(try run("one..two", in: "source").text.hasPrefix("recreate      web.service"))
  }

  @Test func `a name that no file can have is refused`() throws {
    let id = try makeTree("040000 tree \(try git("-C", "source", "rev-parse", "one:units"))\t..")
    let odd = try git("-C", "source", "commit-tree", "-m", "odd", id)
    let run = try run("\(odd)..two", in: "source")
    #expect(run.status == 3)
    #expect(run.messageText.hasSuffix("\\x09..\" in it, which is no entry of a tree; see git fsck\n"))
  }

  // MARK: What a repository can make of its files

  @Test func `a few trees that hold each other many times are refused`() throws {
    let blob = try git("-C", "source", "hash-object", "-w", "units/web.container")
    var tree = try makeTree("100644 blob \(blob)\tx")
    for _ in 0..<30 { tree = try makeTree("040000 tree \(tree)\td", "040000 tree \(tree)\te") }
    try git("-C", "source", "tag", "bomb", try git("-C", "source", "commit-tree", "-m", "x", tree))
    let run = try run("bomb..two", in: "source", limit: 90)
    #expect(run.status == 3)
    #expect(run.messageText.contains("has more than 200,000 files and folders; check out both revisions"))
  }

  @Test(arguments: ["../../evil.container", "/etc/x.container", "a//b", "a/./b"])
  func `a path in the name of a file is no name`(_ name: String) throws {
    let blob = try git("-C", "source", "rev-parse", "one:units/web.container")
    var entry = Array("100644 \(name)\0".utf8)
    for index in stride(from: 0, to: 40, by: 2) {
      let start = blob.index(blob.startIndex, offsetBy: index)
      entry.append(try #require(UInt8(blob[start..<blob.index(start, offsetBy: 2)], radix: 16)))
    }
    try scratch.write("tree", entry)
    let tree = try git("-C", "source", "hash-object", "-t", "tree", "-w", "--literally", "\(scratch.path)/tree")
    try git("-C", "source", "tag", "odd", try git("-C", "source", "commit-tree", "-m", "x", tree))
    let run = try run("odd..two", in: "source")
    #expect(run.status == 3)
    #expect(run.text == "")
    #expect(run.messageText.contains("which is no entry of a tree; see git fsck"))
  }

  @Test(arguments: ["../../outside/x.container", "@/outside/x.container"])
  func `what links lead to outside of the repository is neither compared nor printed`(_ target: String) throws {
    try scratch.write("outside/x.container", "[Container]\nImage=localhost/canary:1\n")
    try scratch.makeLink("source/units/x.container", to: target.replacing("@", with: scratch.path))
    try scratch.makeLink(
      "source/units/below",
      to: target.replacing("@", with: scratch.path).replacing("/x.container", with: "")
    )
    let added = try run("two", in: "source")
    #expect(!added.text.contains("canary"))
    try commit("three")
    #expect(try run("three", in: "source").text == "no differences\n")
    let again = try run("two..three", in: "source")
    #expect(!again.text.contains("canary"))
  }

  private func makeTree(_ entries: String...) throws -> String {
    let host = SystemHost()
    let spawn = Spawn(
      program: try #require(host.findProgram("git")),
      arguments: ["-C", scratch.path + "/source", "mktree"].map { Array($0.utf8) },
      environment: host.environment(adding: [])
    )
    let outcome = try host.run(spawn, input: Array(entries.map { $0 + "\n" }.joined().utf8))
    try #require(outcome.status == 0)
    return String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}
