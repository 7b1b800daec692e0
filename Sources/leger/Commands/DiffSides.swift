import QuadletAnalysis
import QuadletSyntax

/// The two projects that `leger diff` compares.
struct DiffSides {
  /// Why there is nothing to compare.
  enum Failure: Error {
    case usage(UsageError)
    case environment(String)
  }

  /// One of them.
  struct One {
    let project: Project
    /// The files that are meant; all when nil.
    let files: [Int]?
    let side: TreeComparison.Side
    /// What stands before paths of the project when they are shown.
    let shown: [UInt8]
    /// What stands before paths of the project in a diff of texts.
    let label: [UInt8]

    /// What the project's own tree answers; of a revision, nothing outside of it exists.
    var host: HostFacts {
      let tree = side.tree
      if tree is DiskTree { return .here }
      return HostFacts(
        podman: String(decoding: HostFacts.here.podman, as: UTF8.self),
        pathExists: { (try? tree.kind($0)) != nil || FileSystem.exists($0) },
        file: { path in
          (try? tree.read(path, limit: TreeComparison.sizeLimit)).map { HostFacts.File(bytes: $0, mode: 0o644) }
        }
      )
    }
  }

  let old: One
  let new: One
  /// What could not be read.
  private(set) var problems: [(path: [UInt8], message: String)] = []

  /// Reads what the operands name.
  init(_ invocation: Invocation, target: Target) throws(Failure) {
    let operands = invocation.operands
    if operands.contains(where: \.isEmpty) {
      throw .usage(UsageError("an operand is empty; write . for the current folder"))
    }
    if let revisions = invocation.bytes("rev") {
      if operands.count > 1 {
        throw .usage(UsageError("--rev compares one path at two revisions; name one path, not two"))
      }
      (old, new) = try Self.revisions(revisions, operands.first ?? [], target, &problems)
    } else {
      guard operands.count == 2 else { throw .usage(Self.missingOperand(operands)) }
      (old, new) = try Self.places(operands[0], operands[1], target, &problems)
    }
  }

  private static func missingOperand(_ operands: [[UInt8]]) -> UsageError {
    guard let first = operands.first else {
      return UsageError("nothing to compare; name two folders or two files, or write --rev A..B and a path")
    }
    let shown = UsageError.quote(first)
    return (try? FileSystem.kind(first)) == nil
      ? UsageError("\(shown) is not a path, and deployments cannot be compared yet; name two folders or two files")
      : UsageError("nothing to compare \(shown) with; name a second path, or a revision: --rev HEAD")
  }

  // MARK: Two places on the disk

  private static func places(
    _ old: [UInt8],
    _ new: [UInt8],
    _ target: Target,
    _ problems: inout [(path: [UInt8], message: String)]
  ) throws(Failure) -> (One, One) {
    let kinds = (try kind(old), try kind(new))
    if (kinds.0 == .folder) != (kinds.1 == .folder) {
      let (folder, file) = kinds.0 == .folder ? (old, new) : (new, old)
      throw .usage(
        UsageError(
          "\(UsageError.quote(folder)) is a folder and \(UsageError.quote(file)) is not; name two folders or two files"
        )
      )
    }
    return (try place(old, target, &problems), try place(new, target, &problems))
  }

  private static func kind(_ path: [UInt8]) throws(Failure) -> FileKind {
    do throws(SystemError) {
      return try FileSystem.kind(path)
    } catch {
      let message = "\(UsageError.quote(path)): \(error.isMissing ? "no such file or folder" : error.message)"
      throw error.isMissing ? .usage(UsageError(message)) : .environment(message)
    }
  }

  private static func place(
    _ path: [UInt8],
    _ target: Target,
    _ problems: inout [(path: [UInt8], message: String)]
  ) throws(Failure) -> One {
    if Selection.isBundle(path), try kind(path) == .file {
      var reader = ProjectReader(target: target)
      problems += reader.addBundleFile(path)
      return one(reader.read(), nil, DiskTree(), path: path, label: [], &problems)
    }
    return try read(path, isFolder: try kind(path) == .folder, DiskTree(), target, label: [], &problems)
  }

  /// Reads a folder, or the folder of a file, from a tree; what is not there is an empty project.
  private static func read(
    _ path: [UInt8],
    isFolder: Bool,
    _ tree: any FileTree,
    _ target: Target,
    label: [UInt8],
    _ problems: inout [(path: [UInt8], message: String)]
  ) throws(Failure) -> One {
    var folder = path
    if !isFolder {
      do throws(UsageError) { folder = try ProjectSelection.Place(path).folder } catch { throw .usage(error) }
    }
    var reader = ProjectReader(target: target, readsTemplateSources: true, from: tree)
    reader.addSearchPath(folder)
    problems += reader.problems
    let project = reader.read()
    let files = isFolder ? nil : project.inventory.files.indices.filter { project.inventory.path(of: $0) == path }
    return one(project, files, tree, path: folder, label: label, &problems)
  }

  private static func one(
    _ project: Project,
    _ files: [Int]?,
    _ tree: any FileTree,
    path: [UInt8],
    label: [UInt8],
    _ problems: inout [(path: [UInt8], message: String)]
  ) -> One {
    for file in files ?? Array(project.inventory.files.indices) {
      if case .unreadable(let failure) = project.contents[file], failure.isEnvironment {
        problems.append((project.inventory.path(of: file), failure.message))
      }
    }
    let root = project.inventory.folders.first?.resolvedPath ?? path
    let shown = project.inventory.folders.first?.path ?? path
    return One(
      project: project,
      files: files,
      side: TreeComparison.Side(tree: tree, root: root),
      // `a/web.container` is what `git apply` and people expect of the current folder.
      shown: shown == [UInt8(ascii: ".")] ? [] : shown,
      label: label
    )
  }

  // MARK: Two revisions

  private static func revisions(
    _ text: [UInt8],
    _ path: [UInt8],
    _ target: Target,
    _ problems: inout [(path: [UInt8], message: String)]
  ) throws(Failure) -> (One, One) {
    let (from, to) = try parts(of: text)
    let trees = try trees(from, to, around: existingFolder(of: path))
    let shown = path.isEmpty ? [UInt8(ascii: ".")] : path
    guard let kind = (try? trees.1.kind(shown)) ?? (try? trees.0.kind(shown)) else {
      throw .usage(UsageError("\(UsageError.quote(path)): no such file or folder in any of the two revisions"))
    }
    let isFolder = kind == .folder
    return (
      try read(path, isFolder: isFolder, trees.0, target, label: Array("a/".utf8), &problems),
      try read(path, isFolder: isFolder, trees.1, target, label: Array("b/".utf8), &problems)
    )
  }

  /// The files of two revisions, or of one and the disk.
  private static func trees(
    _ from: [UInt8],
    _ to: [UInt8]?,
    around folder: [UInt8]
  ) throws(Failure) -> (any FileTree, any FileTree) {
    var unknown = from
    do throws(Git.Failure) {
      let git = try Git(around: folder)
      if let before = try git.commit(from) {
        let old = try RevisionTree(before, of: git)
        guard let to else { return (old, DiskTree()) }
        if let after = try git.commit(to) { return (old, try RevisionTree(after, of: git)) }
        unknown = to
      }
    } catch {
      throw .environment(error.message)
    }
    throw .usage(UsageError("\(UsageError.quote(unknown)) is not a revision of this Git repository"))
  }

  /// The two sides of `A..B`; without dots the second is nil, the work tree, and an empty side is HEAD.
  private static func parts(of text: [UInt8]) throws(Failure) -> (from: [UInt8], to: [UInt8]?) {
    let dot = UInt8(ascii: ".")
    let head = Array("HEAD".utf8)
    guard let place = text.indices.dropLast().first(where: { text[$0] == dot && text[$0 + 1] == dot }) else {
      if text.isEmpty { throw .usage(UsageError("--rev needs a revision, or two with .. between: --rev A..B")) }
      return (text, nil)
    }
    let (from, to) = (Array(text[..<place]), Array(text[(place + 2)...]))
    if to.first == dot {
      throw .usage(UsageError("\(UsageError.quote(text)) has three dots; write --rev A..B to compare A with B"))
    }
    return (from.isEmpty ? head : from, to.isEmpty ? head : to)
  }

  /// The nearest folder above a path that is there; a path may be gone from the work tree.
  private static func existingFolder(of path: [UInt8]) -> [UInt8] {
    var path = path
    while !path.isEmpty {
      if (try? FileSystem.kind(path)) == .folder { return path }
      path = Selection.parent(of: path)
    }
    return [UInt8(ascii: ".")]
  }
}
