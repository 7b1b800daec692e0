import QuadletAnalysis

/// Two projects to compare: two places on the host, or one place at two revisions of Git.
struct ProjectComparison {
  /// Why there is nothing to compare.
  enum Failure: Error {
    /// The user named something that does not exist or does not fit.
    case request(String)
    /// The host, or Git, could not answer.
    case environment(String)
  }

  let old: ComparedProject
  let new: ComparedProject
  /// What could not be read or compared besides; it grows while files are compared.
  let gaps: ComparisonGaps

  /// The units and folders that could not be read.
  var problems: [(path: [UInt8], message: String)] { old.problems + new.problems }

  /// Takes two projects that have been read.
  init(old: ComparedProject, new: ComparedProject, gaps: ComparisonGaps) {
    (self.old, self.new, self.gaps) = (old, new, gaps)
  }

  /// Reads two folders, or two files.
  init(_ oldPath: [UInt8], _ newPath: [UInt8], target: Target, on host: any Host) throws(Failure) {
    let kinds = (try Self.kind(oldPath, host), try Self.kind(newPath, host))
    if (kinds.0 == .folder) != (kinds.1 == .folder) {
      let (folder, file) = kinds.0 == .folder ? (oldPath, newPath) : (newPath, oldPath)
      let shown = (VisibleText.quoted(folder), VisibleText.quoted(file))
      throw .request("\(shown.0) is a folder and \(shown.1) is not; name two folders or two files")
    }
    gaps = ComparisonGaps()
    old = try Self.place(oldPath, kinds.0, target, gaps, host)
    new = try Self.place(newPath, kinds.1, target, gaps, host)
  }

  private static func kind(_ path: [UInt8], _ host: any Host) throws(Failure) -> FileKind {
    do throws(SystemError) {
      return try host.kind(path)
    } catch {
      let message = "\(VisibleText.quoted(path)): \(error.isMissing ? host.absence(of: path) : error.message)"
      throw error.isMissing ? .request(message) : .environment(message)
    }
  }

  private static func place(
    _ path: [UInt8],
    _ kind: FileKind,
    _ target: Target,
    _ gaps: ComparisonGaps,
    _ host: any Host
  ) throws(Failure) -> ComparedProject {
    guard UnitPlace.isBundle(path), kind == .file else {
      return try read(path, isFolder: kind == .folder, host, target, label: [], gaps, host)
    }
    var reader = ProjectReader(target: target, from: host)
    let problems = reader.addBundleFile(path)
    return ComparedProject(reader.read(), nil, host, path: path, label: [], problems: problems, gaps: gaps, on: host)
  }

  /// Reads a folder, or the folder of a file, from a tree; one that does not exist is an empty project.
  private static func read(
    _ path: [UInt8],
    isFolder: Bool,
    _ tree: any FileTree,
    _ target: Target,
    label: [UInt8],
    _ gaps: ComparisonGaps,
    _ host: any Host
  ) throws(Failure) -> ComparedProject {
    var folder = path
    if !isFolder {
      guard let place = UnitPlace(path) else { throw .request(UnitPlace.refusal(path)) }
      folder = place.folder
    }
    var reader = ProjectReader(target: target, readsTemplateSources: true, from: tree)
    reader.addSearchPath(folder)
    let problems = reader.problems
    let project = reader.read()
    let files = isFolder ? nil : project.inventory.files.indices.filter { project.inventory.path(of: $0) == path }
    return ComparedProject(project, files, tree, path: folder, label: label, problems: problems, gaps: gaps, on: host)
  }

  // MARK: Two revisions

  /// Reads a path at two revisions; without `to` at one and in the work tree.
  init(
    _ path: [UInt8],
    from: [UInt8],
    to: [UInt8]?,
    target: Target,
    on host: any Host
  ) throws(Failure) {
    gaps = ComparisonGaps()
    let trees = try Self.trees(from, to, around: Self.existingFolder(of: path, host), gaps, host)
    let shown = path.isEmpty ? [UInt8(ascii: ".")] : path
    var kind = try Self.kind(shown, in: trees.1, gaps)
    if kind == nil { kind = try Self.kind(shown, in: trees.0, gaps) }
    guard let kind else {
      throw .request("\(VisibleText.quoted(path)): no such file or folder in either revision")
    }
    let isFolder = kind == .folder
    old = try Self.read(path, isFolder: isFolder, trees.0, target, label: Array("a/".utf8), gaps, host)
    new = try Self.read(path, isFolder: isFolder, trees.1, target, label: Array("b/".utf8), gaps, host)
    // A unit that could not be had would count as added or removed.
    if let gap = gaps.all.first { throw .environment(gap.message) }
    compareSubmodules()
  }

  /// Returns what is at a path of a tree; nil when nothing is.
  private static func kind(
    _ path: [UInt8],
    in tree: any FileTree,
    _ gaps: ComparisonGaps
  ) throws(Failure) -> FileKind? {
    do throws(SystemError) {
      return try tree.kind(path)
    } catch {
      if error.isMissing { return nil }
      let message = gaps.all.first?.message ?? "\(VisibleText.quoted(path)): \(error.message)"
      throw error.isAboutPath ? .request(message) : .environment(message)
    }
  }

  /// Adds the submodules that are not the same in both to the gaps, since their files are not those of this repository.
  private func compareSubmodules() {
    let before = (old.side.tree as? RevisionTree)?.submodules(below: old.side.root) ?? [:]
    let after = (new.side.tree as? RevisionTree)?.submodules(below: new.side.root)
    for (path, id) in before.merging(after ?? [:], uniquingKeysWith: { one, _ in one }) {
      if let after {
        if before[path] == after[path] { continue }
      } else if let listing = try? new.side.tree.list(path), listing.entries.isEmpty {
        continue
      }
      gaps.add(path, "is a submodule, at commit \(String(decoding: id, as: UTF8.self)); its files are not compared")
    }
  }

  /// Returns the files of two revisions, or of one and the host.
  private static func trees(
    _ from: [UInt8],
    _ to: [UInt8]?,
    around folder: [UInt8],
    _ gaps: ComparisonGaps,
    _ host: any Host
  ) throws(Failure) -> (any FileTree, any FileTree) {
    do throws(Git.Failure) {
      let git = try Git(around: folder, on: host)
      let before = try git.commit(from)
      let after: [UInt8]? = if let to { try git.commit(to) } else { nil }
      let old = try RevisionTree(before, of: git, gaps: gaps, on: host)
      guard let after else { return (old, WorkTree(git.top, on: host)) }
      return (old, after == before ? old : try RevisionTree(after, of: git, gaps: gaps, on: host))
    } catch {
      throw error.isRequest ? .request(error.message) : .environment(error.message)
    }
  }

  /// Returns the nearest folder above a path that exists; the path may be gone from the work tree.
  private static func existingFolder(of path: [UInt8], _ host: any Host) -> [UInt8] {
    var path = path
    while !path.isEmpty {
      if (try? host.kind(path)) == .folder { return path }
      path = Path.parent(of: path)
    }
    return [UInt8(ascii: ".")]
  }
}
