import QuadletAnalysis

/// Fetches a Git repository and reads a folder of it, without ever checking it out.
struct RepositoryFetch {
  private let record: SourceRecord
  private let folders: DeploymentFolders
  private let host: any Host

  init(_ record: SourceRecord, _ folders: DeploymentFolders, on host: any Host) {
    (self.record, self.folders, self.host) = (record, folders, host)
  }

  /// Fetches the repository, hands it on, and forgets it.
  func use<Result>(
    _ body: (RevisionTree, _ folder: [UInt8], SourceRecord) throws(HostFailure) -> Result
  ) throws(HostFailure) -> Result {
    let parent = host.text("TMPDIR") ?? "/tmp"
    let folder = Array("\(parent)/leger-fetch-\(String(UInt64.random(in: .min ... .max), radix: 16))".utf8)
    do throws(WriteFailure) {
      try host.makeFolder(folder, within: Array(parent.utf8), mode: 0o700)
    } catch {
      throw HostFailure(folder, error.message)
    }
    defer { try? folders.removeTree(folder, within: Array(parent.utf8)) }
    return try use(folder, body)
  }

  /// A revision to fetch, and the folder within it.
  private struct Choice {
    /// What Git fetches: a full name of a reference, or a commit.
    let reference: String
    var ref: String?
    var subpath: String?
  }

  private func use<Result>(
    _ folder: [UInt8],
    _ body: (RevisionTree, [UInt8], SourceRecord) throws(HostFailure) -> Result
  ) throws(HostFailure) -> Result {
    let fetch = try GitFetch(record.location, into: folder, on: host)
    try fetch.prepare()
    let choice = try choose(fetch)
    let repository = try fetch.fetch(choice.reference)
    var record = record
    (record.ref, record.subpath) = (choice.ref, choice.subpath)
    let gaps = ComparisonGaps()
    let tree: RevisionTree
    do throws(Git.Failure) {
      let git = try Git(around: repository, on: host)
      let commit = try git.commit(Array("FETCH_HEAD".utf8))
      record.revision = String(decoding: commit, as: UTF8.self)
      tree = try RevisionTree(commit, of: git, gaps: gaps, on: host)
    } catch {
      throw HostFailure(.failed, "\(record.location): \(error.message)")
    }
    var path = host.resolvedOrSame(repository)
    if let subpath = choice.subpath {
      path = Path.join(path, Array(subpath.utf8))
      guard (try? tree.kind(path)) == .folder, (try? tree.resolve(path)) == path else {
        throw HostFailure(
          .usage,
          "\(record.location) has no folder \(VisibleText.quoted(Array(subpath.utf8)))\(choice.ref.map { " at \($0)" } ?? "")"
        )
      }
    }
    do throws(HostFailure) {
      let result = try body(tree, path, record)
      if let gap = gaps.all.first { throw HostFailure(gap.path, gap.message, kind: .refused) }
      return result
    } catch {
      // What a user knows is the repository, not where it was fetched to.
      var failure = error
      let place = String(decoding: host.resolvedOrSame(repository), as: UTF8.self)
      failure.message = failure.message.replacing(place + "/", with: "").replacing(place, with: record.location)
      throw failure
    }
  }

  // MARK: Which revision

  /// Tells branch, tag or commit from the folder after it, which a page's address has in one text.
  private func choose(_ fetch: GitFetch) throws(HostFailure) -> Choice {
    let subpath: String? = if let text = record.subpath { try Self.checkedSubpath(text) } else { nil }
    guard let ref = record.ref, !ref.isEmpty else { return Choice(reference: "HEAD", subpath: subpath) }
    guard Self.isReference(ref) else {
      throw HostFailure(.usage, "\(VisibleText.quoted(Array(ref.utf8))) is not a branch, a tag or a full commit ID")
    }
    let parts = ref.split(separator: "/").map(String.init)
    // With a folder of its own, the whole text is the name.
    let lengths = subpath == nil ? Array((1...max(1, min(parts.count, 16))).reversed()) : [parts.count]
    let names = lengths.map { parts.prefix($0).joined(separator: "/") }
    let known = try fetch.references(names.flatMap { ["refs/heads/\($0)", "refs/tags/\($0)"] })
    for (length, name) in zip(lengths, names) {
      let rest = parts.dropFirst(length).joined(separator: "/")
      let below = try rest.isEmpty ? subpath : Self.checkedSubpath(rest)
      for reference in ["refs/heads/\(name)", "refs/tags/\(name)"] where known[reference] != nil {
        return Choice(reference: reference, ref: name, subpath: below)
      }
    }
    if let first = parts.first, Git.isID(Array(first.utf8)) {
      let rest = parts.dropFirst().joined(separator: "/")
      return Choice(reference: first, ref: first, subpath: try rest.isEmpty ? subpath : Self.checkedSubpath(rest))
    }
    throw HostFailure(
      .usage,
      "\(record.location) has no branch or tag \(VisibleText.quoted(Array(ref.utf8)))",
      help: "git ls-remote --heads --tags \(record.location)"
    )
  }

  /// Whether a text can name a reference (git-check-ref-format(1)), and can be no option.
  static func isReference(_ text: String) -> Bool {
    let parts = Array(text.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return text.utf8.count <= 512 && !text.contains("..") && !text.contains("@{")
      && parts.allSatisfy { part in
        guard let first = part.first, let last = part.last else { return false }
        return first != UInt8(ascii: ".") && first != UInt8(ascii: "-") && last != UInt8(ascii: ".")
          && !part.suffix(5).elementsEqual(".lock".utf8)
          && part.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"~^:?*[\\".utf8.contains($0) }
      }
  }

  private static func checkedSubpath(_ text: String) throws(HostFailure) -> String? {
    var path = text
    while path.hasSuffix("/") { path.removeLast() }
    if path.isEmpty || path == "." { return nil }
    guard DeploymentFile.isPath(path) else {
      throw HostFailure(
        .usage,
        "\(VisibleText.quoted(Array(text.utf8))) is not a path within a repository; write it without . and .."
      )
    }
    return path
  }
}
