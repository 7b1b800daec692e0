import QuadletSyntax

/// What a container of a pod cannot have for itself.
extension Linter {
  mutating func lintPodMember(_ unit: Int) {
    guard converter.view.kind == .container, let value = converter.nonEmpty(schema.keys.pod) else { return }
    let name = Array(converter.bytes(value))
    guard let pod = project.unit(named: name.span, for: unit), project.units[pod].kind == .pod else { return }
    var circumstances = PodMemberKey.Circumstances(version: project.target.version)
    if let network = ownNetwork {
      circumstances.hasNetwork = true
      if tellsNotes {
        report(
          .networkInPod,
          value: network,
          "the container leaves the network of \(shownName(pod)) for its own",
          help: "when the pod is meant, move the line into [Pod] of \(shownName(pod))"
        )
      }
    }
    var isPodRead = false
    for (index, key) in PodMemberKey.names.enumerated() {
      if !converter.view.has(key), options.isEmpty { continue }
      let row = PodMemberKey.all[index]
      if !converter.view.has(key), !options.contains(where: { $0.isOne(of: row.options) }) { continue }
      if !isPodRead {
        isPodRead = true
        neighbour.load(pod, of: project)
        if sharesOtherwise() { return }
        circumstances.podUsesHost = neighbour.list(schema.keys.network).contains {
          neighbour.texts[Int($0.document)][$0.valueRange].elementsEqual("host".utf8)
        }
      }
      report(row, pod, circumstances)
    }
  }

  /// The member's network, unless it is the pod's.
  private var ownNetwork: Value? {
    for assignment in converter.view.list(schema.keys.network) {
      let value = converter.whole(assignment)
      return converter.equals(value, "pod") ? nil : value
    }
    guard let option = option("--network", "--net"), option.value.map({ $0.elementsEqual("pod".utf8) }) != true else {
      return nil
    }
    return option.place
  }

  /// Whether the pod says by hand what its members share; then nothing is certain.
  private mutating func sharesOtherwise() -> Bool {
    for assignment in neighbour.list(schema.keys.podmanArgs) {
      words.removeAll()
      let text = neighbour.texts[Int(assignment.document)]
      words.append(text.span, assignment.valueRange, style: .command)
      for word in words.words {
        let option = words.text(word)
        if ["--share", "--infra", "--network", "--net", "--userns"].contains(where: { option.starts(with: $0.utf8) }) {
          return true
        }
      }
    }
    return false
  }

  private mutating func report(
    _ row: PodMemberKey,
    _ pod: Int,
    _ circumstances: PodMemberKey.Circumstances
  ) {
    let directive = schema.directive(row.name, in: .container)
    let assignments =
      directive?.reader.isList == true
      ? Array(converter.view.list(row.name)) : converter.nonEmpty(row.name).map { [$0.assignment] } ?? []
    for assignment in assignments {
      let text = converter.bytes(converter.value(of: assignment))
      guard let outcome = row.outcome(text, circumstances) else { continue }
      if row.subject == .hostName, converter.resolver.resourceName(pod).elementsEqual(text) { continue }
      report(
        .keyAgainstPod,
        assignment,
        message("\(row.key)=", row, pod, outcome),
        help: help(row, pod),
        fix: removal(of: assignment),
        preventsStart: outcome == .refused
      )
    }
    for option in options where option.isOne(of: row.options) {
      guard let outcome = row.outcome(option.value?[...] ?? [], circumstances) else { continue }
      report(
        .keyAgainstPod,
        value: option.place,
        message(String(decoding: option.name, as: UTF8.self), row, pod, outcome),
        help: help(row, pod),
        preventsStart: outcome == .refused
      )
    }
  }

  private func message(_ name: String, _ row: PodMemberKey, _ pod: Int, _ outcome: PodMemberKey.Outcome) -> String {
    let reason = "\"\(name)\" does not go with Pod=: \(shownName(pod)) has \(row.shared), "
    return switch outcome {
    case .refused: reason + "and podman refuses to start the container"
    case .ignored: reason + "and podman passes over the line"
    }
  }

  private func help(_ row: PodMemberKey, _ pod: Int) -> String {
    let file = shownName(pod)
    if schema.isKnown(row.name, in: .pod, since: project.target.version) {
      return "move the line into [Pod] of \(file)"
    }
    return row.options.first.map { "write PodmanArgs=\($0)=… into [Pod] of \(file)" } ?? "remove the line"
  }
}
