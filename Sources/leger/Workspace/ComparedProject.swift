import QuadletAnalysis

/// One of the two projects of a comparison.
struct ComparedProject {
  let project: Project
  /// The files that are meant; all when nil.
  let files: [Int]?
  /// Where it was read from.
  let side: TreeComparison.Side
  /// What comes before paths of the project when they are shown.
  let shown: [UInt8]
  /// What comes before paths of the project in a diff of texts.
  let label: [UInt8]
  /// What its tree says about the paths that the units name.
  let facts: HostFacts
  /// What could not be read.
  let problems: [(path: [UInt8], message: String)]

  init(
    _ project: Project,
    _ files: [Int]?,
    _ tree: any FileTree,
    path: [UInt8],
    label: [UInt8],
    problems: [(path: [UInt8], message: String)],
    on host: any Host
  ) {
    self.project = project
    self.files = files
    self.label = label
    var problems = problems
    for file in files ?? Array(project.inventory.files.indices) {
      if case .unreadable(let failure) = project.contents[file], failure.isEnvironment {
        problems.append((project.inventory.path(of: file), failure.message))
      }
    }
    self.problems = problems
    let folder = project.inventory.folders.first
    side = TreeComparison.Side(tree: tree, root: folder?.resolvedPath ?? path)
    // `a/web.container` is what `git apply` and people expect for the current folder.
    let shown = folder?.path ?? path
    self.shown = shown == [UInt8(ascii: ".")] ? [] : shown
    let ofHost = HostFacts(of: host)
    facts = side.isRevision ? Self.facts(of: tree, ofHost) : ofHost
  }

  /// Of a revision, nothing outside of it exists; a device is one of the host.
  private static func facts(of tree: any FileTree, _ host: HostFacts) -> HostFacts {
    HostFacts(
      podman: String(decoding: host.podman, as: UTF8.self),
      pathExists: { tree.exists($0) || host.pathExists($0) },
      file: { path in
        (try? tree.read(path, limit: TreeComparison.sizeLimit)).map { HostFacts.File(bytes: $0, mode: 0o644) }
      }
    )
  }
}
