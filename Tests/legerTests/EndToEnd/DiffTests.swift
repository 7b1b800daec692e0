import Foundation
import TestSupport
import Testing

@testable import leger

/// `leger diff` between two places.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct DiffTests {
  private let scratch: ScratchFolder
  private let unit = "[Container]\nImage=localhost/app:1\n"

  init() throws { scratch = try ScratchFolder() }

  private func run(_ arguments: String...) throws -> ProgramRun {
    try BuiltProgram.run(["diff"] + arguments, in: scratch.path, limit: 10)
  }

  @Test(arguments: [("text", []), ("json", ["--json"]), ("stat", ["--stat"])])
  func `a project and what became of it`(_ name: String, _ options: [String]) throws {
    let folder = Corpus.folder("projects").appending(path: "diff")
    let run = try BuiltProgram.run(["diff", "old", "new"] + options, in: folder.path(percentEncoded: false))
    #expect(run.status == 0)
    #expect(run.messageText == "")
    expectGolden(run.text, Corpus.folder("projects").appending(path: "diff.\(name).expected"))
  }

  @Test func `the help page`() throws {
    expectGolden(try run("--help").text, Corpus.folder("help").appending(path: "diff.expected"))
  }

  @Test func `equal folders have no differences wherever they lie`() throws {
    for folder in ["a", "deep/er/b"] {
      try scratch.write("\(folder)/web.container", unit + "Volume=./data:/data\nEnvironmentFile=app.env\n")
      try scratch.write("\(folder)/app.env", "A=1\n")
    }
    let run = try run("--exit-code", "a", "deep/er/b")
    #expect(run.status == 0)
    #expect(run.text == "no differences\n")
  }

  @Test func `the exit status tells of differences when it is asked for`() throws {
    try scratch.write("a/web.container", unit)
    try scratch.write("b/web.container", "# new\n" + unit)
    #expect(try run("a", "b").status == 0)
    let asked = try run("--exit-code", "a", "b")
    #expect(asked.status == 1)
    #expect(asked.text.hasPrefix("no-op         web.service (web.container)  comments, layout or order only\n"))
  }

  @Test func `two files are compared with each other, whatever they are called`() throws {
    try scratch.write("a/web.container", unit + "Volume=x.volume:/x\n")
    try scratch.write("a/x.volume", "[Volume]\n")
    try scratch.write("a/other.container", unit)
    try scratch.write("b/site.container", unit + "Memory=1g\nVolume=x.volume:/x\n")
    try scratch.write("b/x.volume", "[Volume]\n")
    let run = try run("--stat", "a/web.container", "b/site.container")
    #expect(run.text.hasPrefix("recreate      site.service  Memory\nchanged       b/site.container  +1 -0\n"))
  }

  @Test func `only the text, as patch takes it`() throws {
    try scratch.write("a/web.container", unit)
    try scratch.write("b/web.container", unit + "Memory=1g\n")
    let run = try run("--text", "a", "b")
    #expect(
      run.text == """
        --- a/web.container
        +++ b/web.container
        @@ -1,2 +1,3 @@
         [Container]
         Image=localhost/app:1
        +Memory=1g

        """
    )
  }

  @Test func `credentials are shown only in a patch`() throws {
    for (folder, word) in [("a", "first-pw"), ("b", "second-pw")] {
      try scratch.write("\(folder)/base.image", "[Image]\nImage=localhost/app:1\nCreds=me:\(word)\n")
      try scratch.write("\(folder)/web.container", unit + "Environment=B=\(folder) DB_PASSWORD=\(word)\n")
      try scratch.write("\(folder)/app.kube", "[Kube]\nYaml=app.yml\n")
      let secret = "kind: Secret\ndata:\n  a: \(word)\nstringData:\n  b: |\n    \(word)\n    \(word)\n"
      let pod = "kind: Pod\nspec:\n  containers:\n  - env:\n    - value: \(word)\n      name: API_KEY\n"
      try scratch.write("\(folder)/app.yml", secret + "---\n" + pod)
    }
    let run = try run("a", "b")
    #expect(run.text.contains("*** → ***"))
    #expect(run.text.contains("+Environment=B=b DB_PASSWORD=***\n"))
    #expect(run.text.contains("-  a: ***\n"))
    for options in [[], ["--json"], ["--stat"]] {
      #expect(try !BuiltProgram.run(["diff", "a", "b"] + options, in: scratch.path, limit: 10).text.contains("-pw"))
    }
    #expect(try self.run("--text", "a", "b").text.contains("+Environment=B=b DB_PASSWORD=second-pw\n"))
  }

  @Test func `a folder that a container writes to is not looked into`() throws {
    for folder in ["a", "b"] { try scratch.write("\(folder)/web.container", unit + "Volume=./data:/data\n") }
    try scratch.write("b/data/table", "rows")
    #expect(try run("--exit-code", "a", "b").status == 0)
  }

  @Test func `the content of a folder that is only read counts`() throws {
    for folder in ["a", "b"] { try scratch.write("\(folder)/web.container", unit + "Volume=./conf:/etc/x:ro\n") }
    try scratch.write("a/conf/x.conf", "1\n")
    try scratch.write("b/conf/x.conf", "2\n")
    let run = try run("a", "b")
    #expect(run.text.hasPrefix("restart       web.service (web.container)\n  Volume  conf/x.conf has changed"))
    #expect(run.text.contains("--- a/conf/x.conf\n+++ b/conf/x.conf\n"))
  }

  @Test func `units in a folder that a container reads are no content of it`() throws {
    for folder in ["a", "b"] { try scratch.write("\(folder)/web.container", unit + "Volume=.:/src:ro\n") }
    try scratch.write("a/note", "1\n")
    try scratch.write("b/note", "2\n")
    try scratch.write("b/other.volume", "[Volume]\n")
    try scratch.write("b/other.volume.d/10.conf", "[Volume]\nUser=1\n")
    let run = try run("a", "b")
    #expect(run.text.contains("restart       web.service (web.container)\n  Volume  note has changed"))
    #expect(!run.text.contains("other.volume has") && !run.text.contains("10.conf has"))
  }

  @Test func `a folder is looked into 64 levels deep, and what is deeper is reported`() throws {
    for folder in ["a", "b"] {
      try scratch.write("\(folder)/web.container", unit + "Volume=./conf:/etc/x:ro\n")
      for depth in 62...65 {
        try scratch.write("\(folder)/conf/\(String(repeating: "d/", count: depth))\(depth).conf", "\(folder)\n")
      }
    }
    let run = try run("--stat", "a", "b")
    let lines = run.text.split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("changed") }.count == 2)
    #expect(lines.contains { $0.contains("/63.conf ") } && !lines.contains { $0.contains("/64.conf ") })
    #expect(run.messageText.hasSuffix("d\": is more than 64 folders deep; what is in it is not compared\n"))
    #expect(run.status == 3)
  }

  @Test func `a folder of too many files is reported`() throws {
    for folder in ["a", "b"] {
      try scratch.write("\(folder)/web.container", unit + "Volume=./conf:/etc/x:ro\n")
      try scratch.makeFolder("\(folder)/conf")
    }
    for number in 0...4_000 {
      for folder in ["a", "b"] { try scratch.makeLink("\(folder)/conf/\(number)", to: "../web.container") }
    }
    let run = try run("--stat", "a", "b")
    #expect(run.messageText == "leger: \"conf\": has more than 4000 files; the others are not compared\n")
    #expect(run.status == 3)
  }

  @Test func `a file that cannot be compared is reported, and is no difference`() throws {
    for folder in ["a", "b"] {
      try scratch.write("\(folder)/web.container", unit + "EnvironmentFile=large\nVolume=./conf:/etc/x:ro\n")
      try scratch.makeSparse("\(folder)/large", size: TreeComparison.sizeLimit + 1)
      try scratch.write("\(folder)/conf/one", "1\n")
    }
    try scratch.write("b/conf/one", "2\n")
    let run = try run("--stat", "a", "b")
    #expect(run.messageText == "leger: \"large\": larger than 16 MiB\n")
    #expect(run.text.contains("changed       b/conf/one") && !run.text.contains("large"))
    #expect(run.status == 3)
  }

  @Test func `a file that becomes a pipe has changed, and is neither added nor removed`() throws {
    for folder in ["a", "b"] { try scratch.write("\(folder)/web.container", unit + "Volume=./conf:/etc/x:ro\n") }
    try scratch.write("a/conf/one", "1\n")
    try scratch.makeFolder("b/conf")
    try scratch.makePipe("b/conf/one")
    let run = try run("--stat", "a", "b")
    #expect(run.text.contains("changed       b/conf/one"))
    #expect(run.messageText == "leger: \"conf/one\": not a regular file\n")
    #expect(run.status == 3)
  }

  @Test func `a unit that is too large hides no other`() throws {
    for folder in ["a", "b"] {
      try scratch.write("\(folder)/web.container", unit)
      try scratch.makeSparse("\(folder)/huge.container", size: 65 << 20)
    }
    try scratch.write("b/web.container", unit + "Memory=1g\n")
    #expect(try run("--text", "a", "b").text.hasSuffix(" Image=localhost/app:1\n+Memory=1g\n"))
  }

  @Test func `two values of 72 columns together share a line, longer ones do not`() throws {
    let (old, new) = (String(repeating: "x", count: 36), String(repeating: "y", count: 36))
    try scratch.write("a/web.container", unit + "ContainerName=\(old)\n")
    try scratch.write("b/web.container", unit + "ContainerName=\(new)\n")
    #expect(try run("a", "b").text.contains("  ContainerName  \(old) → \(new)  (b/web.container:3)\n"))
    try scratch.write("b/web.container", unit + "ContainerName=\(new)y\n")
    #expect(try run("a", "b").text.contains("  ContainerName  - \(old)  (b/web.container:3)\n"))
  }

  @Test func `another Kubernetes file makes the pod anew`() throws {
    for folder in ["a", "b"] { try scratch.write("\(folder)/web.kube", "[Kube]\nYaml=web.yaml\n") }
    try scratch.write("a/web.yaml", "kind: Pod\n")
    try scratch.write("b/web.yaml", "kind: Deployment\n")
    #expect(try run("--stat", "a", "b").text.hasPrefix("recreate      web.service  Yaml\n"))
  }

  @Test(arguments: [
    ([:], "stops", "\"also_restarts\":[],\"also_stops\":[\"web.service\"]"),
    (["b/db.container": "[Container]\n"], "stops", "\"also_restarts\":[],\"also_stops\":[\"web.service\"]"),
    (
      ["b/db.container": "[Container]\nImage=localhost/app:2\n"], "restarts",
      "\"also_restarts\":[\"web.service\"],\"also_stops\":[]"
    ),
  ])
  func `what stops or restarts too is the same in text and JSON`(
    _ files: [String: String],
    _ verb: String,
    _ members: String
  ) throws {
    for folder in ["a", "b"] { try scratch.write("\(folder)/web.container", "[Unit]\nRequires=db.service\n" + unit) }
    try scratch.write("a/db.container", unit)
    for (path, text) in files { try scratch.write(path, text) }
    #expect(try run("a", "b").text.contains("  also \(verb): web.service\n"))
    #expect(try run("--json", "a", "b").text.contains(members))
  }

  @Test func `a file that is no text is only named`() throws {
    for folder in ["a", "b"] { try scratch.write("\(folder)/web.container", unit + "EnvironmentFile=./e\n") }
    try scratch.write("a/e", [0, 1])
    try scratch.write("b/e", [0, 2])
    #expect(try run("--text", "a", "b").text == "Binary files a/e and b/e differ\n")
  }

  @Test(arguments: [
    (["a"], "nothing to compare \"a\" with; name a second path, or a revision: --rev HEAD"),
    (["shop"], "\"shop\" is neither a path nor a deployment; name two folders or two files, or see leger list"),
    ([], "nothing to compare; name two folders or two files, or write --rev A..B and a path"),
    (["a", "a/web.container"], "\"a\" is a folder and \"a/web.container\" is not; name two folders or two files"),
    (["a", "missing"], "\"missing\": no such file or folder"),
    (["--rev", "A...B", "a"], "\"A...B\" has three dots; write --rev A..B to compare A with B"),
    (["--rev", "HEAD", "a", "a"], "--rev compares one path at two revisions; name one path, not two"),
  ])
  func `what cannot be compared`(_ arguments: [String], _ message: String) throws {
    try scratch.write("a/web.container", unit)
    let run = try BuiltProgram.run(["diff"] + arguments, in: scratch.path, limit: 10)
    #expect(run.status == 2)
    #expect(run.messageText.hasPrefix("leger: \(message)\n"))
  }
}
