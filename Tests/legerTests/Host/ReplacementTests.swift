import Foundation
import Glibc
import Testing

@testable import leger

/// Files are written whole or not at all.
struct ReplacementTests {
  private let folder: ScratchFolder
  private let host = SystemHost()

  init() throws { folder = try ScratchFolder() }

  private func path(_ name: String) -> [UInt8] { Array((folder.path + "/" + name).utf8) }

  private func content(_ name: String) throws -> [UInt8] { try host.read(path(name), limit: 1 << 20) }

  @Test func `a new file is made, an old one keeps its mode`() throws {
    try host.replace(path("a"), within: path("."), with: [1], Replacement())
    #expect(try content("a") == [1])
    try folder.setMode("a", 0o600)
    try host.replace(path("a"), within: path("."), with: [2], Replacement(expecting: .content([1])))
    #expect(try content("a") == [2])
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/a")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }

  @Test func `a new file has the usual mode, or the one that is asked for`() throws {
    let usual = open(folder.path + "/usual", O_CREAT | O_WRONLY, 0o644)
    close(usual)
    try host.replace(path("a"), within: path("."), with: [1], Replacement())
    let mode = try host.status(path("usual"), followingLinks: false).mode
    #expect(mode & 0o400 != 0)
    #expect(try host.status(path("a"), followingLinks: false).mode == mode)
    try host.replace(path("b"), within: path("."), with: [1], Replacement(mode: 0o640))
    #expect(try host.status(path("b"), followingLinks: false).mode == 0o640)
  }

  @Test func `what another process wrote meanwhile stays`() throws {
    try folder.write("a", [3])
    #expect(throws: WriteFailure.changed) {
      try host.replace(path("a"), within: path("."), with: [2], Replacement(expecting: .content([1])))
    }
    #expect(try content("a") == [3])
  }

  @Test func `a link is not followed`() throws {
    try folder.write("a", [1])
    try folder.makeLink("b", to: "a")
    #expect(throws: WriteFailure.link) { try host.replace(path("b"), within: path("."), with: [2], Replacement()) }
    #expect(try content("a") == [1])
  }

  @Test func `a file that must be there is not made`() throws {
    #expect(throws: WriteFailure.self) {
      try host.replace(path("a"), within: path("."), with: [2], Replacement(expecting: .content([1])))
    }
    #expect(throws: WriteFailure.self) { try host.replace(path("no/a"), within: path("."), with: [2], Replacement()) }
    #expect(host.isMissing(path("a")))
  }

  @Test func `a pipe and a folder are no files to write`() throws {
    try folder.makePipe("p")
    #expect(throws: WriteFailure.self) { try host.replace(path("p"), within: path("."), with: [2], Replacement()) }
    #expect(throws: WriteFailure.self) { try host.replace(path("."), within: path("."), with: [2], Replacement()) }
  }

  @Test func `a link is replaced only when that is asked for`() throws {
    try folder.write("a", [1])
    try folder.makeLink("b", to: "a")
    try host.replace(path("b"), within: path("."), with: [2], Replacement(replacesLinks: true))
    #expect(!host.isLink(path("b")))
    #expect(try content("b") == [2])
    #expect(try content("a") == [1])
  }

  @Test func `a file that must not exist is made once`() throws {
    try host.replace(path("a"), within: path("."), with: [1], Replacement(expecting: .nothing))
    #expect(throws: WriteFailure.failed(SystemError(code: EEXIST))) {
      try host.replace(path("a"), within: path("."), with: [2], Replacement(expecting: .nothing))
    }
    #expect(try content("a") == [1])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }

  @Test func `a mode can be given, to a new file and to one that has the content already`() throws {
    try host.replace(path("a"), within: path("."), with: [1], Replacement(mode: 0o600))
    #expect(try host.status(path("a"), followingLinks: true).mode == 0o600)
    try host.replace(path("a"), within: path("."), with: [1], Replacement(mode: 0o640))
    #expect(try host.status(path("a"), followingLinks: true).mode == 0o640)
  }

  @Test func `a link is made whole, in place of another one`() throws {
    try host.makeLink(path("a"), within: path("."), to: Array("x".utf8))
    try host.makeLink(path("a"), within: path("."), to: Array("y".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/a") == "y")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }

  @Test func `a lock is held by one, who is named`() throws {
    let lock = try host.lock(path("lock"), within: path("."), holder: Array("install web".utf8))
    #expect(throws: LockFailure.held(by: Array("install web".utf8))) {
      try host.lock(path("lock"), within: path("."), holder: [])
    }
    lock.release()
    _ = try host.lock(path("lock"), within: path("."), holder: [], timeLimit: .seconds(1))
  }
}
