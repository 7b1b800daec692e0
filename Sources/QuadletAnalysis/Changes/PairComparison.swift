import QuadletSyntax

/// Compares units of two projects pair by pair; a thread has one for all its pairs.
///
/// Most units of most projects are unchanged. Those are converted and compared as bytes; only for the others is it found
/// out which part of a service comes from which directive, which takes ten times as long.
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
  private(set) var outcomes: [Outcome] = []
  private(set) var stops = StopGraph.Edges()

  init(_ old: ProjectSnapshot, _ new: ProjectSnapshot) {
    self.old = SnapshotMaker(old)
    self.new = SnapshotMaker(new)
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
    let isService = (before.map { old.convert($0) }, after.map { new.convert($0) })
    let isOtherText = before.map { old.source.texts(of: $0) } != after.map { new.source.texts(of: $0) }
    if let before, let after, !isOtherText, isSame(before, after, isService.0 == true, isService.1 == true) {
      if isService.1 == true { new.readStops(of: after, into: &stops) }
      return
    }
    if let before, isService.0 == true { old.readStops(of: before, into: &stops) }
    if let after, isService.1 == true { new.readStops(of: after, into: &stops) }
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

  /// Whether nothing is to be told of two units with the same text, because they become the same service, or none, and
  /// name no file of the project.
  private mutating func isSame(
    _ before: ProjectSnapshot.Unit,
    _ after: ProjectSnapshot.Unit,
    _ wasService: Bool,
    _ isService: Bool
  ) -> Bool {
    if before.name != after.name || wasService != isService { return false }
    if !isService { return true }
    // A file beside the unit may be named by its name alone.
    if after.kind == .build { return false }
    let roots = (old.source.root, new.source.root)
    if old.names(of: before) != new.names(of: after) || !old.builder.isSame(as: new.builder) { return false }
    if new.builder.adds(roots.1.path) || new.builder.adds(roots.0.path) { return false }
    return roots.0.path == roots.1.path
      || !new.source.texts(of: after).contains { text in
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
