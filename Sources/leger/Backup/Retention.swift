/// Which backups of a deployment are kept.
struct Retention: Equatable, Sendable {
  /// How many that a person has asked for.
  var manual = 5
  /// How many that a command has made by itself.
  var automatic = 10
  /// How old one may be that counts as many at least, in seconds; nil for any age.
  var age: Int? = 7 * 86400

  /// What counts for the decision.
  struct Entry {
    let id: BackupID
    let kind: BackupRecord.Kind
    let isPinned: Bool
    /// Whether the caller keeps it in any case, such as one of a kind that is not asked about.
    let isNeeded: Bool
    /// In seconds since 1970; nil when it cannot be told.
    let madeAt: Int?
  }

  /// Returns the backups to remove, oldest first: those beyond the number of their kind that are older than the age. Never
  /// the newest one, nor one that is pinned or needed.
  func removed(of candidates: [Entry], now: Int) -> [BackupID] {
    let sorted = candidates.sorted { $0.id < $1.id }
    var removed: [BackupID] = []
    for (kind, number) in [(BackupRecord.Kind.manual, manual), (.automatic, automatic)] {
      for candidate in sorted.filter({ $0.kind == kind }).dropLast(number) {
        let isYoung = candidate.madeAt.map { age != nil && now - $0 < age ?? 0 } ?? true
        if isYoung || candidate.isPinned || candidate.isNeeded || candidate.id == sorted.last?.id { continue }
        removed.append(candidate.id)
      }
    }
    return removed.sorted()
  }
}
