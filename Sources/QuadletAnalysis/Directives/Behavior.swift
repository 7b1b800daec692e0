/// Something that the generator does differently from one Podman release on; each is a row of one table.
public enum Behavior: UInt8, Sendable, CaseIterable {
  case dropIns
  case hierarchicalDropIns
  case dropInsBySpecificity
  case skipsCommentsInContinuation
  case healthyNotify
  case checksPublishedPorts
  case joinsContainerNetworks
  case checksQuadletSection
  case waitsForNetwork
  case trimsAllQuotes
  case trimsMatchedQuotes
  case entrypointAsOneWord
  case escapesSpaces
  case translatesDependencies
  case linksUpheldBy
  case tellsErrorsOneByOne
  case bareEnvironmentNames
  case stopsByName
  case commonStart
  case warnsOfBadExec
  case warnsOfBadAssignments
  case warnsOfServiceUser
  case podAddsEnvironment
  case bindVolumesNeedMount
  case templateSuffixLast
  case namesInstances
  case severalYaml
  case refusesEmptySource
  case buildFileSpecifiers
  case escapesMountPaths
  case artifactMounts
  case mountsVolumesByDefault
  case volumeMountWithoutSource
  case volumeOptionsWithoutDevice
  case keepsPodRestart
  case podIgnoresTemplates

  /// The releases in which it holds: from the first, up to but not including the second.
  private static let rows: [(behavior: Behavior, since: PodmanVersion, until: PodmanVersion?)] = [
    (.dropIns, .podman(5, 0), nil),
    (.hierarchicalDropIns, .podman(5, 2), nil),
    (.dropInsBySpecificity, .podman(5, 6), nil),
    (.skipsCommentsInContinuation, .podman(5, 4), nil),
    (.healthyNotify, .podman(5, 0), nil),
    (.checksPublishedPorts, .podman(4, 4), .podman(5, 3)),
    (.joinsContainerNetworks, .podman(5, 3), nil),
    (.checksQuadletSection, .podman(5, 3), nil),
    (.waitsForNetwork, .podman(5, 3), nil),
    (.trimsAllQuotes, .podman(5, 0), .podman(5, 8, 2)),
    (.trimsMatchedQuotes, .podman(5, 8, 2), nil),
    (.entrypointAsOneWord, .podman(5, 0), .podman(5, 3)),
    (.entrypointAsOneWord, .podman(5, 8, 2), nil),
    (.escapesSpaces, .podman(5, 5), nil),
    (.translatesDependencies, .podman(5, 5), nil),
    (.linksUpheldBy, .podman(5, 5), nil),
    (.tellsErrorsOneByOne, .podman(5, 5), nil),
    (.bareEnvironmentNames, .podman(5, 6), nil),
    (.stopsByName, .podman(5, 6), nil),
    (.commonStart, .podman(5, 6), nil),
    (.warnsOfBadExec, .podman(5, 6), nil),
    (.warnsOfBadAssignments, .podman(5, 5), nil),
    (.warnsOfServiceUser, .podman(5, 6), nil),
    (.podAddsEnvironment, .podman(5, 6), nil),
    (.bindVolumesNeedMount, .podman(5, 6), nil),
    (.templateSuffixLast, .podman(5, 7), nil),
    (.namesInstances, .podman(5, 7), nil),
    (.severalYaml, .podman(5, 7), nil),
    (.refusesEmptySource, .podman(5, 7), nil),
    (.buildFileSpecifiers, .podman(5, 7), nil),
    (.escapesMountPaths, .podman(5, 8), nil),
    (.artifactMounts, .podman(5, 7), nil),
    (.mountsVolumesByDefault, .podman(5, 6), nil),
    (.volumeMountWithoutSource, .podman(6, 0), nil),
    (.volumeOptionsWithoutDevice, .podman(6, 0), nil),
    (.keepsPodRestart, .podman(6, 0), nil),
    (.podIgnoresTemplates, .podman(6, 0), nil),
  ]

  /// The releases in which a behaviour begins or ends.
  static var releases: Set<PodmanVersion> { Set(rows.flatMap { [$0.since] + ($0.until.map { [$0] } ?? []) }) }

  /// The bits of all behaviours that hold in a release.
  static func mask(for version: PodmanVersion) -> UInt64 {
    var mask: UInt64 = 0
    for row in rows where version >= row.since && row.until.map({ version < $0 }) != false {
      mask |= 1 << UInt64(row.behavior.rawValue)
    }
    return mask
  }
}
