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
    gaps: ComparisonGaps,
    facts given: HostFacts? = nil,
    on host: any Host
  ) {
    self.project = project
    self.files = files
    self.label = label
    var problems = problems
    for file in files ?? Array(project.inventory.files.indices) {
      switch project.contents[file] {
      case .unreadable(let failure) where failure.isEnvironment:
        problems.append((project.inventory.path(of: file), failure.message))
      case .tooLarge:
        problems.append((project.inventory.path(of: file), ReadFailure.tooLarge(limit: SizeLimit.unit).message))
      case .document, .unreadable: break
      }
    }
    self.problems = problems
    let folder = project.inventory.folders.first
    side = TreeComparison.Side(tree: tree, root: folder?.resolvedPath ?? path)
    // `a/web.container` is what `git apply` and people expect for the current folder.
    let shown = folder?.path ?? path
    // Of a tree with facts of its own, both sides have one place.
    self.shown = shown == [UInt8(ascii: ".")] || given != nil ? [] : shown
    let ofHost = HostFacts(of: host)
    facts = given ?? (side.isRevision ? Self.facts(of: tree, ofHost, gaps) : ofHost)
  }

  /// Of a revision, nothing outside of it exists; a device is one of the host.
  private static func facts(of tree: any FileTree, _ host: HostFacts, _ gaps: ComparisonGaps) -> HostFacts {
    HostFacts(
      podman: String(decoding: host.podman, as: UTF8.self),
      pathExists: { tree.exists($0) || host.pathExists($0) },
      file: { path in
        do throws(ReadFailure) {
          return HostFacts.File(bytes: try tree.read(path, limit: TreeComparison.sizeLimit), mode: 0o644)
        } catch {
          if !error.isAboutPath { gaps.add(path, error.message) }
          return nil
        }
      },
      kubernetes: KubernetesFiles(of: tree).file
    )
  }
}
