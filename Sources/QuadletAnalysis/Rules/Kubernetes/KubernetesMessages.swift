/// A position in a file that a `.kube` unit names.
struct KubernetesPosition: CustomStringConvertible {
  /// The path as the unit writes it.
  let path: String
  /// The position in the file.
  let place: YAMLPlace

  var description: String { "\(path):\(place.line):\(place.column)" }
}

/// What findings about the files of `.kube` units say.
extension Message {
  static func missingYAML(_ path: String) -> Message {
    Message("\"\(path)\" not found", help: "put the file next to the unit, or write the path to it")
  }

  static func urlInsteadOfFile(_ url: String) -> Message {
    Message(
      "\"\(url)\" is a URL, which Podman's generator turns into a path in the unit's folder",
      help: "save the file next to the unit, and write its name instead"
    )
  }

  static func malformedYAML(_ problem: YAMLProblem, at position: KubernetesPosition) -> Message {
    Message("\(position): \(problem.message)")
  }

  static func noSupportedKind(in version: PodmanVersion) -> Message {
    let kinds = KubernetesKind.allCases.filter { $0.since <= version }.map(\.rawValue)
    return Message(
      "podman kube play supports no document here; it plays "
        + kinds.dropLast().joined(separator: ", ") + " and " + kinds.suffix(1).joined()
    )
  }

  static let onlyConfigMaps = Message("there are only config maps here; podman does not play them on their own")

  // MARK: Documents

  static func kindOfNewerRelease(_ kind: KubernetesKind, at position: KubernetesPosition) -> Message {
    Message("\(position): podman kube play ignores kind \"\(kind.rawValue)\" before Podman \(kind.since)")
  }

  /// `near` is the kind that was probably meant.
  static func unsupportedKind(_ kind: String, near: String?, at position: KubernetesPosition) -> Message {
    Message(
      "\(position): podman kube play ignores \(document(of: kind))" + (near.map { "; did you mean \"\($0)\"?" } ?? "")
    )
  }

  private static func document(of kind: String) -> String {
    kind.isEmpty ? "a document without a kind" : "a document of kind \"\(kind)\""
  }

  // MARK: Config maps

  static func notConfigMap(_ kind: String, at position: KubernetesPosition) -> Message {
    Message("\(position): a file of ConfigMap= can contain only config maps, not \(document(of: kind))")
  }

  static func missingConfigMap(_ name: String, at position: KubernetesPosition) -> Message {
    Message(
      "\(position): config map \"\(name)\" not found in the files of Yaml= and ConfigMap=",
      help: "add a document with kind: ConfigMap and that name"
    )
  }

  static func duplicateConfigMap(_ name: String, at position: KubernetesPosition) -> Message {
    Message("\(position): config map \"\(name)\" already exists in a file of Yaml=")
  }
}

/// An error of podman kube play, in its own words (Podman: pkg/domain/infra/abi/play.go).
struct KubePlayError {
  /// The words.
  let text: String

  static let noSupportedKind = KubePlayError(text: "YAML document does not contain any supported kube kind")
  static let onlyConfigMaps = KubePlayError(
    text: "ConfigMaps in podman are not a standalone object and must be used in a container"
  )
  static func notConfigMap(_ kind: String) -> KubePlayError {
    KubePlayError(text: "invalid YAML kind: \"\(kind)\". [ConfigMap] is the only supported by --configmap")
  }
}
