import Foundation
import QuadletAnalysis
import QuadletSyntax
import TestSupport
import Testing

@testable import leger

/// What README.md and the pages that it leads to show is what happens.
struct ReadmeTests {
  private static let folder = Corpus.folder("readme")
  static let pages = [
    "README.md", "Corpus/reference/benchmarks.md", "Corpus/reference/ci.md", "Corpus/reference/leger-yaml.md",
  ]

  private func text(_ url: URL) throws -> String { String(decoding: try Data(contentsOf: url), as: UTF8.self) }

  private func page(_ name: String) throws -> String { try text(Corpus.root.appending(path: name)) }

  private func readme() throws -> String { try page("README.md") }

  /// What stands in the blocks of a page that begin with three backticks and a word.
  private func blocks(_ language: String, of name: String) throws -> [String] {
    try page(name).components(separatedBy: "\n```\(language)\n").dropFirst().map { part in
      part.components(separatedBy: "\n```")[0] + "\n"
    }
  }

  // MARK: Pages

  @Test(arguments: pages)
  func linksLeadToWhatExists(_ name: String) throws {
    let folder = Corpus.root.appending(path: name).deletingLastPathComponent()
    for link in try page(name).matches(of: #/\]\(([^)#]*)#?([^)]*)\)/#) where !link.1.hasPrefix("https://") {
      let file = folder.appending(path: String(link.1))
      let target = try #require(try? text(file), "\(name) links to \(link.1)")
      #expect(link.2.isEmpty || target.contains("\n### \(link.2)\n"), "\(name) links to \(link.1)#\(link.2)")
    }
  }

  /// Paths within the repository, in a sentence as in a block.
  @Test(arguments: pages)
  func pathsExist(_ name: String) throws {
    for path in try page(name).matches(of: #/[ `\n](\.ci|Benchmarks|Corpus|Packaging|Sources)/[\w/.-]*\w/#) {
      let file = Corpus.root.appending(path: String(path.0.dropFirst()))
      #expect(FileManager.default.fileExists(atPath: file.path(percentEncoded: false)), "\(name) names \(path.0)")
    }
  }

  @Test(arguments: pages)
  func yamlIsYAML(_ name: String) throws {
    for block in try blocks("yaml", of: name) {
      #expect(try YAMLReader.documents(Array(block.utf8)).count == 1)
    }
  }

  /// The program takes the command lines of recipes.
  @Test(arguments: pages)
  func commandsAreTaken(_ name: String) throws {
    for block in try blocks("yaml", of: name) + blocks("sh", of: name) {
      for line in block.matches(of: #/(?m)(?:^|- |run: | && |release )leger ([^>&|\n]+)/#) {
        let request = try ArgumentParser.parse(arguments(String(line.1)), for: Leger.program, on: RecordingHost())
        guard case .run = request else {
          Issue.record("\(name): leger \(line.1)")
          continue
        }
      }
    }
  }

  @Test func recipesNameHooksThatExist() throws {
    let hooks = try page(".pre-commit-hooks.yaml")
    let names = try page("Corpus/reference/ci.md").matches(of: #/- id: (\S+)|`(leger-[a-z-]+)`/#)
    let ids = names.compactMap { $0.1 ?? $0.2 }
    #expect(ids.count == 3)
    for id in ids { #expect(hooks.contains("\n- id: \(id)\n"), "\(id)") }
  }

  @Test func architectureNamesEveryRoom() throws {
    let sources = Corpus.root.appending(path: "Sources")
    let rooms = try blocks("text", of: "README.md").joined()
    for module in try folders(of: sources) {
      #expect(rooms.contains("\nSources/\(module)/ ") || rooms.hasPrefix("Sources/\(module)/ "), "\(module)")
      for room in try folders(of: sources.appending(path: module)) where room != "include" {
        #expect(rooms.contains(" \(room)/"), "\(module)/\(room)")
      }
    }
  }

  private func folders(of folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
      .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }.map(\.lastPathComponent)
  }

  // MARK: The first screen

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

  // MARK: Recipes

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
    let recipes = try page("Corpus/reference/ci.md")
    #expect(recipes.contains("- \(line)\n") || recipes.contains("- run: \(line)\n"))
    let scratch = try ScratchFolder()
    for unit in try Corpus.units(in: "projects/mistakes") { try scratch.write("units/\(unit.name)", unit.bytes()) }
    let words = line.split(separator: ">")[0].split(separator: " ").dropFirst().map(String.init)
    let run = try BuiltProgram.run(words, in: scratch.path)
    #expect(run.status == status)
    #expect(run.text.hasPrefix(start))
  }

  /// leger takes the settings that the reference shows; it reports only that no unit is as they say.
  @Test func settingsAreTaken() throws {
    let settings = try #require(try blocks("yaml", of: "Corpus/reference/leger-yaml.md").first)
    let scratch = try ScratchFolder()
    try scratch.write(".leger.yaml", Array(settings.utf8))
    try scratch.write("web.container", Array("[Container]\nImage=quay.io/podman/hello:v1\n".utf8))
    let run = try BuiltProgram.run(["validate", "--format", "concise", "."], in: scratch.path)
    #expect(!run.text.contains("mistaken-setting"))
    #expect(run.text.contains("settings-disagree-with-units"))
  }

  /// leger accepts the comment that README.md shows.
  @Test func allowedFindingIsAllowed() throws {
    let lines = try readme().split(separator: "\n")
    let index = try #require(lines.firstIndex { $0.hasPrefix("# leger: allow inline-comment") })
    let unit = "[Container]\nImage=quay.io/podman/hello:v1\n\(lines[index])\n\(lines[index + 1])\n"
    let project = InMemoryProject.make([("web.container", Array(unit.utf8))])
    #expect(InMemoryProject.findings(project).filter { $0.severity > .note }.map(\.message) == [])
  }

  // MARK: The libraries

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

    let project = Project(files: [("web.container", Array(text.utf8))])
    for finding in project.findings() {
      print(document.position(at: finding.range.lowerBound).line, finding.message)
    }
    // library.swift ends
    #expect(
      printed.prefix(3) == [
        "Image is docker.io/library/nginx:1.27", "PublishPorts is 8080:80",
        "3 unknown key \"PublishPorts\" in [Container]; did you mean \"PublishPort\"?",
      ]
    )
  }
}
