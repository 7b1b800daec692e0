import QuadletSyntax

/// What podman kube play will say of the files that a `.kube` unit names.
extension Linter {
  mutating func lintKubernetes() {
    let unit = converter.unit
    // The files of a template are templates too.
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

  /// Whether anything is left to play, and has what it needs.
  private mutating func lintPlayed(_ played: KubernetesSources, _ others: KubernetesSources) {
    guard let first = played.known.first else { return }
    let version = project.target.version
    let kinds = played.known.flatMap(\.facts.documents).compactMap { KubernetesKind(rawValue: $0.kind) }
    let counted = kinds.filter { $0.since <= version }
    if !counted.contains(where: { $0 != .configMap }) {
      let message =
        counted.isEmpty
        ? "podman kube play knows no document here; it plays \(KubernetesKind.list(for: version))"
        : "there are config maps here and nothing that uses them; podman plays no config map alone"
      let podman =
        counted.isEmpty
        ? "YAML document does not contain any supported kube kind"
        : "ConfigMaps in podman are not a standalone object and must be used in a container"
      report(.malformedYAML, first.path, message, podman: podman, preventsStart: true)
    }
    guard others.isComplete else { return }
    let defined = Set((played.known + others.known).flatMap(\.facts.configMaps).map(\.text))
    for (facts, path) in played.known {
      for reference in facts.missingConfigMaps(for: version) where !defined.contains(reference.name) {
        report(
          .missingConfigMap,
          path,
          "\(place(reference.place, path)): no config map \"\(reference.name)\" is defined here or in a file of ConfigMap=",
          podman: nil,
          help: "add a document of kind: ConfigMap with that name",
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
          "\(place(name.place, path)): config map \"\(name.text)\" is in a file of Yaml= already",
          podman: nil,
          preventsStart: true
        )
      }
    }
  }

  /// A document that podman passes over: by a slip, since the target is older, or since it is for Kubernetes only.
  private mutating func lint(_ document: KubernetesFacts.Document, _ path: NamedText) {
    let version = project.target.version
    let found = place(document.place, path)
    if let kind = KubernetesKind(rawValue: document.kind) {
      if kind.since > version {
        report(
          .unsupportedKubernetesKind,
          path,
          "\(found): podman kube play passes over a \(kind.rawValue) before Podman \(kind.since)",
          podman: nil
        )
      }
      return
    }
    let known = KubernetesKind.allCases.filter { $0.since <= version }.map(\.rawValue)
    let near = Nearest.match(document.kind, among: known)
    let shown = document.kind.isEmpty ? "a document without kind" : "a document of kind \"\(document.kind)\""
    report(
      .unsupportedKubernetesKind,
      path,
      severity: near != nil || document.kind.isEmpty ? .warning : .note,
      "\(found): podman kube play passes over \(shown)" + (near.map { "; did you mean \"\($0)\"?" } ?? ""),
      podman: nil
    )
  }

  private mutating func lintConfigMapFile(_ facts: KubernetesFacts, _ path: NamedText) {
    for document in facts.documents where document.kind != KubernetesKind.configMap.rawValue {
      report(
        .malformedYAML,
        path,
        "\(place(document.place, path)): a file of ConfigMap= has config maps only, and this is \"\(document.kind)\"",
        podman: "invalid YAML kind: \"\(document.kind)\". [ConfigMap] is the only supported by --configmap",
        preventsStart: true
      )
    }
  }

  // MARK: Files

  /// The facts of a file; nil when they are not known, with a finding when that is the file's fault.
  private mutating func readKubernetes(_ path: NamedText, _ unit: Int) -> KubernetesFacts? {
    guard let value = path.value else { return nil }
    let written = converter.bytes(value)
    let shown = String(decoding: written, as: UTF8.self)
    if written.contains(UInt8(ascii: "%")) { return nil }
    if written.starts(with: "http://".utf8) || written.starts(with: "https://".utf8) {
      report(
        .missingYAML,
        path,
        "\"\(shown)\" is no file; Podman's generator makes a path below the unit's folder of it",
        podman: nil,
        help: "keep a copy of the file beside the unit",
        preventsStart: true
      )
      return nil
    }
    let file = project.units[unit].file
    let folder = GoPath.folder(project.inventory.path(of: file, resolved: true))
    let isInside = path.text.starts(with: folder + (folder.last == GoPath.slash ? [] : [GoPath.slash]))
    // Elsewhere on this machine may be another file than on the one that the units are for.
    if GoPath.isAbsolute(written), !isInside { return nil }
    switch converter.host.kubernetes(path.text) {
    case .facts(let facts): return facts
    case .unreadable: return nil
    case .malformed(let problem):
      report(.malformedYAML, path, problem)
      return nil
    case nil:
      // The parts of a bundle are installed into a folder of their own.
      if project.inventory.enclosing(file) != nil { return nil }
      report(
        .missingYAML,
        path,
        severity: isInside ? .warning : .note,
        "\"\(shown)\" is not there",
        podman: nil,
        help: "put the file beside the unit, or write the path to it",
        preventsStart: isInside
      )
      return nil
    }
  }

  private func place(_ place: YAMLPlace, _ path: NamedText) -> String {
    let shown = path.value.map { String(decoding: converter.bytes($0), as: UTF8.self) } ?? ""
    return "\(shown):\(place.line):\(place.column)"
  }

  private mutating func report(_ rule: Rule, _ path: NamedText, _ problem: YAMLProblem) {
    report(rule, path, "\(place(problem.place, path)): \(problem.message)", podman: nil, preventsStart: true)
  }

  private mutating func report(
    _ rule: Rule,
    _ path: NamedText,
    severity: Severity? = nil,
    _ message: String,
    podman: String?,
    help: String? = nil,
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
        podman: podman,
        help: help,
        preventsStart: preventsStart
      )
    )
  }
}

/// The files of `Yaml=` or of `ConfigMap=`.
private struct KubernetesSources {
  /// Those whose facts are known, each with the value that names it.
  private(set) var known: [(facts: KubernetesFacts, path: NamedText)] = []
  /// Whether they all are.
  private(set) var isComplete = true

  mutating func add(_ facts: KubernetesFacts?, _ path: NamedText) {
    if let facts { known.append((facts, path)) } else { isComplete = false }
  }
}

extension KubernetesKind {
  /// The kinds that a release plays, in words.
  fileprivate static func list(for version: PodmanVersion) -> String {
    let names = allCases.filter { $0.since <= version }.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " and " + names.suffix(1).joined()
  }
}
