/// Checks what two units claim although only one can have it.
extension ProjectFindings {
  /// Returns one finding per place and kind, no matter how many conflicts it is part of.
  ///
  /// Each claim is compared with those that belong together with it; what no such claim meets is told once for all of them.
  func conflictFindings(_ run: PieceRunner) -> [Finding] {
    if conflicts.isEmpty { return [] }
    var places = ClaimPlaces(capacity: conflicts.reduce(0) { $0 + $1.claims.count })
    var meetings: [Meeting] = []
    var strangers: [(claim: Conflict.Claim, meeting: Meeting)] = []
    for (index, conflict) in conflicts.enumerated() {
      let groups = neighbourhood.groups(of: conflict.claims)
      for group in groups where group.count > 1 {
        let unlisted = groups.count == 1 ? conflict.unlisted : 0
        meetings.append(Meeting(conflict: index, claims: group, unlisted: unlisted, isTogether: true))
        for claim in group { places.add(claim, conflict.kind, meeting: meetings.count - 1) }
      }
      if groups.count > 1, let claim = groups.first(where: { $0.count == 1 })?.first {
        let meeting = Meeting(
          conflict: index,
          claims: conflict.claims,
          unlisted: conflict.unlisted,
          isTogether: false
        )
        strangers.append((claim, meeting))
      }
    }
    for (claim, meeting) in strangers {
      meetings.append(meeting)
      places.addUnlessTogether(claim, conflicts[meeting.conflict].kind, meeting: meetings.count - 1, meetings)
    }
    let (found, all) = (places.found, meetings)
    return run(found.count) { piece in found[piece].map { finding($0, all[$0.meeting]) } }
  }

  private func finding(_ place: ClaimPlaces.Place, _ meeting: Meeting) -> Finding {
    let (claim, conflict) = (place.claim, conflicts[meeting.conflict])
    return Finding(
      file: claim.file,
      range: claim.range,
      rule: .conflict(conflict.kind),
      severity: meeting.isTogether ? .warning : .note,
      .conflict(
        conflict.message(in: project, from: claim.unit, named: meeting.named, unitCount: meeting.unitCount),
        more: place.more,
        isTogether: meeting.isTogether
      ),
      preventsStart: conflict.kind.preventsStart
    )
  }
}

/// Claims of a conflict that are told together.
private struct Meeting: Sendable {
  /// The index of the conflict.
  let conflict: Int
  /// The units that messages name.
  let named: [Int]
  let unitCount: Int
  /// Whether the units belong together.
  let isTogether: Bool

  init(conflict: Int, claims: [Conflict.Claim], unlisted: Int, isTogether: Bool) {
    self.conflict = conflict
    named = claims.namedUnits
    unitCount = claims.unitCount + unlisted
    self.isTogether = isTogether
  }
}

/// The places that findings about conflicts concern, each once for a kind of conflict.
private struct ClaimPlaces {
  struct Place: Sendable {
    let claim: Conflict.Claim
    /// The index of the first meeting that it is part of.
    let meeting: Int
    /// How many more there are.
    var more = 0
  }

  private struct Key: Hashable {
    let claim: Conflict.Claim
    let kind: Conflict.Kind
  }

  private(set) var found: [Place] = []
  private var first: [Key: Int] = [:]

  init(capacity: Int) {
    found.reserveCapacity(capacity)
    first.reserveCapacity(capacity)
  }

  mutating func add(_ claim: Conflict.Claim, _ kind: Conflict.Kind, meeting: Int) {
    let key = Key(claim: claim, kind: kind)
    if let known = first[key] {
      found[known].more += 1
    } else {
      first[key] = found.count
      found.append(Place(claim: claim, meeting: meeting))
    }
  }

  /// Adds a claim that only strangers meet, unless there is more to say about it.
  mutating func addUnlessTogether(
    _ claim: Conflict.Claim,
    _ kind: Conflict.Kind,
    meeting: Int,
    _ meetings: [Meeting]
  ) {
    if let known = first[Key(claim: claim, kind: kind)], meetings[found[known].meeting].isTogether { return }
    add(claim, kind, meeting: meeting)
  }
}

extension Conflict.Kind {
  /// Whether one claim prevents the other from starting, rather than the two sharing what they should not.
  fileprivate var preventsStart: Bool {
    switch self {
    case .port, .serviceName, .containerName, .podName, .subnet, .address: true
    case .volumeName, .networkName, .imageName, .mount: false
    }
  }
}
