import QuadletSyntax

/// Checks the files that a `.kube` unit names as podman kube play will read them.
extension Linter {
  mutating func lintKubernetes() {
    let unit = converter.unit
    // The files of a template are templates themselves.
    let file = project.units[unit].file
    if project.inventory.files[file].isTemplateSource { return }
    var played = KubernetesSources()
    for path in converter.yamlPaths() { played.add(readKubernetes(path, unit), path) }
    var configMaps = KubernetesSources()
    for path in converter.configMapPaths() { configMaps.add(readKubernetes(path, unit), path) }
    let plays = played.known.contains { $0.facts.documents.contains { KubernetesKind(rawValue: $0.kind) != nil } }
    for (facts, path) in played.known {
      for mistake in facts.mistakes { report(.malformedYAML, path, mistake) }
      for document in facts.documents where plays || !document.kind.isEmpty { lint(document, path) }
    }
    for (facts, path) in configMaps.known { lintConfigMapFile(facts, path) }
    if played.isComplete { lintPlayed(played, configMaps) }
  }

  /// Reports when nothing is left to play, or when something that will be played lacks a config map.
  private mutating func lintPlayed(_ played: KubernetesSources, _ others: KubernetesSources) {
    guard let first = played.known.first else { return }
    let version = project.target.version
    let kinds = played.known.flatMap(\.facts.documents).compactMap { KubernetesKind(rawValue: $0.kind) }
    let counted = kinds.filter { $0.since <= version }
    if !counted.contains(where: { $0 != .configMap }) {
      report(
        .malformedYAML,
        first.path,
        counted.isEmpty ? .noSupportedKind(in: version) : .onlyConfigMaps,
        podman: counted.isEmpty ? .noSupportedKind : .onlyConfigMaps,
        preventsStart: true
      )
    }
    guard others.isComplete else { return }
    let defined = Set((played.known + others.known).flatMap(\.facts.configMaps).map(\.text))
    for (facts, path) in played.known {
      for reference in facts.missingConfigMaps(for: version) where !defined.contains(reference.name) {
        report(
          .missingConfigMap,
          path,
          .missingConfigMap(reference.name, at: position(reference.place, path)),
          preventsStart: true
        )
      }
    }
    let here = Set(played.known.flatMap(\.facts.configMaps).map(\.text))
    for (facts, path) in others.known {
      for name in facts.configMaps where here.contains(name.text) {
        report(
          .malformedYAML,
          path,
          .duplicateConfigMap(name.text, at: position(name.place, path)),
          preventsStart: true
        )
      }
    }
  }

  /// Reports a document that podman ignores: because of a typo, an older release, or because it is only for Kubernetes.
  private mutating func lint(_ document: KubernetesFacts.Document, _ path: NamedText) {
    let version = project.target.version
    let position = position(document.place, path)
    if let kind = KubernetesKind(rawValue: document.kind) {
      if kind.since > version {
        report(
          .unsupportedKubernetesKind,
          path,
          .kindOfNewerRelease(kind, at: position)
        )
      }
      return
    }
    let known = KubernetesKind.allCases.filter { $0.since <= version }.map(\.rawValue)
    let near = Nearest.match(document.kind, among: known)
    report(
      .unsupportedKubernetesKind,
      path,
      severity: near != nil || document.kind.isEmpty ? .warning : .note,
      .unsupportedKind(document.kind, near: near, at: position)
    )
  }

  private mutating func lintConfigMapFile(_ facts: KubernetesFacts, _ path: NamedText) {
    for document in facts.documents where document.kind != KubernetesKind.configMap.rawValue {
      report(
        .malformedYAML,
        path,
        .notConfigMap(document.kind, at: position(document.place, path)),
        podman: .notConfigMap(document.kind),
        preventsStart: true
      )
    }
  }

  // MARK: Files

  /// Returns the facts of a file; nil if they are unknown, with a finding if the file is missing or malformed.
  private mutating func readKubernetes(_ path: NamedText, _ unit: Int) -> KubernetesFacts? {
    guard let value = path.value else { return nil }
    let written = converter.bytes(value)
    let shown = String(decoding: written, as: UTF8.self)
    if written.contains(UInt8(ascii: "%")) { return nil }
    if written.starts(with: "http://".utf8) || written.starts(with: "https://".utf8) {
      report(.missingYAML, path, .urlInsteadOfFile(shown), preventsStart: true)
      return nil
    }
    let file = project.units[unit].file
    let folder = GoPath.folder(project.inventory.path(of: file, resolved: true))
    let isInside = path.text.starts(with: folder + (folder.last == GoPath.slash ? [] : [GoPath.slash]))
    // An absolute path may hold another file on this machine than on the host that the units are for.
    if GoPath.isAbsolute(written), !isInside { return nil }
    switch converter.host.kubernetes(path.text) {
    case .facts(let facts): return facts
    case .unreadable: return nil
    case .malformed(let problem):
      report(.malformedYAML, path, problem)
      return nil
    case nil:
      // The parts of a bundle are installed into a separate folder.
      if project.inventory.enclosing(file) != nil { return nil }
      report(
        .missingYAML,
        path,
        severity: isInside ? .warning : .note,
        .missingYAML(shown),
        preventsStart: isInside
      )
      return nil
    }
  }

  private func position(_ place: YAMLPlace, _ path: NamedText) -> KubernetesPosition {
    KubernetesPosition(
      path: path.value.map { String(decoding: converter.bytes($0), as: UTF8.self) } ?? "",
      place: place
    )
  }

  private mutating func report(_ rule: Rule, _ path: NamedText, _ problem: YAMLProblem) {
    report(rule, path, .malformedYAML(problem, at: position(problem.place, path)), preventsStart: true)
  }

  private mutating func report(
    _ rule: Rule,
    _ path: NamedText,
    severity: Severity? = nil,
    _ message: Message,
    podman: KubePlayError? = nil,
    preventsStart: Bool = false
  ) {
    guard let value = path.value else { return }
    let document = converter.view.documents[Int(value.assignment.document)]
    report(
      Finding(
        file: converter.view.files[Int(value.assignment.document)],
        range: document.sourceRange(of: value.range, inLine: Int(value.assignment.line)),
        rule: rule,
        severity: severity,
        message,
        podman: podman?.text,
        preventsStart: preventsStart
      )
    )
  }
}

/// The files of `Yaml=` or of `ConfigMap=`.
private struct KubernetesSources {
  /// The files whose facts are known, each with the value that names it.
  private(set) var known: [(facts: KubernetesFacts, path: NamedText)] = []
  /// Whether the facts of all files are known.
  private(set) var isComplete = true

  mutating func add(_ facts: KubernetesFacts?, _ path: NamedText) {
    if let facts { known.append((facts, path)) } else { isComplete = false }
  }
}
