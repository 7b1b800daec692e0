/// Checks what two units claim although only one can have it.
extension ProjectFindings {
  /// Returns one finding per place and kind, no matter how many conflicts it is part of.
  func conflictFindings(_ run: PieceRunner) -> [Finding] {
    if conflicts.isEmpty { return [] }
    struct Key: Hashable {
      let claim: Conflict.Claim
      let kind: Conflict.Kind
    }
    var first: [Key: Int] = [:]
    var found: [(claim: Conflict.Claim, conflict: Int, more: Int)] = []
    let claimCount = conflicts.reduce(0) { $0 + $1.claims.count }
    first.reserveCapacity(claimCount)
    found.reserveCapacity(claimCount)
    for (index, conflict) in conflicts.enumerated() {
      for claim in conflict.claims {
        let key = Key(claim: claim, kind: conflict.kind)
        if let known = first[key] {
          found[known].more += 1
        } else {
          first[key] = found.count
          found.append((claim, index, 0))
        }
      }
    }
    let isTogether = conflicts.map { neighbourhood.isTogether($0.claims.lazy.map(\.unit)) }
    let units = conflicts.map { (named: $0.namedUnits, count: $0.unitCount) }
    let places = found
    return run(places.count) { piece in
      places[piece].map { claim, index, more in
        finding(claim, conflicts[index], units[index], more: more, isTogether: isTogether[index])
      }
    }
  }

  private func finding(
    _ claim: Conflict.Claim,
    _ conflict: Conflict,
    _ units: (named: [Int], count: Int),
    more: Int,
    isTogether: Bool
  ) -> Finding {
    Finding(
      file: claim.file,
      range: claim.range,
      rule: .conflict(conflict.kind),
      severity: isTogether ? .warning : .note,
      .conflict(
        conflict.message(in: project, from: claim.unit, named: units.named, unitCount: units.count),
        more: more,
        isTogether: isTogether
      ),
      preventsStart: conflict.kind.preventsStart
    )
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
