import QuadletSyntax

/// What happens to every service from one project to another, judging by the generated services, not by the text.
///
/// Units are paired by file name; then by service name, when the kind changed; then by content, when one file was
/// removed and one with the same content was added.
public struct ProjectChanges {
  /// What happened to a file of the project.
  public enum FileChange: String, Sendable {
    case changed, added, removed
  }

  /// A file that has changed.
  public struct File: Sendable {
    /// The path within the project's folder.
    public let path: [UInt8]
    /// What happened to it.
    public let change: FileChange

    /// Creates a file.
    public init(path: [UInt8], change: FileChange) {
      self.path = path
      self.change = change
    }
  }

  /// Returns the files that differ at a path within both projects: the file itself, or those in a folder. `isData` is
  /// whether the container writes there, so the files found may not belong to the project.
  public typealias Compare = @Sendable (_ path: [UInt8], _ isData: Bool) -> [File]

  /// The services, those that require most first.
  public private(set) var services: [ServiceChange] = []
  /// Files that units name and that have changed, in the order of their paths.
  public private(set) var namedFiles: [File] = []
  private var namedPaths: Set<[UInt8]> = []
  private let old: ProjectSnapshot
  private let new: ProjectSnapshot
  private let compare: Compare
  private let edges: StopGraph.Edges
  /// Made when the first service stops.
  private lazy var stops = StopGraph(edges)
  /// What the units of the new project mount; found out when the first volume is gone.
  private lazy var newSources = sources()

  /// Compares two projects; when files are given, only the units that they belong to.
  public init(
    from old: Project,
    to new: Project,
    oldHost: HostFacts = HostFacts(),
    newHost: HostFacts = HostFacts(),
    oldFiles: [Int]? = nil,
    newFiles: [Int]? = nil,
    workers: some Workers = CallingThread(),
    comparingFiles compare: @escaping Compare = { _, _ in [] }
  ) {
    let before = ProjectSnapshot(old, host: oldHost)
    let after = ProjectSnapshot(new, host: newHost)
    let pairs = UnitPairs(before, after, oldFiles: oldFiles, newFiles: newFiles)
    let meant = pairs.pairs.count
    let all = pairs.pairs + pairs.others(before, after)
    let parts = workers.map(
      all.count,
      piece: Self.pairsPerPiece,
      atLeast: Self.pairsPerThread,
      state: { PairComparison(before, after) }
    ) { comparison, slice in
      for index in slice { comparison.compare(all[index], isMeant: index < meant) }
      return comparison.take()
    }
    var edges = StopGraph.Edges()
    for part in parts { edges += part.stops }
    self.edges = edges
    (self.old, self.new) = (before, after)
    self.compare = compare
    for part in parts {
      for outcome in part.outcomes { if let change = change(outcome) { services.append(change) } }
    }
    services.sort { left, right in
      left.level != right.level
        ? left.level > right.level : left.service.utf8.lexicographicallyPrecedes(right.service.utf8)
    }
    namedFiles.sort { $0.path.lexicographicallyPrecedes($1.path) }
  }

  /// The number of services at a level.
  public func count(_ level: ChangeLevel) -> Int { services.count { $0.level == level } }

  /// How many pairs a thread takes at once, and how many are worth another thread.
  private static let pairsPerPiece = 100
  private static let pairsPerThread = 200

  // MARK: Pairs

  private mutating func change(_ outcome: PairComparison.Outcome) -> ServiceChange? {
    guard let before = outcome.before else { return outcome.after.flatMap { make(nil, $0, arrival(of: $0)) } }
    guard let after = outcome.after else { return make(before, nil, [departure(of: before)]) }
    switch (before.refusal, after.refusal) {
    case (nil, let refusal?):
      return make(
        before,
        after,
        [ServiceChange.Reason(newPlace: refusal.place, level: .refused, notes: [refusal.message])]
      )
    case (let refusal?, nil):
      let note = "previously refused: \(refusal.message)"
      return make(before, after, [ServiceChange.Reason(oldPlace: refusal.place, level: .added, notes: [note])])
    case (_?, let refusal?):
      if !outcome.isOtherText { return nil }
      return make(
        before,
        after,
        [ServiceChange.Reason(newPlace: refusal.place, level: .noOp, notes: ["still refused: \(refusal.message)"])]
      )
    case (nil, nil): break
    }
    let reasons = outcome.reasons + changedFiles(before, after)
    if reasons.isEmpty, before.name == after.name, !outcome.isOtherText { return nil }
    return make(before, after, reasons)
  }

  private mutating func make(
    _ before: UnitSnapshot?,
    _ after: UnitSnapshot?,
    _ reasons: [ServiceChange.Reason]
  ) -> ServiceChange? {
    guard let unit = after ?? before else { return nil }
    let level = reasons.map(\.level).max() ?? .noOp
    let names = [before?.service, after?.service].compactMap { $0 }.filter { !$0.isEmpty }
    let service = names.last ?? unit.name
    return ServiceChange(
      service: service,
      unit: unit.name,
      oldService: names.count > 1 && names[0] != service ? names[0] : nil,
      oldUnit: before.flatMap { $0.name != unit.name ? $0.name : nil },
      oldFile: before?.file,
      newFile: after?.file,
      level: level,
      reasons: reasons.enumerated().sorted {
        ($1.element.level.rawValue, $0.offset) < ($0.element.level.rawValue, $1.offset)
      }.map(\.element),
      alsoStops: level.stopsService && level != .added ? stops.stopped(with: names) : []
    )
  }

  private func arrival(of unit: UnitSnapshot) -> [ServiceChange.Reason] {
    guard let refusal = unit.refusal else { return [ServiceChange.Reason(level: .added)] }
    return [ServiceChange.Reason(newPlace: refusal.place, level: .refused, notes: [refusal.message])]
  }

  private mutating func departure(of unit: UnitSnapshot) -> ServiceChange.Reason {
    var notes: [String] = []
    if unit.kind == .volume, unit.refusal == nil {
      let isUsed = newSources.contains(unit.resource)
      let name = unit.resource.isEmpty ? "" : unit.resource + " "
      notes.append("podman keeps the volume \(name)and its data\(isUsed ? "" : "; no remaining unit uses it")")
    } else {
      let kept = unit.mounts.filter { $0.holdsData(old.isProjectFile) }.map(\.source)
      if !kept.isEmpty { notes.append("its data stays in \(kept.joined(separator: ", "))") }
    }
    return ServiceChange.Reason(level: .removed, notes: notes)
  }

  private func sources() -> Set<String> {
    var maker = SnapshotMaker(new)
    return Set(new.units.flatMap { maker.snapshot(of: $0).mounts.map(\.source) })
  }

  // MARK: Files

  /// Finds files that both units name and whose content has changed.
  private mutating func changedFiles(_ before: UnitSnapshot, _ after: UnitSnapshot) -> [ServiceChange.Reason] {
    var reasons: [ServiceChange.Reason] = []
    // A unit names each path once.
    let known = Dictionary(before.named.map { ($0.path, $0) }) { first, _ in first }
    for named in after.named {
      guard let earlier = known[named.path], earlier.key == named.key else { continue }
      let files = compare(named.path, named.isData)
      guard let first = files.first else { continue }
      for file in files where namedPaths.insert(file.path).inserted { namedFiles.append(file) }
      let more = files.count > 1 ? " and \(files.count - 1) more" : ""
      let shown = String(decoding: first.path, as: UTF8.self)
      reasons.append(
        ServiceChange.Reason(
          section: named.key.section,
          key: named.key.name,
          oldPlace: earlier.place,
          newPlace: named.place,
          level: ChangeLevel.content(namedBy: named.key.name),
          notes: ["\(shown)\(more) \(files.count > 1 ? "have" : "has") changed"]
        )
      )
    }
    return reasons
  }
}
