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
    "Go", "Values", "Directives", "Model", "Generator", "Graph", "Conflicts", "Changes", "Overview", "Settings",
    "Rules", "Format", "Copies",
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
        "Backup": ["Host", "Text", "Threads"],
        "Deployment": ["Backup", "Host", "Secrets", "Text", "Threads", "Workspace"],
        "Secrets": ["Host", "Text", "Threads", "Workspace"],
        "Daemon": ["Host", "Secrets", "Text", "Threads", "Workspace"],
        "CommandLine": ["Host", "Output", "Text", "Threads"],
        "Commands": [
          "Backup", "CommandLine", "Daemon", "Deployment", "Host", "Output", "Secrets", "Text", "Threads", "Workspace",
        ],
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
      let long = \"\"\"
        Long words
        \"\"\"
      """
    )
    #expect(source.room == "Rules")
    #expect(source.imports == ["Glibc"])
    #expect(source.types == ["Thing"])
    #expect(source.names.contains("Other"))
    for word in ["Comment", "Doc", "Quoted", "Text", "Inner", "Long"] { #expect(!source.names.contains(word)) }
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
      var words = CodeWords(Array(text.utf8))
      var line: [String] = []
      while let word = words.next() {
        if word.startsLine { line.removeAll(keepingCapacity: true) }
        let before = line.last ?? ""
        line.append(word.text)
        if before == "import" { imports.insert(word.text) }
        if word.depth == 0, Self.declarations.contains(before), !line.contains(where: { Self.hidden.contains($0) }) {
          types.insert(word.text)
        }
        if !word.isMember, word.text.first?.isUppercase == true { names.insert(word.text) }
      }
    }

    private static let declarations: Set = ["struct", "enum", "class", "protocol", "typealias", "actor"]
    private static let hidden: Set = ["private", "fileprivate"]

    static func all(of module: String) throws -> [Source] {
      let folder = Corpus.root.appending(path: "Sources/\(module)")
      return try Corpus.files(below: folder).filter { $0.name.hasSuffix(".swift") }.map {
        Source($0.name, String(decoding: try $0.bytes(), as: UTF8.self))
      }
    }
  }
}

/// The words of Swift code, without comments and texts.
private struct CodeWords {
  struct Word {
    let text: String
    /// Whether no other word stands before it in its line.
    let startsLine: Bool
    /// Whether a dot precedes it.
    let isMember: Bool
    /// How many braces are open.
    let depth: Int
  }

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private var startsLine = true

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Word? {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\n"):
        startsLine = true
        position += 1
      case UInt8(ascii: "/") where starts("//"): while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      case UInt8(ascii: "\""): skipText()
      case UInt8(ascii: "{"):
        depth += 1
        position += 1
      case UInt8(ascii: "}"):
        depth -= 1
        position += 1
      case let byte where Self.isLetter(byte): return word()
      default: position += 1
      }
    }
    return nil
  }

  private mutating func word() -> Word {
    let start = position
    while position < bytes.count, Self.isLetter(bytes[position]) { position += 1 }
    defer { startsLine = false }
    return Word(
      text: String(decoding: bytes[start..<position], as: UTF8.self),
      startsLine: startsLine,
      isMember: start > 0 && bytes[start - 1] == UInt8(ascii: "."),
      depth: depth
    )
  }

  /// Skips a text with what is interpolated in it.
  private mutating func skipText() {
    let isLong = starts("\"\"\"")
    position += isLong ? 3 : 1
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\\") {
        position += 2
      } else if isLong ? starts("\"\"\"") : bytes[position] == UInt8(ascii: "\"") || bytes[position] == 0x0A {
        position += isLong ? 3 : 1
        return
      } else {
        position += 1
      }
    }
  }

  private func starts(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[position...].starts(with: $0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == UInt8(ascii: "_")
  }
}
