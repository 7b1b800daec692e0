import QuadletAnalysis
import QuadletSyntax
import Testing

@testable import leger

/// The files of a host as they will be: the new ones of a deployment over what is there, without its old ones.
@Suite struct OverlayTreeTests {
  private static let root = "/etc/containers/systemd/app"

  private let host = RecordingHost(files: [
    "\(root)/old.container": "old", "\(root)/web.container": "before", "\(root)/sub/old.env": "old",
    "\(root)/data/foreign": "1", "\(root)/gone/a/b": "1", "/etc/containers/systemd/other.container": "other",
  ])

  private func tree(on host: RecordingHost? = nil) -> OverlayTree {
    let content = [("web.container", "after"), ("sub/deep/new.env", "new")].map {
      DeploymentFile(path: Array($0.0.utf8), bytes: Array($0.1.utf8), mode: 0o644)
    }
    let old = ["old.container", "web.container", "sub/old.env"].map { DeployedFile(path: $0, digest: "", mode: 0o644) }
    return OverlayTree(
      content,
      insteadOf: old,
      hiding: [Array("\(Self.root)/gone".utf8)],
      in: Array(Self.root.utf8),
      on: host ?? self.host
    )
  }

  private func bytes(_ path: String) -> [UInt8] { Array((path.hasPrefix("/") ? path : "\(Self.root)/\(path)").utf8) }

  private func names(_ listing: FolderListing) -> [String] {
    listing.entries.map { String(decoding: listing.name(of: $0), as: UTF8.self) }
  }

  @Test(
    arguments: [
      ("web.container", "after"), ("./sub/../web.container", "after"), ("sub/deep/new.env", "new"),
      ("data/foreign", "1"), ("/etc/containers/systemd/other.container", "other"), ("old.container", nil),
      ("sub/old.env", nil), ("gone/a/b", nil), ("never", nil),
    ] as [(String, String?)]
  )
  func `what is new is read, what is old is missing, and what others have written stays`(
    _ path: String,
    _ text: String?
  ) {
    let (tree, path) = (tree(), bytes(path))
    #expect((try? tree.read(path, limit: 100)).map { String(decoding: $0, as: UTF8.self) } == text)
    #expect((try? tree.kind(path)) == text.map { _ in .file })
    #expect(((try? tree.resolve(path)) != nil) == (text != nil))
    #expect(tree.facts.file(path).map { String(decoding: $0.bytes, as: UTF8.self) } == text)
  }

  @Test func `folders of new files exist, and those of old files only hide them`() throws {
    let tree = tree()
    for folder in ["", "sub", "sub/deep", "data"] {
      let path = folder.isEmpty ? Array(Self.root.utf8) : bytes(folder)
      #expect(try tree.kind(path) == .folder && tree.resolve(path) == path)
    }
    #expect(try names(tree.list(Array(Self.root.utf8))) == ["data", "sub", "web.container"])
    #expect(try names(tree.list(bytes("sub"))) == ["deep"])
    #expect(try names(tree.list(bytes("sub/deep"))) == ["new.env"])
    #expect(try names(tree.list(bytes("data"))) == ["foreign"])
    #expect(try names(tree.list(bytes("/etc/containers/systemd"))) == ["app", "other.container"])
    #expect(try names(tree.list(bytes("/etc"))) == ["containers"])
    #expect(throws: SystemError.self) { try tree.list(bytes("never")) }
    #expect(throws: SystemError.self) { try tree.kind(bytes("gone")) }
  }

  @Test func `a folder that does not exist yet has what will be in it`() throws {
    let tree = tree(on: RecordingHost(files: ["/etc/containers/systemd/other.container": ""]))
    #expect(try names(tree.list(Array(Self.root.utf8))) == ["sub", "web.container"])
    #expect(throws: SystemError.self) { try tree.list(bytes("data")) }
  }

  @Test func `a new file is as large as may be read, or it is refused`() throws {
    #expect(try tree().read(bytes("web.container"), limit: 5) == Array("after".utf8))
    #expect(throws: ReadFailure.tooLarge(limit: 4)) { try tree().read(bytes("web.container"), limit: 4) }
  }
}
