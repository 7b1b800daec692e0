import QuadletSyntax

/// What a container of a pod cannot have for itself.
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
          "the container leaves the network of \(shownName(pod)) for its own",
          help: "when the pod is meant, move the line into [Pod] of \(shownName(pod))"
        )
      }
    }
    var isPodRead = false
    for fact in uses where fact.source != .pod {
      guard let row = PodMemberOption.row(fact.subject) else { continue }
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

  /// Whether the pod says by hand what its members share; then nothing is certain.
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
      message(converter.name(of: fact), row, pod, outcome),
      help: help(fact, pod),
      fix: removal(of: fact),
      preventsStart: outcome == .refused
    )
  }

  private func message(
    _ name: String,
    _ row: PodMemberOption,
    _ pod: Int,
    _ outcome: PodMemberOption.Outcome
  ) -> String {
    let reason = "\"\(name)\" does not go with Pod=: \(shownName(pod)) has \(row.shared), "
    return switch outcome {
    case .refused: reason + "and podman refuses to start the container"
    case .ignored: reason + "and podman passes over the line"
    }
  }

  private func help(_ fact: UnitFacts.Fact, _ pod: Int) -> String {
    let file = shownName(pod)
    let isKey = fact.source == .key
    if isKey, schema.isKnown(fact.place.assignment.name, in: .pod, since: project.target.version) {
      return "move the line into [Pod] of \(file)"
    }
    return "write PodmanArgs=\(fact.subject.option)=… into [Pod] of \(file)"
  }
}
