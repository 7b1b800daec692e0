import Testing

@testable import leger

/// Archives of volumes as they are read: what is counted, and what must not be in one.
@Suite struct ArchiveContentTests {
  /// An entry of an archive.
  private struct Entry {
    var path: String
    var kind: Character = "0"
    var size = 0
    var target = ""
  }

  private static func archive(_ entries: [Entry], end: Int = 1024) -> [UInt8] {
    var text = ""
    for entry in entries {
      text += SimulatedTar.header(entry.path, size: entry.size, kind: entry.kind, target: entry.target)
      if entry.kind == "0" { text += String(repeating: "x", count: (entry.size + 511) / 512 * 512) }
    }
    return Array((text + String(repeating: "\0", count: end)).utf8)
  }

  private static func count(_ bytes: [UInt8], limit: ContentCount? = nil) throws(HostFailure) -> ContentCount {
    var rest: [UInt8]? = bytes
    return try ArchiveContent.count(
      { () throws(HostFailure) in
        defer { rest = nil }
        return rest
      },
      limit: limit
    )
  }

  private static let folder: Character = "5"
  private static let link: Character = "2"
  private static let hardLink: Character = "1"

  @Test func `entries and the bytes of files are counted, the root is not`() throws {
    let count = try Self.count(
      Self.archive([
        Entry(path: "./", kind: Self.folder), Entry(path: "a", size: 700), Entry(path: "dir/", kind: Self.folder),
        Entry(path: "dir/b", size: 1), Entry(path: "hard", kind: Self.hardLink, target: "a"),
        Entry(path: "soft", kind: Self.link, target: "/anywhere"), Entry(path: "pipe", kind: "6"),
      ])
    )
    #expect(count == ContentCount(entries: 6, bytes: 701))
    #expect(count.text == "6 entries, 701 B")
    #expect(ContentCount(entries: 1, bytes: 1).text == "1 entry, 1 B")
  }

  @Test func `a volume without files has an archive without entries`() throws {
    #expect(try Self.count(Self.archive([])) == ContentCount())
  }

  private static let hostile: [(String, [Entry])] = [
    ("climbs", [Entry(path: "a/../../b")]), ("absolute", [Entry(path: "/etc/passwd")]),
    ("hard link that climbs", [Entry(path: "a", kind: hardLink, target: "../a")]),
    ("absolute hard link", [Entry(path: "a", kind: hardLink, target: "/etc/shadow")]),
    ("through a link", [Entry(path: "a", kind: link, target: "/etc"), Entry(path: "a/passwd")]),
    (
      "through a link below",
      [
        Entry(path: "d/", kind: folder), Entry(path: "d/a", kind: link, target: "/"), Entry(path: "d/a/b/c"),
      ]
    ),
    ("character device", [Entry(path: "a", kind: "3")]), ("block device", [Entry(path: "a", kind: "4")]),
    ("root that is no folder", [Entry(path: ".", kind: link, target: "/etc")]),
  ]

  @Test(arguments: hostile.indices) func `11: what leads out of the volume is refused`(_ index: Int) {
    let (name, entries) = Self.hostile[index]
    #expect("\(name)") { try Self.count(Self.archive([Entry(path: "before")] + entries)) } throws: { error in
      (error as? HostFailure)?.kind == .integrity
    }
  }

  @Test func `a device that was in the volume may come back`() throws {
    let bytes = Self.archive([Entry(path: "null", kind: "3")])
    #expect(try Self.count(bytes, limit: ContentCount(entries: 1, devices: 1)).devices == 1)
    #expect(throws: HostFailure.self) { try Self.count(bytes, limit: ContentCount(entries: 1)) }
  }

  @Test func `more than was written is refused`() throws {
    let bytes = Self.archive([Entry(path: "a", size: 10), Entry(path: "b", size: 10)])
    #expect(try Self.count(bytes, limit: ContentCount(entries: 2, bytes: 20)).entries == 2)
    #expect(throws: HostFailure.self) { try Self.count(bytes, limit: ContentCount(entries: 1, bytes: 20)) }
    #expect(throws: HostFailure.self) { try Self.count(bytes, limit: ContentCount(entries: 2, bytes: 19)) }
  }

  @Test func `8: an archive that is cut off or goes on is refused`() {
    let bytes = Self.archive([Entry(path: "a", size: 600)])
    for cut in [1, 512, 1024, 1025, 1600, bytes.count] {
      #expect("\(cut)") { try Self.count(Array(bytes.dropLast(cut))) } throws: {
        ($0 as? HostFailure)?.kind == .integrity
      }
    }
    #expect(throws: HostFailure.self) { try Self.count(bytes + [1]) }
    #expect(throws: HostFailure.self) { try Self.count(bytes + Array(repeating: 1, count: 512)) }
    #expect(throws: HostFailure.self) { try Self.count(Array("not an archive at all".utf8)) }
    // GNU tar pads with more zeros.
    #expect((try? Self.count(bytes + Array(repeating: 0, count: 9216)))?.entries == 1)
  }
}
