import QuadletAnalysis
import QuadletSyntax

/// Reads what a folder offers for deployment: its units and drop-ins, and the files that they name by relative path.
///
/// What else is in the folder stays where it is: a README, a `.git`, the data of a container.
struct SourceFolder {
  /// What was found.
  struct Content {
    var files: [DeploymentFile]
    var settings: SettingsFile?
  }

  private let folder: [UInt8]
  private let tree: any FileTree
  private let host: any Host
  private let target: Target
  private var files: [[UInt8]: DeploymentFile] = [:]
  private var total = 0

  private init(_ folder: [UInt8], of tree: any FileTree, target: Target, on host: any Host) {
    self.folder = folder
    self.tree = tree
    self.target = target
    self.host = host
  }

  /// Reads a folder, whose path has no links, from the files of a host or of a revision. What links lead to outside of the
  /// tree does not exist.
  static func read(
    _ folder: [UInt8],
    of tree: any FileTree,
    target: Target,
    on host: any Host
  ) throws(HostFailure) -> Content {
    var source = SourceFolder(folder, of: tree, target: target, on: host)
    return try source.content()
  }

  /// Takes a `.quadlets` bundle apart, whose units name no other files of a project.
  static func read(bundle path: [UInt8], on host: any Host) throws(HostFailure) -> Content {
    let text: [UInt8]
    let bundle: UnitBundle
    do throws(ReadFailure) { text = try host.read(path, limit: SizeLimit.unit) } catch {
      throw HostFailure(path, error.message)
    }
    do throws(UnitBundle.Failure) { bundle = try UnitBundle(text) } catch {
      let line = text.span.extracting(..<error.range.lowerBound).newlineCount + 1
      throw HostFailure(path, "line \(line): \(error.message)", kind: .refused)
    }
    let files = bundle.parts.map { DeploymentFile(path: $0.name, bytes: Array(text[$0.range]), mode: 0o644) }
    guard files.allSatisfy({ DeploymentFile.isPath($0.name) && !$0.path.contains(UInt8(ascii: "/")) }),
      Set(files.map(\.path)).count == files.count
    else {
      throw HostFailure(path, "has two units of one name, or one whose name is not that of a file", kind: .refused)
    }
    return Content(files: files.sorted { $0.path.lexicographicallyPrecedes($1.path) })
  }

  private mutating func content() throws(HostFailure) -> Content {
    var reader = ProjectReader(target: target, endsAtSettings: true, from: tree)
    reader.addSearchPath(folder)
    if let problem = reader.problems.first { throw HostFailure(problem.path, problem.message) }
    let settings = try settings(reader)
    let project = reader.read()
    for file in project.inventory.files.indices {
      try add(Array(project.inventory.path(of: file).dropFirst(folder.count + 1)))
    }
    guard !files.isEmpty else {
      throw HostFailure(.usage, "\(VisibleText.quoted(folder)) has no units")
    }
    let services = ProjectServices(project, host: facts)
    for named in services.namedPaths where !named.path.isEmpty { try addTree(named.path, depth: 0) }
    for context in services.buildContexts { try addTree(context, depth: 0) }
    return Content(
      files: files.values.sorted { $0.path.lexicographicallyPrecedes($1.path) },
      settings: settings
    )
  }

  private var facts: HostFacts {
    let tree = tree
    return HostFacts(
      pathExists: { tree.exists($0) },
      file: { path in
        (try? tree.read(path, limit: SourceLimit.file)).map { HostFacts.File(bytes: $0, mode: 0o644) }
      },
      kubernetes: KubernetesFiles(of: tree).file
    )
  }

  private func settings(_ reader: ProjectReader) throws(HostFailure) -> SettingsFile? {
    guard let found = reader.settingsFolder else { return nil }
    let path = SettingsReader.path(in: found.resolved)
    do throws(ReadFailure) {
      let file = try SettingsReader.read(path, resolved: path, nil, in: tree)
      if let mistake = file.mistakes.first {
        throw ReadFailure.unavailable("line \(mistake.place.line): \(mistake.message)")
      }
      return file
    } catch {
      throw HostFailure(path, error.message, kind: .refused)
    }
  }

  // MARK: Files

  /// Adds what a unit names: a file, or a folder with all that is in it; nothing when it does not exist.
  private mutating func addTree(_ path: [UInt8], depth: Int) throws(HostFailure) {
    let whole = Path.join(folder, path)
    let kind: FileKind
    do throws(SystemError) { kind = try tree.kind(whole) } catch {
      if error.isMissing { return }
      throw HostFailure(whole, error.message)
    }
    if Array(Path.name(of: path)) == Array(".git".utf8) { return }
    switch kind {
    case .file: try add(path)
    case .folder:
      if depth > 32 { throw HostFailure(whole, "is more than 32 folders deep", kind: .refused) }
      let listing: FolderListing
      do throws(SystemError) { listing = try tree.list(whole) } catch { throw HostFailure(whole, error.message) }
      for entry in listing.entries { try addTree(Path.join(path, listing.name(of: entry)), depth: depth + 1) }
    // A socket or a pipe is made by what runs, not deployed.
    case .link, .special: return
    }
  }

  private mutating func add(_ path: [UInt8]) throws(HostFailure) {
    if files[path] != nil { return }
    let whole = Path.join(folder, path)
    guard let text = String(validating: path, as: UTF8.self), DeploymentFile.isPath(text),
      !text.utf8.contains(where: { $0 < 0x20 })
    else { throw HostFailure(whole, "has a name that is not text", kind: .refused) }
    do throws(ReadFailure) {
      let bytes = try tree.read(whole, limit: SourceLimit.file)
      if bytes.starts(with: "version https://git-lfs.github.com/spec/".utf8) {
        throw ReadFailure.unavailable("is a pointer of Git LFS, and its content was not fetched")
      }
      total += bytes.count
      guard total <= SourceLimit.total, files.count < SourceLimit.count else {
        throw ReadFailure.unavailable(
          "the units name more than \(SourceLimit.total >> 20) MiB or \(SourceLimit.count) files"
        )
      }
      files[path] = DeploymentFile(path: path, bytes: bytes, mode: mode(of: whole, bytes))
    } catch {
      let isOfMachine = if case .failed = error { true } else { false }
      throw HostFailure(whole, error.message, kind: isOfMachine ? .environment : .refused)
    }
  }

  /// The permission bits of a file; Git keeps no more of them than whether it is a program.
  private func mode(of path: [UInt8], _ bytes: [UInt8]) -> UInt16 {
    if tree is RevisionTree { return bytes.starts(with: "#!".utf8) ? 0o755 : 0o644 }
    return ((try? host.status(path, followingLinks: true))?.mode ?? 0o644) & 0o755
  }
}
