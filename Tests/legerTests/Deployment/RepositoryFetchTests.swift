import QuadletAnalysis
import Testing

@testable import leger

/// Rows 13 to 15 of the faults: what a repository that anyone may have written can bring about.
@Suite(
  .serialized,
  .enabled(if: SystemHost().findProgram("git") != nil, "skipped: git is not installed")
)
struct RepositoryFetchTests {
  private let scratch: ScratchFolder
  private static let unit = "[Container]\nImage=example.org/web:1\n"

  init() throws {
    scratch = try ScratchFolder()
    try scratch.makeFolder("origin")
    try git("init", "-q", "-b", "main")
  }

  private func git(_ arguments: String...) throws {
    let host = SystemHost()
    let identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "protocol.file.allow=always"]
    let spawn = Spawn(
      program: try #require(host.findProgram("git")),
      arguments: (["-C", scratch.path + "/origin"] + identity + arguments).map { Array($0.utf8) },
      environment: host.environment(adding: ["GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null"])
    )
    let outcome = try host.run(spawn)
    #expect(outcome.status == 0, "git \(arguments): \(String(decoding: outcome.messages, as: UTF8.self))")
  }

  private func commit(_ message: String = "one") throws {
    try git("add", "-A")
    try git("commit", "-q", "-m", message)
  }

  /// Reads a folder of the repository as an installation would; the names of the files, or why there are none.
  private func read(ref: String? = nil, subpath: String? = nil) throws -> (
    files: [DeploymentFile], failure: HostFailure?
  ) {
    let host = SystemHost()
    let record = SourceRecord(kind: .git, location: "file://\(scratch.path)/origin", ref: ref, subpath: subpath)
    let own = try DeploymentFolders(host.user.isRoot ? .system : .user, on: host)
    do throws(HostFailure) {
      return (try Source(record, on: host).read(Target(scope: .system), own).files, nil)
    } catch {
      return ([], error)
    }
  }

  private func names(ref: String? = nil, subpath: String? = nil) throws -> [String] {
    let (files, failure) = try read(ref: ref, subpath: subpath)
    return failure.map { ["\($0.kind): \($0.message)"] } ?? files.map(\.name)
  }

  @Test func `units and what they name are read, and nothing else`() throws {
    try scratch.write("origin/web/web.container", Self.unit + "EnvironmentFile=./web.env\nVolume=./conf:/conf:ro\n")
    try scratch.write("origin/web/web.container.d/10-a.conf", "[Container]\nUser=1\n")
    try scratch.write("origin/web/web.env", "A=1\n")
    try scratch.write("origin/web/conf/a/b", "1")
    try scratch.write("origin/web/README.md", "1")
    try scratch.write("origin/other/other.container", Self.unit)
    try commit()
    let expected = ["conf/a/b", "web.container", "web.container.d/10-a.conf", "web.env"]
    #expect(try names(subpath: "web") == expected)
    #expect(try names(subpath: "web/") == expected)
  }

  @Test func `a reference with slashes is told from the folder after it`() throws {
    try scratch.write("origin/web/web.container", Self.unit)
    try commit()
    try git("branch", "feature/two")
    try git("tag", "v1")
    #expect(try names(ref: "feature/two/web") == ["web.container"])
    #expect(try names(ref: "v1", subpath: "web") == ["web.container"])
    #expect(try names(ref: "main/web") == ["web.container"])
    #expect(try names(ref: "nothing/web")[0].hasPrefix("usage: "))
    #expect(try names(ref: "main/nothing")[0].hasPrefix("usage: "))
  }

  @Test(arguments: ["../..", "/etc", "web/../..", "a//b", "."])
  func `14: a path out of the repository is none`(_ subpath: String) throws {
    try scratch.write("origin/web/web.container", Self.unit)
    try commit()
    let names = try names(subpath: subpath)
    #expect(subpath == "." ? names == ["web/web.container"] : names[0].hasPrefix("usage: "), "\(names)")
  }

  @Test func `15: a link out of the repository is not followed`() throws {
    try scratch.write("secret", "canary")
    try scratch.write("origin/web.container", Self.unit + "EnvironmentFile=./link\nVolume=./folder:/x:ro\n")
    try scratch.makeLink("origin/link", to: scratch.path + "/secret")
    try scratch.makeLink("origin/folder", to: "../")
    try scratch.makeLink("origin/app.container", to: "/etc/passwd")
    try commit()
    let (files, failure) = try read()
    #expect(failure?.kind == .refused || !files.contains { $0.name == "app.container" })
    for file in files { #expect(!String(decoding: file.bytes, as: UTF8.self).contains("canary"), "\(file.name)") }
  }

  @Test func `15: filters, hooks and submodules of a repository do nothing`() throws {
    try scratch.write("origin/web.container", Self.unit)
    try scratch.write("origin/.gitattributes", "* filter=evil\n")
    try commit()
    try git("config", "filter.evil.smudge", "touch \(scratch.path)/canary; cat")
    try scratch.write("origin/.git/hooks/post-checkout", "#!/bin/sh\ntouch \(scratch.path)/canary\n")
    try git("update-index", "--add", "--cacheinfo", "160000,1234567890123456789012345678901234567890,module")
    try scratch.write("origin/.gitmodules", "[submodule \"m\"]\n\tpath = module\n\turl = ext::sh -c touch%\\ canary\n")
    try git("add", ".gitmodules")
    try git("commit", "-q", "-m", "module")
    #expect(try names() == ["web.container"])
    #expect(SystemHost().isMissing(Array("\(scratch.path)/canary".utf8)))
  }

  @Test func `15: a pointer of Git LFS is no content`() throws {
    try scratch.write("origin/web.container", Self.unit + "EnvironmentFile=./big\n")
    try scratch.write("origin/big", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n")
    try commit()
    #expect(try names()[0].contains("big\": is a pointer of Git LFS"))
  }

  @Test func `nothing is left of what was fetched`() throws {
    try scratch.write("origin/web.container", Self.unit)
    try commit()
    _ = try names()
    let host = SystemHost()
    let listing = try host.list(Array((host.text("TMPDIR") ?? "/tmp").utf8))
    #expect(!listing.entries.contains { listing.name(of: $0).starts(with: "leger-fetch-".utf8) })
  }

  @Test func `a repository that is not there is named`() throws {
    let failure = try read(ref: nil).failure
    #expect(failure?.kind == .environment, "\(String(describing: failure))")
  }
}
