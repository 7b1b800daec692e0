import CSystem
import Foundation
import Glibc
import Synchronization
import Testing

@testable import leger

/// What a change of the file system must not do: leave its folder, lose what a file has, or what others write.
struct ChangeDoorTests {
  private let folder: ScratchFolder
  private let host = SystemHost()

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder("root")
    try folder.makeFolder("elsewhere")
  }

  private func path(_ name: String) -> [UInt8] { Array((folder.path + "/" + name).utf8) }

  private func replace(_ name: String, _ old: [UInt8], _ new: [UInt8]) throws(WriteFailure) {
    try host.replace(path(name), within: path("root"), with: new, Replacement(expecting: .content(old)))
  }

  private func names(in name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + name).sorted()
  }

  // MARK: Links

  @Test func `a link in the middle of a path does not lead a change out of the root`() throws {
    try folder.write("elsewhere/a", [1])
    try folder.makeLink("root/sub", to: "../elsewhere")
    #expect(throws: WriteFailure.outside) { try replace("root/sub/a", [1], [2]) }
    let root = path("root")
    #expect(throws: WriteFailure.outside) {
      try host.replace(path("root/sub/b"), within: root, with: [2], Replacement())
    }
    #expect(throws: WriteFailure.outside) { try host.makeFolder(path("root/sub/b"), within: root, mode: 0o755) }
    #expect(throws: WriteFailure.outside) { try host.makeLink(path("root/sub/b"), within: root, to: [0x78]) }
    #expect(throws: WriteFailure.outside) { try host.remove(path("root/sub/a"), within: root) }
    #expect(throws: WriteFailure.outside) { try host.rename(path("root/sub/a"), to: path("root/b"), within: root) }
    #expect(throws: LockFailure.failed(.outside)) { try host.lock(path("root/sub/a"), within: root, holder: [2]) }
    #expect(try names(in: "elsewhere") == ["a"])
    #expect(try host.read(path("elsewhere/a"), limit: 10) == [1])
    #expect(try names(in: "root") == ["sub"])
  }

  @Test func `a parent folder in a path does not lead a change out of the root`() throws {
    try folder.write("elsewhere/a", [1])
    #expect(throws: WriteFailure.outside) { try replace("root/../elsewhere/a", [1], [2]) }
    // A folder whose name begins like the root's is another one.
    try folder.write("rooted/a", [1])
    #expect(throws: WriteFailure.outside) { try replace("rooted/a", [1], [2]) }
  }

  @Test func `links within the root, and on the way to it, are followed`() throws {
    try folder.write("root/real/a", [1])
    try folder.makeLink("root/sub", to: folder.path + "/root/real")
    try folder.makeLink("way", to: "root")
    try replace("way/sub/a", [1], [2])
    #expect(try host.read(path("root/real/a"), limit: 10) == [2])
  }

  // MARK: What a file has besides its content

  private func attribute(_ name: String, of file: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = getxattr(folder.path + "/" + file, name, &bytes, bytes.count)
    return count < 0 ? nil : Array(bytes[..<count])
  }

  private func setAttribute(_ name: String, _ value: [UInt8], of file: String) throws {
    let result = setxattr(folder.path + "/" + file, name, value, value.count, 0)
    // Not every file system has them.
    if result != 0, errno == ENOTSUP { try Test.cancel("skipped: no extended attributes in the temporary folder") }
    try #require(result == 0)
  }

  /// An access control list as the kernel keeps it: version 2, then tag, permissions and number for each entry.
  private let accessList: [UInt8] = {
    let none: [UInt8] = [255, 255, 255, 255]
    let named: [UInt8] = [0x39, 0x30, 0, 0]
    var list: [UInt8] = [2, 0, 0, 0]
    for (tag, permissions) in [(UInt8(1), UInt8(6)), (2, 6), (4, 4), (16, 6), (32, 4)] {
      list += [tag, 0, permissions, 0]
      list += tag == 2 ? named : none
    }
    return list
  }()

  @Test func `extended attributes stay with a file that is replaced`() throws {
    try folder.write("root/a", [1])
    try setAttribute("user.origin", Array("example".utf8), of: "root/a")
    try setAttribute("user.empty", [], of: "root/a")
    try replace("root/a", [1], [2])
    #expect(attribute("user.origin", of: "root/a") == Array("example".utf8))
    #expect(attribute("user.empty", of: "root/a") == [])
  }

  @Test func `an access control list stays with a file that is replaced`() throws {
    try folder.write("root/a", [1])
    try setAttribute("system.posix_acl_access", accessList, of: "root/a")
    let before = attribute("system.posix_acl_access", of: "root/a")
    try replace("root/a", [1], [2])
    #expect(before != nil)
    #expect(attribute("system.posix_acl_access", of: "root/a") == before)
  }

  @Test func `a file does not get the access control list of its folder`() throws {
    try folder.write("root/a", [1])
    try setAttribute("system.posix_acl_default", accessList, of: "root")
    try replace("root/a", [1], [2])
    #expect(attribute("system.posix_acl_access", of: "root/a") == nil)
    #expect(try host.status(path("root/a"), followingLinks: false).mode == 0o644)
  }

  @Test func `a file with several names is left alone`() throws {
    try folder.write("root/a", [1])
    try #require(link(folder.path + "/root/a", folder.path + "/elsewhere/b") == 0)
    #expect(throws: WriteFailure.hardLinks(2)) { try replace("root/a", [1], [2]) }
    #expect(try host.read(path("root/a"), limit: 10) == [1])
    #expect(try names(in: "root") == ["a"])
  }

  // MARK: Others

  /// Whoever writes sees its own version, or one that was made of it; a version that is replaced unseen is lost.
  @Test func `what another process writes meanwhile is never lost`() throws {
    let file = folder.path + "/root/a"
    try folder.write("root/a", [0])
    let isDone = Atomic(false)
    let lost = Atomic(0)
    let writer = Thread {
      for number in UInt8(1)...250 {
        let temporary = file + ".other"
        _ = FileManager.default.createFile(atPath: temporary, contents: Data([number]))
        Glibc.rename(temporary, file)
        // While two files swap names and back again, the other one is seen for a moment.
        var tries = 0
        while FileManager.default.contents(atPath: file)?.first != number, tries < 1000 {
          tries += 1
          usleep(1000)
        }
        if tries == 1000 { lost.add(1, ordering: .relaxed) }
      }
      isDone.store(true, ordering: .releasing)
    }
    writer.start()
    var replaced = 0
    while !isDone.load(ordering: .acquiring) {
      guard let old = try? host.read(path("root/a"), limit: 100) else { continue }
      if (try? replace("root/a", old, [old[0], 255])) != nil { replaced += 1 }
    }
    #expect(lost.load(ordering: .relaxed) == 0)
    #expect(replaced > 0)
    #expect(try names(in: "root") == ["a"])
  }

  @Test func `leftovers of killed processes are removed, and nothing else`() throws {
    try folder.write("root/.leger-0123456789ABCDEF.new", [1])
    let others = [".leger-1.new", ".leger-0123456789ABCDEF.newer", ".leger-0123456789abcdef.new", "a.service.new"]
    for name in others { try folder.write("root/\(name)", [1]) }
    let held = path("root/.leger-FFFFFFFFFFFFFFFF.new")
    let lock = try host.lock(held, within: path("root"), holder: [])
    host.removeLeftovers(in: path("root"), within: path("root"))
    #expect(try names(in: "root") == (others + [".leger-FFFFFFFFFFFFFFFF.new"]).sorted())
    lock.release()
    host.removeLeftovers(in: path("root"), within: path("root"))
    #expect(try names(in: "root") == others.sorted())
  }

  @Test func `a device is neither read nor replaced`() throws {
    try #require(mknod(folder.path + "/root/a", S_IFCHR | 0o666, 1 << 8 | 5) == 0 || errno == EPERM)
    guard host.exists(path("root/a")) else { return }
    #expect(throws: WriteFailure.unreadable(.special)) { try replace("root/a", [], [2]) }
    #expect(throws: ReadFailure.special) { try host.read(path("root/a"), limit: 10) }
    #expect(throws: LockFailure.failed(.unreadable(.special))) {
      try host.lock(path("root/a"), within: path("root"), holder: [])
    }
  }
}
