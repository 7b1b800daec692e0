import CSystem
import Foundation
import Glibc
import Testing

@testable import leger

/// The folder of a volume, looked at and changed on a real file system.
struct VolumeFolderTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func path(_ name: String) -> [UInt8] { Array("\(scratch.path)/\(name)".utf8) }

  private func text(_ name: String) -> String? {
    try? String(contentsOfFile: "\(scratch.path)/\(name)", encoding: .utf8)
  }

  /// Every file below a folder, with what is in it.
  private func tree(_ name: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: "\(scratch.path)/\(name)")?.compactMap { $0 as? String } ?? []
    return names.sorted().map { "\($0) \(text("\(name)/\($0)") ?? "/")" }
  }

  private func status(_ name: String) -> stat {
    var status = stat()
    lstat("\(scratch.path)/\(name)", &status)
    return status
  }

  // MARK: Looking

  @Test func `files with several names are counted as entries, and their bytes once`() throws {
    try scratch.write("v/one", [UInt8](repeating: 0, count: 100))
    try scratch.write("v/sub/linked", [UInt8](repeating: 0, count: 7))
    for name in ["second", "sub/third"] { link("\(scratch.path)/v/sub/linked", "\(scratch.path)/v/\(name)") }
    symlink("one", "\(scratch.path)/v/link")
    mkfifo("\(scratch.path)/v/pipe", 0o600)
    let census = try VolumeFolder.census(path("v"))
    #expect((census.entries, census.bytes, census.devices) == (7, 107, 0))
    #expect(census.inode == UInt64(status("v").st_ino))
    #expect(census.lostAttributes == [])
  }

  @Test func `what was set aside within it is not counted, at its top alone`() throws {
    for name in ["a", ".leger-old/b", ".leger-moving/c", "sub/.leger-old/d"] { try scratch.write("v/\(name)", "x") }
    let census = try VolumeFolder.census(path("v"))
    #expect((census.entries, census.bytes) == (4, 2))
  }

  @Test func `sockets are not counted, since no archive has them`() throws {
    try scratch.write("v/a", "x")
    let descriptor = try LocalSocket.listen(path("v/socket"), mode: 0o600)
    close(descriptor)
    #expect(try VolumeFolder.census(path("v")).entries == 1)
  }

  @Test func `a folder without entries has none`() throws {
    try scratch.makeFolder("v")
    let census = try VolumeFolder.census(path("v"))
    #expect((census.entries, census.bytes) == (0, 0))
  }

  @Test func `what is no folder has no data`() throws {
    try scratch.write("file", "")
    symlink("/", "\(scratch.path)/link")
    for name in ["file", "missing", "link"] {
      #expect(throws: HostFailure.self) { try VolumeFolder.census(path(name)) }
    }
  }

  @Test func `attributes of the root are read, and those that podman loses are named`() throws {
    try scratch.write("v/a", "x")
    guard setxattr("\(scratch.path)/v", "user.note", "hi", 2, 0) == 0 else { return }
    setxattr("\(scratch.path)/v/a", "user.kept", "x", 1, 0)
    var census = try VolumeFolder.census(path("v"))
    #expect(census.root.attributes["user.note"] == "6869")
    #expect(census.lostAttributes == [])
    guard getuid() == 0, setxattr("\(scratch.path)/v/a", "trusted.lost", "x", 1, 0) == 0 else { return }
    census = try VolumeFolder.census(path("v"))
    #expect(census.lostAttributes == ["trusted.lost"])
  }

  // MARK: Owner, mode and time

  @Test func `a root becomes what another one was`() throws {
    try scratch.makeFolder("v")
    let root = VolumeFolder.Root(
      user: getuid(),
      group: getgid(),
      mode: 0o2750,
      seconds: 1_500_000_000,
      nanoseconds: 123_456_789,
      attributes: [:]
    )
    try VolumeFolder.settle(path("v"), root)
    #expect(try VolumeFolder.census(path("v")).root == root)
  }

  @Test func `an attribute comes back, and one that is damaged is told`() throws {
    try scratch.makeFolder("v")
    var root = try VolumeFolder.census(path("v")).root
    root.attributes["user.note"] = "68zz"
    #expect(throws: HostFailure.self) { try VolumeFolder.settle(path("v"), root) }
    guard setxattr("\(scratch.path)/v", "user.test", "x", 1, 0) == 0 else { return }
    root.attributes = ["user.note": "6869", "user.test": "78"]
    try VolumeFolder.settle(path("v"), root)
    #expect(try VolumeFolder.census(path("v")).root == root)
  }

  @Test func `a link is not settled`() throws {
    try scratch.makeFolder("v")
    symlink("v", "\(scratch.path)/link")
    let root = try VolumeFolder.census(path("v")).root
    #expect(throws: HostFailure.self) { try VolumeFolder.settle(path("link"), root) }
  }

  // MARK: Changing places

  @Test func `two folders change places once`() throws {
    try scratch.write("a/data/file", "old")
    try scratch.write("b/data/file", "new")
    let new = UInt64(status("b/data").st_ino)
    for _ in 0..<2 {
      try VolumeFolder.exchange(path("a/data"), with: path("b/data"), toHave: new)
      #expect(text("a/data/file") == "new")
      #expect(text("b/data/file") == "old")
    }
    let failure = #expect(throws: HostFailure.self) {
      try VolumeFolder.exchange(path("a/data"), with: path("b/data"), toHave: 1)
    }
    #expect(failure?.kind == .failed)
    #expect(throws: HostFailure.self) { try VolumeFolder.exchange(path("x"), with: path("b/data"), toHave: new) }
    #expect(throws: HostFailure.self) { try VolumeFolder.exchange(path("b/data"), with: path("x"), toHave: new) }
    #expect(text("a/data/file") == "new")
  }

  // MARK: Aside

  private func volume() throws -> [String] {
    for name in ["a", "sub/b", ".hidden"] { try scratch.write("v/\(name)", "old \(name)") }
    return tree("v")
  }

  @Test func `what is set aside comes back, and what came meanwhile goes`() throws {
    let before = try volume()
    try VolumeFolder.setAside(path("v"))
    #expect(tree("v").filter { !$0.hasPrefix(".leger-old") } == [])
    #expect(text("v/.leger-old/sub/b") == "old sub/b")
    try scratch.write("v/new/deep/file", "new")
    try scratch.write("v/a", "new")
    symlink("/etc", "\(scratch.path)/v/link")
    try VolumeFolder.bringBack(path("v"))
    #expect(tree("v") == before)
    try VolumeFolder.bringBack(path("v"))
    #expect(tree("v") == before)
  }

  @Test func `what is set aside goes in the end, and the time of the folder stays`() throws {
    _ = try volume()
    try VolumeFolder.setAside(path("v"))
    try scratch.write("v/a", "new")
    let root = VolumeFolder.Root(
      user: getuid(),
      group: getgid(),
      mode: 0o700,
      seconds: 1_500_000_000,
      nanoseconds: 5,
      attributes: [:]
    )
    try VolumeFolder.settle(path("v"), root)
    try VolumeFolder.removeOld(path("v"))
    #expect(tree("v") == ["a new"])
    #expect(try VolumeFolder.census(path("v")).root == root)
    try VolumeFolder.removeOld(path("v"))
    #expect(tree("v") == ["a new"])
  }

  @Test func `what was set aside in part comes back`() throws {
    let before = try volume()
    try scratch.makeFolder("v/.leger-moving")
    rename("\(scratch.path)/v/a", "\(scratch.path)/v/.leger-moving/a")
    let half = tree("v")
    try VolumeFolder.bringBack(path("v"))
    #expect(tree("v") == before)
    // Nothing but to go on is right when it is set aside again.
    try scratch.makeFolder("v/.leger-moving")
    rename("\(scratch.path)/v/a", "\(scratch.path)/v/.leger-moving/a")
    #expect(tree("v") == half)
    try VolumeFolder.setAside(path("v"))
    #expect(text("v/.leger-old/a") == "old a" && text("v/.leger-old/sub/b") == "old sub/b")
    // What another restore has left there is not touched.
    #expect(throws: HostFailure.self) { try VolumeFolder.setAside(path("v")) }
    #expect(text("v/.leger-old/a") == "old a")
  }

  @Test func `a part of what is brought back is still old content`() throws {
    let before = try volume()
    try VolumeFolder.setAside(path("v"))
    rename("\(scratch.path)/v/.leger-old", "\(scratch.path)/v/.leger-moving")
    rename("\(scratch.path)/v/.leger-moving/a", "\(scratch.path)/v/a")
    try VolumeFolder.bringBack(path("v"))
    #expect(tree("v") == before)
  }
}
