import QuadletAnalysis

/// A deployment compared with its staged update: no program is run for it, so the Podman that counts is the one that the
/// installed units were checked for.
struct StagedComparison {
  let comparison: ProjectComparison

  /// Reads both sides; nil when no deployment has the name.
  init?(named operand: [UInt8], _ invocation: Invocation) throws(ProjectComparison.Failure) {
    let host = invocation.host
    guard let name = DeploymentName(String(decoding: operand, as: UTF8.self)) else { return nil }
    do throws(HostFailure) {
      let store = try invocation.store()
      guard let record = try store.record(name) else { return nil }
      guard let staged = try store.staged(name) else {
        throw HostFailure(.usage, "nothing is staged for \(name); run: leger stage \(name)")
      }
      let current = try store.current(of: name, record)
      let podman = PodmanVersion(current.podman) ?? .newest
      let installed = try InstalledDeployment(name, record, store, podman: podman)
      let new = try Candidate(
        name,
        staged,
        try store.stagedContent(staged, name),
        insteadOf: current.files,
        in: store.folders,
        podman: podman,
        on: host
      )
      let gaps = ComparisonGaps()
      comparison = ProjectComparison(
        old: Self.side(installed.candidate, "a/", gaps, store, host),
        new: Self.side(new, "b/", gaps, store, host),
        gaps: gaps
      )
    } catch {
      throw error.kind == .usage ? .request(error.message) : .environment(error.message)
    }
  }

  private static func side(
    _ candidate: Candidate,
    _ label: String,
    _ gaps: ComparisonGaps,
    _ store: DeploymentStore,
    _ host: any Host
  ) -> ComparedProject {
    ComparedProject(
      candidate.project,
      candidate.project.inventory.files.indices.filter(candidate.isOwn),
      candidate.tree,
      path: store.folders.units(of: candidate.name),
      label: Array(label.utf8),
      problems: [],
      gaps: gaps,
      facts: candidate.tree.facts,
      on: host
    )
  }
}
