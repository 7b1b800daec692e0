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

  /// What could not be read.
  var problems: [(path: [UInt8], message: String)] { old.problems + new.problems }

  /// Reads two folders, or two files.
  init(_ oldPath: [UInt8], _ newPath: [UInt8], target: Target, on host: any Host) throws(Failure) {
    let kinds = (try Self.kind(oldPath, host), try Self.kind(newPath, host))
    if (kinds.0 == .folder) != (kinds.1 == .folder) {
      let (folder, file) = kinds.0 == .folder ? (oldPath, newPath) : (newPath, oldPath)
      let shown = (VisibleText.quoted(folder), VisibleText.quoted(file))
      throw .request("\(shown.0) is a folder and \(shown.1) is not; name two folders or two files")
    }
    old = try Self.place(oldPath, kinds.0, target, host)
    new = try Self.place(newPath, kinds.1, target, host)
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
    _ host: any Host
  ) throws(Failure) -> ComparedProject {
    guard UnitPlace.isBundle(path), kind == .file else {
      return try read(path, isFolder: kind == .folder, host, target, label: [], host)
    }
    var reader = ProjectReader(target: target, from: host)
    let problems = reader.addBundleFile(path)
    return ComparedProject(reader.read(), nil, host, path: path, label: [], problems: problems, on: host)
  }

  /// Reads a folder, or the folder of a file, from a tree; one that does not exist is an empty project.
  private static func read(
    _ path: [UInt8],
    isFolder: Bool,
    _ tree: any FileTree,
    _ target: Target,
    label: [UInt8],
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
    return ComparedProject(project, files, tree, path: folder, label: label, problems: problems, on: host)
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
    let trees = try Self.trees(from, to, around: Self.existingFolder(of: path, host), host)
    let shown = path.isEmpty ? [UInt8(ascii: ".")] : path
    guard let kind = (try? trees.1.kind(shown)) ?? (try? trees.0.kind(shown)) else {
      throw .request("\(VisibleText.quoted(path)): no such file or folder in either revision")
    }
    let isFolder = kind == .folder
    old = try Self.read(path, isFolder: isFolder, trees.0, target, label: Array("a/".utf8), host)
    new = try Self.read(path, isFolder: isFolder, trees.1, target, label: Array("b/".utf8), host)
  }

  /// Returns the files of two revisions, or of one and the host.
  private static func trees(
    _ from: [UInt8],
    _ to: [UInt8]?,
    around folder: [UInt8],
    _ host: any Host
  ) throws(Failure) -> (any FileTree, any FileTree) {
    var unknown = from
    do throws(Git.Failure) {
      let git = try Git(around: folder, on: host)
      if let before = try git.commit(from) {
        let old = try RevisionTree(before, of: git, on: host)
        guard let to else { return (old, host) }
        if let after = try git.commit(to) { return (old, try RevisionTree(after, of: git, on: host)) }
        unknown = to
      }
    } catch {
      throw .environment(error.message)
    }
    throw .request("\(VisibleText.quoted(unknown)) is not a revision of this Git repository")
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
