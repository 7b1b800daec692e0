import Foundation
import QuadletAnalysis
import QuadletSyntax
import TestSupport
import Testing

/// What README.md shows is what happens.
struct ReadmeTests {
  private static let folder = Corpus.folder("readme")

  private func text(_ url: URL) throws -> String { String(decoding: try Data(contentsOf: url), as: UTF8.self) }

  private func readme() throws -> String { try text(Corpus.root.appending(path: "README.md")) }

  @Test func opensWithOneSentence() throws {
    let paragraphs = try readme().split(separator: "\n\n")
    let first = try #require(paragraphs.dropFirst().first)
    #expect(paragraphs.first == "# leger")
    #expect(first.hasSuffix(".") && !first.dropLast().contains(". "))
  }

  @Test(arguments: ["web.container", "web.expected", "library.swift"])
  func showsAFileWordForWord(_ name: String) throws {
    #expect(try readme().contains("\n" + text(Self.folder.appending(path: name)) + "```\n"), "README.md lacks \(name)")
  }

  @Test(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
  func outputIsWhatLegerPrints() throws {
    let run = try BuiltProgram.run(["validate", "web.container"], in: Self.folder.path(percentEncoded: false))
    #expect(run.status == 1)
    expectGolden(run.text + run.messageText, Self.folder.appending(path: "web.expected"))
  }

  /// What the recipes for GitHub and GitLab run, with the exit status that it has for units with mistakes.
  @Test(
    .enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"),
    arguments: [
      ("leger validate units --format github", 1, "::"),
      ("leger validate units --format sarif --fail-on never > leger.sarif", 0, "{\"$schema\""),
      ("leger validate units --format gitlab --fail-on never > leger.json", 0, "["),
      ("leger validate units --format junit > leger.xml", 1, "<?xml"),
    ] as [(String, Int32, String)]
  )
  func recipesRun(_ line: String, _ status: Int32, _ start: String) throws {
    #expect(try readme().contains("- \(line)\n") || readme().contains("- run: \(line)\n"))
    let scratch = try ScratchFolder()
    for unit in try Corpus.units(in: "projects/mistakes") { try scratch.write("units/\(unit.name)", unit.bytes()) }
    let words = line.split(separator: ">")[0].split(separator: " ").dropFirst().map(String.init)
    let run = try BuiltProgram.run(words, in: scratch.path)
    #expect(run.status == status)
    #expect(run.text.hasPrefix(start))
  }

  /// leger takes the settings that README.md shows; what it says of them is that no unit is there.
  @Test func settingsAreTaken() throws {
    let blocks = try readme().components(separatedBy: "```yaml\n").dropFirst()
    let settings = try #require(blocks.first { $0.hasPrefix("scope:") }?.components(separatedBy: "```").first)
    let scratch = try ScratchFolder()
    try scratch.write(".leger.yaml", Array(settings.utf8))
    try scratch.write("web.container", Array("[Container]\nImage=quay.io/podman/hello:v1\n".utf8))
    let run = try BuiltProgram.run(["validate", "--format", "concise", "."], in: scratch.path)
    #expect(!run.text.contains("mistaken-setting"))
    #expect(run.text.contains("settings-disagree-with-units"))
  }

  /// A comment in a unit that README.md shows is one that leger takes.
  @Test func allowedFindingIsAllowed() throws {
    let lines = try readme().split(separator: "\n")
    let index = try #require(lines.firstIndex { $0.hasPrefix("# leger: allow inline-comment") })
    let unit = "[Container]\nImage=quay.io/podman/hello:v1\n\(lines[index])\n\(lines[index + 1])\n"
    let project = InMemoryProject.make([("web.container", Array(unit.utf8))])
    #expect(InMemoryProject.findings(project).filter { $0.severity > .note }.map(\.message) == [])
  }

  @Test func libraryCodeIsTheCodeOfThisTest() throws {
    let lines = try text(URL(filePath: #filePath)).split(separator: "\n", omittingEmptySubsequences: false)
    let body = lines.drop { $0 != "    // library.swift begins" }.dropFirst().prefix {
      $0 != "    // library.swift ends"
    }
    let code = body.map { $0.hasPrefix("    ") ? $0.dropFirst(4) : $0 }.joined(separator: "\n") + "\n"
    let imports = "import QuadletAnalysis\nimport QuadletSyntax\n\n"
    #expect(try text(Self.folder.appending(path: "library.swift")) == imports + code)
  }

  @Test func libraryCodeWorks() {
    var printed: [String] = []
    func print(_ items: Any...) { printed.append(items.map { "\($0)" }.joined(separator: " ")) }
    // library.swift begins
    let text = "[Container]\nImage=docker.io/library/nginx:1.27\nPublishPorts=8080:80\n"
    let document = Document(Array(text.utf8), names: Schema.shared.names)
    for line in document.lines where line.kind == .entry { print(line.nameText, "is", line.valueText) }

    var inventory = Inventory()
    let folder = inventory.addFolder([], resolvedPath: Array("/units".utf8))
    inventory.addUnit(Array("web.container".utf8).span, folder: folder)
    let project = Project(inventory: inventory, contents: [.document(document)], target: Target())
    var linter = Linter(project)
    for file in inventory.files.indices { linter.lint(file: file) }
    for finding in linter.findings { print(document.position(at: finding.range.lowerBound).line, finding.message) }
    // library.swift ends
    #expect(
      printed.prefix(3) == [
        "Image is docker.io/library/nginx:1.27", "PublishPorts is 8080:80",
        "3 unknown key \"PublishPorts\" in [Container]; did you mean \"PublishPort\"?",
      ]
    )
  }
}
