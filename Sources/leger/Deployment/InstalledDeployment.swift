import QuadletAnalysis

/// A deployment as it is on the host now: its record, and what is in its files, whoever wrote them last.
struct InstalledDeployment {
  let record: DeploymentRecord
  let generation: GenerationRecord
  /// Its units as they are on the disk, read as Podman reads them.
  let candidate: Candidate
  /// The files that are not what leger wrote, and exist.
  let changed: [String]
  /// The files that leger wrote, and that no longer exist.
  let missing: [String]

  /// Reads a deployment.
  init(
    _ name: DeploymentName,
    _ record: DeploymentRecord,
    _ store: DeploymentStore,
    podman: PodmanVersion
  ) throws(HostFailure) {
    self.record = record
    generation = try store.current(of: name, record)
    let host = store.host
    var content: [DeploymentFile] = []
    var (changed, missing): ([String], [String]) = ([], [])
    for file in generation.files {
      switch try Self.read(file.path, in: store.folders.units(of: name), on: host) {
      case nil: missing.append(file.path)
      case let found?:
        content.append(found)
        if Digest.hex(of: found.bytes) != file.digest { changed.append(file.path) }
      }
    }
    (self.changed, self.missing) = (changed, missing)
    candidate = try Candidate(
      name,
      generation,
      content,
      insteadOf: generation.files,
      in: store.folders,
      podman: podman,
      on: host
    )
  }

  /// Returns a file of a deployment's folder; nil when nothing has its name. A link is not followed.
  static func read(_ path: String, in root: [UInt8], on host: any Host) throws(HostFailure) -> DeploymentFile? {
    let whole = Path.join(root, Array(path.utf8))
    let status: FileStatus
    do throws(SystemError) {
      status = try host.status(whole, followingLinks: false)
    } catch {
      if error.isMissing { return nil }
      throw HostFailure(whole, error.message)
    }
    guard status.kind == .file else {
      throw HostFailure(whole, "is not the file that leger wrote there; move it away", kind: .refused)
    }
    do throws(ReadFailure) {
      let bytes = try host.read(whole, limit: SourceLimit.file)
      return DeploymentFile(path: Array(path.utf8), bytes: bytes, mode: status.mode & 0o777)
    } catch {
      throw HostFailure(whole, error.message)
    }
  }
}
