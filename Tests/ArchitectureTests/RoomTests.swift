import Foundation
import TestSupport
import Testing

/// The rooms of each module use each other in one direction only, and no module imports what it must not know.
@Suite struct RoomTests {
  /// A module, and which of its rooms may use which.
  struct Module: CustomTestStringConvertible {
    let name: String
    let imports: Set<String>
    /// By room: the rooms that it may use.
    let arrows: [String: Set<String>]

    var testDescription: String { name }
  }

  /// From the ground up: each room may use those before it.
  private static let analysisRooms = [
    "Go", "Values", "Directives", "Model", "Generator", "Graph", "Conflicts", "Changes", "Overview", "Settings", "Rules",
    "Format",
  ]

  private static let modules = [
    Module(name: "QuadletSyntax", imports: [], arrows: [:]),
    Module(
      name: "QuadletAnalysis",
      imports: ["QuadletSyntax"],
      arrows: Dictionary(
        uniqueKeysWithValues: analysisRooms.enumerated().map { ($1, Set(analysisRooms.prefix($0))) }
      )
    ),
    Module(
      name: "leger",
      imports: ["CSystem", "FoundationEssentials", "Glibc", "QuadletAnalysis", "QuadletSyntax", "Synchronization"],
      arrows: [
        "Text": [],
        "Threads": [],
        "Host": ["Text", "Threads"],
        "Output": ["Text", "Threads"],
        "Workspace": ["Host", "Text", "Threads"],
        "CommandLine": ["Host", "Output", "Text", "Threads"],
        "Commands": ["CommandLine", "Host", "Output", "Text", "Threads", "Workspace"],
      ]
    ),
  ]

  @Test(arguments: modules) func `rooms use only the rooms below them`(_ module: Module) throws {
    let sources = try Source.all(of: module.name)
    #expect(sources.count > 10)
    var roomOfType: [String: String] = [:]
    for source in sources { for type in source.types { roomOfType[type] = source.room } }
    var violations: Set<String> = []
    for source in sources where !source.room.isEmpty {
      let allowed = try #require(module.arrows[source.room], "room \(source.room) is not in the list")
      for name in source.names {
        guard let room = roomOfType[name], room != source.room, !room.isEmpty, !allowed.contains(room) else { continue }
        violations.insert("\(source.path) uses \(name) of \(room)")
      }
    }
    #expect(violations.sorted() == [])
  }

  @Test(arguments: modules) func `a module imports only what it may know`(_ module: Module) throws {
    for source in try Source.all(of: module.name) {
      let unknown = source.imports.subtracting(module.imports)
      #expect(unknown.isEmpty, "\(source.path) imports \(unknown.sorted().joined(separator: ", "))")
    }
  }

  /// A test that reads no name finds no violation either.
  @Test func `names and types are found in code, not in comments and texts`() {
    let source = Source(
      "Rules/A.swift",
      """
      import Glibc
      // Comment
      /// Doc `Quoted`
      public struct Thing { let text = "Text \\(value)"; let other: Other.Inner = .none }
      private struct Hidden {}
      """
    )
    #expect(source.room == "Rules")
    #expect(source.imports == ["Glibc"])
    #expect(source.types == ["Thing"])
    #expect(source.names.contains("Other"))
    for word in ["Comment", "Doc", "Quoted", "Text", "Inner"] { #expect(!source.names.contains(word)) }
  }

  /// One file of a module.
  private struct Source {
    let path: String
    /// The folder directly below the module's; empty for a file beside the rooms.
    let room: String
    private(set) var imports: Set<String> = []
    /// The types that other files can name.
    private(set) var types: Set<String> = []
    /// The capitalized names in the code that no dot precedes.
    private(set) var names: Set<String> = []

    init(_ path: String, _ text: String) {
      self.path = path
      room = path.contains("/") ? String(path.prefix { $0 != "/" }) : ""
      for line in text.split(separator: "\n") {
        let code = Self.code(of: line)
        if let match = code.firstMatch(of: /^(?:@testable )?import (\w+)/) { imports.insert(String(match.1)) }
        if let match = code.firstMatch(
          of: /^(?:(?:public|package|final|indirect) )*(?:struct|enum|class|protocol|typealias|actor) (\w+)/
        ) {
          types.insert(String(match.1))
        }
        for match in code.matches(of: /(\.?)\b([A-Z]\w*)/) where match.1.isEmpty { names.insert(String(match.2)) }
      }
    }

    /// A line without its comment and the texts in it.
    private static func code(of line: Substring) -> String {
      line.replacing(/"(?:\\.|[^"\\])*"/, with: "\"\"").replacing(/\/\/.*/, with: "")
    }

    static func all(of module: String) throws -> [Source] {
      let folder = Corpus.root.appending(path: "Sources/\(module)")
      return try Corpus.files(below: folder).filter { $0.name.hasSuffix(".swift") }.map {
        Source($0.name, String(decoding: try $0.bytes(), as: UTF8.self))
      }
    }
  }
}
