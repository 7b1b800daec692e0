import QuadletSyntax

/// Compares units of two projects pair by pair; a thread has one for all its pairs.
///
/// Most units of most projects are unchanged, and so is all that their conversion asks about; those are converted once. Only
/// for the others is it found out which part of a service comes from which directive, which takes ten times as long.
struct PairComparison {
  /// What is known of a pair that may have changed.
  struct Outcome: Sendable {
    let before: UnitSnapshot?
    let after: UnitSnapshot?
    /// Why its service has changed, named files aside; empty unless both become services.
    var reasons: [ServiceChange.Reason] = []
    /// Whether the texts of the files differ.
    var isOtherText = false
  }

  private var old: SnapshotMaker
  private var new: SnapshotMaker
  private var unchangedUnits: UnchangedUnits
  private(set) var outcomes: [Outcome] = []
  private(set) var stops = StopGraph.Edges()

  init(_ old: ProjectSnapshot, _ new: ProjectSnapshot) {
    self.old = SnapshotMaker(old)
    self.new = SnapshotMaker(new)
    unchangedUnits = UnchangedUnits(from: old, to: new)
  }

  /// Forgets what has been found, and returns it.
  mutating func take() -> (outcomes: [Outcome], stops: StopGraph.Edges) {
    defer { (outcomes, stops) = ([], StopGraph.Edges()) }
    return (outcomes, stops)
  }

  /// Compares a pair; of one that is not meant, only what stops with it is of interest.
  mutating func compare(_ pair: UnitPairs.Pair, isMeant: Bool) {
    let before = pair.old.map { old.source.units[$0] }
    let after = pair.new.map { new.source.units[$0] }
    let isOtherText = !ProjectSnapshot.haveSameTexts(before, in: old.source, after, in: new.source)
    let isService = after.map { new.convert($0) } == true
    if let before, let after, !isOtherText, before.name == after.name, isService, !namesFile(after), after.kind != .pod,
      unchangedUnits.contain(new.askedUnits)
    {
      new.readStops(of: after, into: &stops)
      return
    }
    if let before, old.convert(before) { old.readStops(of: before, into: &stops) }
    if let after, isService { new.readStops(of: after, into: &stops) }
    guard isMeant else { return }
    var outcome = Outcome(
      before: before.map { old.snapshotOfConverted($0) },
      after: after.map { new.snapshotOfConverted($0) },
      isOtherText: isOtherText
    )
    if let before = outcome.before, let after = outcome.after, before.refusal == nil, after.refusal == nil {
      outcome.reasons = SnapshotComparison(before, after).reasons
      StorageComparison(before, in: old.source, after, in: new.source).raise(&outcome.reasons)
    }
    outcomes.append(outcome.withoutParts)
  }

  /// Whether a unit, converted last, names a file of the project, which may have changed, or a place in one of the projects.
  private func namesFile(_ unit: ProjectSnapshot.Unit) -> Bool {
    // A file beside the unit may be named by its name alone.
    if unit.kind == .build || unit.kind == .kube { return true }
    let roots = (old.source.root, new.source.root)
    if new.builder.adds(roots.1.path) { return true }
    if roots.0.path == roots.1.path { return false }
    return new.builder.adds(roots.0.path)
      || new.source.texts(of: unit).contains { text in
        text?.contains(roots.0.path) == true || text?.contains(roots.1.path) == true
      }
  }
}

extension PairComparison.Outcome {
  /// The outcome without the parts of the services, which take most of the memory.
  fileprivate var withoutParts: Self {
    Self(before: before?.withoutParts, after: after?.withoutParts, reasons: reasons, isOtherText: isOtherText)
  }
}
