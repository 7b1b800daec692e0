import Glibc
import Testing

/// Whose `.leger.yaml` counts, and what is said of errors that settings hide.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct SettingsTrustTests {
  private let scratch: ScratchFolder
  private let bad = "[Container]\nImage=quay.io/a/b:1\nBogus=1\n[Install]\nWantedBy=default.target\n"
  private let silent = "lint:\n  ignore: [unknown-key]\n"

  init() throws { scratch = try ScratchFolder() }

  private func run(_ line: String, in folder: String = "") throws -> ProgramRun {
    try BuiltProgram.run(line.split(separator: " ").map(String.init), in: scratch.path + "/" + folder)
  }

  /// Gives something to a user who is neither root nor the one who runs the tests.
  private func giveAway(_ name: String, to user: uid_t = 12345) throws {
    try #require(lchown(scratch.path + "/" + name, user, user) == 0)
  }

  private static let isRoot = geteuid() == 0

  @Test(.enabled(if: isRoot, "skipped: only root can give files away"))
  func `settings of a stranger above a file are not obeyed`() throws {
    try scratch.write("shared/app/web.container", bad)
    try scratch.write("shared/.leger.yaml", silent)
    #expect(try run("validate shared/app/web.container").status == 0)
    try giveAway("shared/.leger.yaml")
    let run = try run("validate shared/app/web.container")
    #expect(run.status == 1)
    #expect(run.findings.count == 1)
    #expect(run.messageText.contains("/shared/.leger.yaml\": belongs to another user (number 12345)"))
  }

  @Test(.enabled(if: isRoot, "skipped: only root can give files away"))
  func `settings of a stranger in the folder itself are not obeyed`() throws {
    try scratch.write("shared/web.container", bad)
    try scratch.write("shared/.leger.yaml", silent)
    try giveAway("shared/.leger.yaml")
    for line in ["validate shared", "validate shared/web.container"] {
      let run = try run(line)
      #expect(run.status == 1)
      #expect(run.messageText.contains("belongs to another user"))
    }
  }

  @Test(.enabled(if: isRoot, "skipped: only root can give files away"))
  func `a link to settings counts as its owner's, and so does a folder`() throws {
    try scratch.write("shared/app/web.container", bad)
    try scratch.write("other.yaml", silent)
    try scratch.makeLink("shared/.leger.yaml", to: "../other.yaml")
    try giveAway("shared/.leger.yaml")
    #expect(try run("validate shared/app/web.container").status == 1)
    try scratch.write("second/app/web.container", bad)
    try scratch.write("second/.leger.yaml", silent)
    try giveAway("second")
    #expect(try run("validate second/app/web.container").status == 1)
  }

  @Test(.enabled(if: isRoot, "skipped: only root can give files away"))
  func `a checkout of another user has its settings`() throws {
    try scratch.write("repo/app/web.container", bad)
    try scratch.write("repo/.leger.yaml", silent)
    for name in ["repo", "repo/app", "repo/app/web.container", "repo/.leger.yaml"] { try giveAway(name) }
    for line in ["validate repo", "validate repo/app/web.container"] {
      let run = try run(line)
      #expect(run.status == 0)
      #expect(run.messageText == "")
    }
  }

  @Test func `the summary says how many errors settings hide, and which file did it`() throws {
    try scratch.write("app/web.container", bad)
    try scratch.write("app/.leger.yaml", silent)
    #expect(try run("validate app").text.hasSuffix("no findings in 2 files\n1 error hidden by app/.leger.yaml\n"))
    for format in ["concise", "json", "sarif", "github", "gitlab", "junit"] {
      #expect(try run("validate app --format \(format)").messageText.contains("1 error hidden by app/.leger.yaml\n"))
    }
    // Another selection in the options is not the settings' doing.
    #expect(!(try run("validate app --ignore unknown-section").text.contains("hidden")))
    try scratch.write("app/.leger.yaml", "lint:\n  select: [image-without-tag]\n")
    #expect(try run("validate app").text.contains("1 error hidden by app/.leger.yaml\n"))
    try scratch.write("app/.leger.yaml", "lint:\n  ignore: [image-without-tag]\n")
    #expect(!(try run("validate app").text.contains("hidden")))
  }
}
