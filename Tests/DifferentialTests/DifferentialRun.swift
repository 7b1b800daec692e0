import Foundation
import QuadletAnalysis
import TestSupport

/// Runs the real generator and leger on the same projects, and shrinks those that they disagree on.
struct DifferentialRun {
  /// A project that the two disagree on.
  struct Disagreement: CustomStringConvertible {
    let version: PodmanVersion
    let scope: Scope
    let project: SampleProject
    let difference: Difference

    /// The files and the difference.
    var description: String {
      let files = project.files.map { "  \($0.path): \(String(reflecting: String(decoding: $0.bytes, as: UTF8.self)))" }
      return (["Podman \(version), \(scope):"] + files + [difference.description]).joined(separator: "\n")
    }
  }

  /// One project out of this many in a batch is also run alone.
  private static let aloneEvery = 16

  let generator: RealGenerator
  let scope: Scope
  private let work: URL
  private var target: Target { Target(version: generator.version, scope: scope) }

  /// Prepares runs in a folder whose content may be replaced.
  init(generator: RealGenerator, scope: Scope, work: URL) {
    self.generator = generator
    self.scope = scope
    self.work = work
  }

  /// Returns at most `limit` disagreements about some projects, each shrunk as far as possible.
  func disagreements(_ projects: [SampleProject], limit: Int = 5) throws -> [Disagreement] {
    // The order of messages shows only when a project runs alone, so some do, and all whose drop-ins apply to others.
    var suspects = projects.enumerated().filter { $0.element.isSolitary || $0.offset % Self.aloneEvery == 0 }.map(
      \.element
    )
    var found: [Disagreement] = []
    suspects += try doubtful(among: projects.filter { !$0.isSolitary }, &found)
    for project in suspects where found.count < limit {
      if try difference(in: [project]) == nil { continue }
      let small = try shrunk(project)
      if let difference = try difference(in: [small]) {
        found.append(Disagreement(version: generator.version, scope: scope, project: small, difference: difference))
      }
    }
    return found
  }

  /// Returns the projects of a batch that must be run one by one; a crash says nothing about the rest of its batch.
  ///
  /// A difference that shows only when projects run together is added to `found` unchanged.
  private func doubtful(
    among projects: [SampleProject],
    _ found: inout [Disagreement]
  ) throws -> [SampleProject] {
    if projects.isEmpty { return [] }
    let (expected, actual) = try run(projects)
    let difference = Comparison.difference(expected: expected, actual: actual)
    if !expected.isCrash, difference == nil { return [] }
    if projects.count == 1 { return projects }
    let half = projects.count / 2
    let suspects =
      try doubtful(among: Array(projects[..<half]), &found) + doubtful(among: Array(projects[half...]), &found)
    if suspects.isEmpty, found.isEmpty, let difference {
      let together = SampleProject(name: "together", files: projects.flatMap(\.files))
      found.append(
        Disagreement(version: generator.version, scope: scope, project: together, difference: difference)
      )
    }
    return suspects
  }

  private func difference(in projects: [SampleProject]) throws -> Difference? {
    let (expected, actual) = try run(projects)
    // Podman's order is stable for up to 12 units.
    let ordersMessages = projects.reduce(0) { $0 + $1.unitCount } <= 12
    return Comparison.difference(expected: expected, actual: actual, ordersMessages: ordersMessages)
  }

  private func run(_ projects: [SampleProject]) throws -> (expected: GeneratorOutput, actual: GeneratorOutput) {
    let folder = work.appending(path: "q", directoryHint: .isDirectory)
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for project in projects { try project.write(below: folder) }
    var root = folder.resolvingSymlinksInPath().path(percentEncoded: false)
    while root.hasSuffix("/") { root.removeLast() }
    return (
      try generator.run(root, scope: scope), SampleProject.generate(projects, below: root, target: target)
    )
  }

  // MARK: Shrinking

  /// Returns the smallest project found on which the two still disagree: fewer files first, then lines, then bytes.
  private func shrunk(_ project: SampleProject) throws -> SampleProject {
    var best = project
    var runsLeft = 600
    func fails(_ candidate: SampleProject) -> Bool {
      runsLeft -= 1
      return runsLeft > 0 && (try? difference(in: [candidate])) ?? nil != nil
    }
    for index in best.files.indices.reversed() {
      var candidate = best
      candidate.files.remove(at: index)
      if fails(candidate) { best = candidate }
    }
    for index in best.files.indices {
      var candidate = best
      candidate.files[index].bytes = shrink(best.files[index].bytes) { bytes in
        var trial = best
        trial.files[index].bytes = bytes
        return fails(trial)
      }
      best = candidate
    }
    return best
  }
}
