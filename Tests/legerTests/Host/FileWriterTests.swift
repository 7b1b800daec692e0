import Foundation
import Glibc
import Testing

@testable import leger

/// Files are written whole or not at all.
struct FileWriterTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func path(_ name: String) -> [UInt8] { Array((folder.path + "/" + name).utf8) }

  private func content(_ name: String) throws -> [UInt8] { try FileSystem.read(path(name)) }

  @Test func `a new file is made, an old one keeps its mode`() throws {
    try FileWriter.write(path("a"), [1])
    #expect(try content("a") == [1])
    try folder.setMode("a", 0o600)
    try FileWriter.write(path("a"), [2], expected: [1])
    #expect(try content("a") == [2])
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/a")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }

  @Test func `what somebody else wrote in the meantime stays`() throws {
    try folder.write("a", [3])
    #expect(throws: FileWriter.Failure.changed) { try FileWriter.write(path("a"), [2], expected: [1]) }
    #expect(try content("a") == [3])
  }

  @Test func `a link is not followed`() throws {
    try folder.write("a", [1])
    try folder.makeLink("b", to: "a")
    #expect(throws: FileWriter.Failure.link) { try FileWriter.write(path("b"), [2]) }
    #expect(try content("a") == [1])
  }

  @Test func `a file that must be there is not made`() throws {
    #expect(throws: FileWriter.Failure.self) { try FileWriter.write(path("a"), [2], expected: [1]) }
    #expect(throws: FileWriter.Failure.self) { try FileWriter.write(path("no/a"), [2]) }
    #expect(FileSystem.isMissing(path("a")))
  }

  @Test func `a pipe and a folder are no files to write`() throws {
    try folder.makePipe("p")
    #expect(throws: FileWriter.Failure.self) { try FileWriter.write(path("p"), [2]) }
    #expect(throws: FileWriter.Failure.self) { try FileWriter.write(path("."), [2]) }
  }
}
