import QuadletSyntax

/// Checks the services that the units become, and what starts them.
extension ProjectFindings {
  /// Findings about units that replace a service of the system or of Podman.
  var reservedNames: [Finding] {
    SystemService.names(project.target.scope).compactMap { name -> Finding? in
      guard let node = graph.node(named: "\(name)"), let unit = graph.nodes[node].unit else { return nil }
      return Finding(
        file: project.units[unit].file,
        range: 0..<0,
        rule: .reservedServiceName,
        .reservedServiceName("\(name)")
      )
    }
  }

  // MARK: Cycles

  /// Findings about services that wait for each other; each file gets one per cycle.
  var cycleFindings: [Finding] {
    if cycles.isEmpty { return [] }
    var places: [Hop: (file: Int, line: Int)] = [:]
    for edge in graph.edges where edge.relation.orders {
      guard let origin = edge.origin else { continue }
      let hop = edge.relation == .after ? Hop(from: edge.from, to: edge.to) : Hop(from: edge.to, to: edge.from)
      if places[hop] == nil { places[hop] = origin }
    }
    return cycles.flatMap { cycle -> [Finding] in
      let message = Message.orderingCycle(of: cycle.map { graph.name(of: $0) })
      var reported: Set<Int> = []
      return zip(cycle, cycle.dropFirst() + cycle.prefix(1)).compactMap { from, to -> Finding? in
        guard let place = places[Hop(from: from, to: to)], reported.insert(place.file).inserted else { return nil }
        return Finding(
          file: place.file,
          range: valueRange(ofLine: place.line, file: place.file),
          rule: .orderingCycle,
          message,
          preventsStart: true
        )
      }
    }
  }

  private struct Hop: Hashable {
    let from: Int
    let to: Int
  }

  /// Returns the range of the value in a line, counted from 1.
  private func valueRange(ofLine line: Int, file: Int) -> Range<Int> {
    guard let document = project.document(ofFile: file), line <= document.lineCount else { return 0..<0 }
    let entry = document.line(line - 1)
    return document.sourceRange(of: entry.valueRange, inLine: entry.index)
  }

  // MARK: Units that nothing starts

  /// Findings about containers, pods and kube units that nothing starts, neither at boot nor as a dependency.
  var idleUnits: [Finding] {
    graph.nodes.indices.compactMap { node -> Finding? in
      guard let unit = graph.nodes[node].unit, !graph.nodes[node].startsAtBoot,
        [.container, .pod, .kube].contains(project.units[unit].kind),
        !UnitName(Array(project.name(of: unit))).isTemplate,
        !isActivated(node, unit)
      else { return nil }
      return idleFinding(unit)
    }
  }

  /// Returns whether a timer, socket or path unit next to the unit starts it.
  private func isActivated(_ node: Int, _ unit: Int) -> Bool {
    let name = graph.name(of: node).utf8.dropLast(".service".utf8.count)
    let file = project.inventory.path(of: project.units[unit].file)
    let folder = file.lastIndex(of: GoPath.slash).map { Array(file[...$0]) } ?? []
    return [".timer", ".socket", ".path"].contains { host.pathExists(folder + name + Array($0.utf8)) }
  }

  /// Whether a unit is linked to a target that only the system's service manager has; `system-target-for-user` says so.
  private func isLinkedToTargetOfSystem(_ document: Document, _ kind: UnitKind) -> Bool {
    let keys = Schema.shared.keys
    var isInstall = false
    for line in document.lines {
      if line.kind == .header { isInstall = Schema.shared.sections.role(of: line.name, for: kind) == .install }
      guard isInstall, line.kind == .entry, line.name == keys.wantedBy || line.name == keys.requiredBy else { continue }
      if line.valueText.utf8.split(separator: UInt8(ascii: " ")).contains(where: {
        UnitSuffix.isOfSystem(Array($0).span)
      }) {
        return true
      }
    }
    return false
  }

  private func idleFinding(_ unit: Int) -> Finding? {
    let file = project.units[unit].file
    guard let document = project.document(ofFile: file) else { return nil }
    var install: Line?
    var own: Line?
    for line in document.lines where line.kind == .header {
      let role = Schema.shared.sections.role(of: line.name, for: project.units[unit].kind)
      if role == .install { install = install ?? line }
      if role == .own { own = own ?? line }
    }
    if project.target.scope == .user, isLinkedToTargetOfSystem(document, project.units[unit].kind) { return nil }
    let assignment = "WantedBy=default.target"
    let end = document.bytes.count
    let lineEnd = document.bytes.last == UInt8(ascii: "\n") || end == 0 ? "" : "\n"
    let edit =
      install.map { TextEdit($0.range.upperBound..<$0.range.upperBound, replacement: "\(assignment)\n") }
      ?? TextEdit(end..<end, replacement: "\(lineEnd)\n[Install]\n\(assignment)\n")
    // If the file ends in a backslash, the new lines would continue its last line.
    let isContinued = document.lineCount > 0 && document.line(document.lineCount - 1).endsInBackslash && install == nil
    return Finding(
      file: file,
      range: (install ?? own)?.trimmedRange ?? 0..<0,
      rule: .notStartedAtBoot,
      .notStartedAtBoot(project.units[unit].kind, adding: assignment),
      fix: isContinued ? nil : Fix(isSafe: false, edits: [edit])
    )
  }
}
