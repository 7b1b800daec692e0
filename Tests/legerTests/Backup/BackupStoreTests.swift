import Testing

@testable import leger

/// Names of backups, their records, and which of them are kept.
@Suite struct BackupStoreTests {
  // MARK: Names

  @Test(arguments: [
    ("web-2026-11-29-130405", "web", "2026-11-29-130405"),
    ("a.b_c-2026-2026-11-29-130405", "a.b_c-2026", "2026-11-29-130405"),
    ("web-2026-11-29-130405-2", "web", "2026-11-29-130405-2"),
    ("web-2026-11-29-130405-2026-11-29-130405", "web-2026-11-29-130405", "2026-11-29-130405"),
  ]) func `an ID has the name of a deployment and a time`(_ text: String, _ deployment: String, _ time: String) {
    let id = BackupID(text)
    #expect(id?.deployment == deployment)
    #expect(id?.time == time)
    #expect(id?.description == text)
  }

  @Test(arguments: [
    "web", "2026-11-29-130405", "-2026-11-29-130405", "web-2026-11-29-13040", "web-2026-11-29-1304055",
    "../a-2026-11-29-130405",
    "a/b-2026-11-29-130405", "Web-2026-11-29-130405", "web-2026-11-29-130405-", "web-2026-11-29-130405-x",
    "web-2026-11-29-130405-123456", ".leger-new-web-2026-11-29-130405", "", "web 2026-11-29-130405",
  ]) func `other texts are no ID`(_ text: String) {
    #expect(BackupID(text) == nil)
    #expect(!BackupID.looksLikeOne(text))
  }

  @Test func `a deployment cannot be called like a backup or a verb`() {
    #expect(DeploymentName("web-2026-11-29-130405") == nil)
    for verb in DeploymentName.backupVerbs { #expect(DeploymentName(verb) == nil) }
    #expect(DeploymentName("web-2026-11-29") != nil)
  }

  @Test func `IDs are sorted by time`() {
    let texts = ["z-2026-01-01-000000", "a-2026-01-01-000001", "a-2026-01-01-000001-2", "a-2026-01-01-000001-10"]
    #expect(texts.reversed().compactMap { BackupID($0) }.sorted().map(\.description) == texts)
  }

  @Test func `times are written in three ways, and one is read`() {
    let time = 1_796_000_645
    #expect(Timestamp.text(time) == "2026-11-30 01:04")
    #expect(Timestamp.compact(time) == "2026-11-30-010405")
    #expect(Timestamp.standard(time) == "2026-11-30T01:04:05Z")
    #expect(Timestamp.seconds("2026-11-30T01:04:05Z") == time)
    #expect(Timestamp.seconds("2026-11-30T01:04:05.75Z") == time)
    #expect(Timestamp.seconds("2026-11-30T02:04:05+01:00") == time)
    #expect(Timestamp.seconds("yesterday") == nil)
    #expect(BackupID("web", at: time, number: 3)?.description == "web-2026-11-30-010405-3")
  }

  @Test(arguments: [
    (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (1_048_575, "1023.9 KiB"), (1 << 30, "1.0 GiB"),
    (Int.max, "7.9 EiB"), (-1, "0 B"),
  ]) func `sizes are written for people`(_ count: Int, _ text: String) {
    #expect(ByteCount.text(count) == text)
  }

  // MARK: Finding

  private func store(_ ids: [String], files: [String: String] = [:], links: [String: String] = [:]) -> BackupStore {
    var all = files
    for id in ids { all["/b/\(id)/.backup-metadata.json"] = Self.record(id) }
    return BackupStore(folder: Array("/b".utf8), host: RecordingHost(files: all, links: links))
  }

  private static func record(_ id: String, _ more: String = "", files: String = "", volumes: String = "") -> String {
    let name = BackupID(id)?.deployment ?? ""
    return """
      {"id":"\(id)","deployment_name":"\(name)","created_at":"2025-10-16T12:00:00Z","type":"manual","reason":"before-update",
       "size":1,"quadlet_files":[\(files)],"volumes":[\(volumes)]\(more)}
      """
  }

  private static let ids = ["a-2026-01-01-000000", "a-2026-01-02-000000", "b-2026-01-02-000000"]

  @Test(
    arguments: [
      ("a-2026-01-01-000000", nil, 0), ("a-2026-01-01", nil, 0), ("b", nil, 2), ("2026-01-02", "a", 1),
      ("latest", "a", 1),
      ("latest", nil, 2),
    ] as [(String, String?, Int)]
  ) func `a backup is found by what names only it`(_ text: String, _ name: String?, _ index: Int) throws {
    #expect(try store(Self.ids).find(text, of: name).description == Self.ids[index])
  }

  @Test func `a name is a name, also where it begins that of another deployment`() throws {
    let store = try store(["web-2026-01-01-000000", "web-2-2026-01-02-000000", "web-2-2026-01-03-000000"])
    #expect(try store.find("web").description == "web-2026-01-01-000000")
    #expect(throws: HostFailure.self) { try store.find("web-2") }
  }

  @Test(arguments: ["a-2026", "c", "2026-01-02", "", "a-2026-01-03-000000"])
  func `a text that names none or several is refused`(_ text: String) {
    #expect { try store(Self.ids).find(text) } throws: { ($0 as? HostFailure)?.kind == .usage }
  }

  @Test func `30: an ID that is taken gets a number`() throws {
    let time = 1_796_000_645
    #expect(try store([]).newID("a", at: time).description == "a-2026-11-30-010405")
    #expect(try store(["a-2026-11-30-010405"]).newID("a", at: time).description == "a-2026-11-30-010405-2")
  }

  // MARK: Records

  @Test func `backups of the earlier leger are read`() throws {
    let id = "nginx-2025-10-16-120000"
    let volume = #"{"name":"nginx-data","archive_path":"volumes/nginx-data.tar.gz","size":104857600}"#
    let text = Self.record(id, files: #""nginx.container","nginx.volume""#, volumes: volume)
    let store = store([], files: ["/b/\(id)/.backup-metadata.json": text])
    let record = try store.record(try store.find("nginx"))
    #expect(record.quadletFiles == ["nginx.container", "nginx.volume"])
    #expect(record.volumes.map(\.name) == ["nginx-data"])
    #expect(record.details == nil && record.schema == nil)
  }

  private static let good = "a-2026-01-01-000000"
  private static let hostile: [(String, String)] = [
    ("another ID", record("b-2026-01-01-000000")), ("no JSON", "{"), ("nothing", ""),
    ("a schema without a digest", record(good, #","schema":1"#)),
    ("a file that climbs", record(good, files: #""../../etc/passwd""#)),
    ("an absolute file", record(good, files: #""/etc/passwd""#)),
    ("an empty file", record(good, files: #""""#)), ("a folder", record(good, files: #""a/""#)),
    ("an archive that climbs", record(good, volumes: #"{"name":"v","archive_path":"volumes/../../v.tar","size":1}"#)),
    ("an absolute archive", record(good, volumes: #"{"name":"v","archive_path":"/v.tar","size":1}"#)),
    ("a volume that is an option", record(good, volumes: #"{"name":"--all","archive_path":"v.tar","size":1}"#)),
    ("a volume that climbs", record(good, volumes: #"{"name":"../v","archive_path":"v.tar","size":1}"#)),
    ("a volume without a name", record(good, volumes: #"{"name":"","archive_path":"v.tar","size":1}"#)),
    ("a file with NUL", record(good, files: #""a\u0000b""#)),
  ]

  @Test(arguments: hostile.indices) func `9, 10: a record that is not what was written is refused`(_ index: Int) throws
  {
    let (name, text) = Self.hostile[index]
    let store = store([], files: ["/b/\(Self.good)/.backup-metadata.json": text])
    #expect("\(name)") { try store.record(try store.find(Self.good)) } throws: {
      ($0 as? HostFailure)?.kind == .integrity
    }
  }

  @Test func `9: a record that is a link is not followed`() throws {
    let store = store(
      [],
      files: ["/b/\(Self.good)/x": "", "/etc/record": Self.record(Self.good)],
      links: ["/b/\(Self.good)/.backup-metadata.json": "/etc/record"]
    )
    #expect { try store.record(try store.find(Self.good)) } throws: { ($0 as? HostFailure)?.kind == .integrity }
  }

  // MARK: Keeping

  /// The hours since a backup was made, an `m` for those that were asked for, `a` for others, `p` for pinned ones, `n` for
  /// needed ones, `?` for an unknown time.
  private static let retention: [(String, Retention, [Int])] = [
    ("30m 20m 10m", Retention(manual: 2, automatic: 0, age: nil), [0]),
    ("30m 20m 10m", Retention(manual: 0, automatic: 0, age: nil), [0, 1]),
    ("30m 20m 10m", Retention(manual: 0, automatic: 0, age: 15 * 3600), [0, 1]),
    ("30m 20m 10m", Retention(manual: 0, automatic: 0, age: 25 * 3600), [0]),
    ("30mp 20mn 15m? 10m", Retention(manual: 0, automatic: 0, age: 0), []),
    ("40a 30m 20a 10m", Retention(manual: 1, automatic: 1, age: nil), [0, 1]),
    ("40a 30m 20a 10m", Retention(), []),
    ("10m", Retention(manual: 0, automatic: 0, age: nil), []), ("", Retention(), []),
  ]

  @Test(arguments: retention.indices) func `old backups beyond a number go`(_ index: Int) {
    let (text, retention, removed) = Self.retention[index]
    let now = 1_796_000_645
    let entries = text.split(separator: " ").compactMap { word -> Retention.Entry? in
      let time = now - (Int(word.prefix { $0.isNumber }) ?? 0) * 3600
      guard let id = BackupID("a", at: time) else { return nil }
      return Retention.Entry(
        id: id,
        kind: word.contains("m") ? .manual : .automatic,
        isPinned: word.contains("p"),
        isNeeded: word.contains("n"),
        madeAt: word.contains("?") ? nil : time
      )
    }
    #expect(retention.removed(of: entries.reversed(), now: now) == removed.map { entries[$0].id })
  }
}
