import QuadletSyntax

/// Checks keys that a container in a pod must leave to the pod.
extension Linter {
  mutating func lintPodMember() {
    guard let value = converter.nonEmpty(schema.keys.pod) else { return }
    let name = Array(converter.bytes(value))
    guard let pod = project.unit(named: name.span, for: converter.unit), project.units[pod].kind == .pod else { return }
    var circumstances = PodMemberOption.Circumstances(version: project.target.version)
    if let network = ownNetwork {
      circumstances.hasNetwork = true
      if tellsNotes {
        report(
          .networkInPod,
          value: network.source == .key ? network.valuePlace : network.place,
          .networkInPod(shownName(pod))
        )
      }
    }
    var isPodRead = false
    for fact in uses where fact.source != .pod {
      guard let row = PodMemberOption(fact.subject) else { continue }
      if !isPodRead {
        isPodRead = true
        let neighbour = read(pod)
        if Self.sharesOtherwise(neighbour) { return }
        circumstances.podUsesHost = neighbour.converter.usesHostNetwork
      }
      report(fact, row, pod, circumstances)
    }
  }

  /// The member's network, unless it is the pod's.
  private var ownNetwork: UnitFacts.Fact? {
    uses.first { $0.subject == .network && $0.source != .pod && NetworkMode(converter.bytes($0).span) != .pod }
  }

  /// Whether the PodmanArgs= of the pod may change what its members share; then nothing can be said.
  private static func sharesOtherwise(_ pod: Neighbour) -> Bool {
    pod.facts.contains { fact in
      guard fact.source == .podmanArgs else { return false }
      switch fact.subject {
      case .share, .infra, .network, .userns: return true
      default: return false
      }
    }
  }

  private mutating func report(
    _ fact: UnitFacts.Fact,
    _ row: PodMemberOption,
    _ pod: Int,
    _ circumstances: PodMemberOption.Circumstances
  ) {
    let text = converter.bytes(fact)
    guard let outcome = row.outcome(text, circumstances) else { return }
    if row.topic == .hostName, converter.resolver.resourceName(pod).elementsEqual(text) { return }
    report(
      .keyAgainstPod,
      fact,
      .keyAgainstPod(
        converter.name(of: fact),
        shownName(pod),
        sharing: row.shared,
        outcome,
        option: isKeyOfPod(fact) ? nil : fact.subject.option
      ),
      fix: removal(of: fact),
      preventsStart: outcome == .refused
    )
  }

  /// Whether [Pod] has the same key.
  private func isKeyOfPod(_ fact: UnitFacts.Fact) -> Bool {
    fact.source == .key && schema.isKnown(fact.place.assignment.name, in: .pod, since: project.target.version)
  }
}
