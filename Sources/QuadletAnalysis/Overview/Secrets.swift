import QuadletSyntax

/// One need of a unit for a secret of Podman.
public struct SecretUse: Sendable, Equatable {
  /// How the secret reaches the container.
  public enum Kind: String, Sendable {
    /// As a file.
    case mount
    /// As an environment variable.
    case environment
  }

  /// How it is written.
  public enum Spelling: String, Sendable {
    /// `Secret=`.
    case key
    /// `--secret` in `PodmanArgs=`.
    case podmanArgs
    /// In a Kubernetes YAML of `Yaml=`.
    case kubernetes
  }

  /// The index of the unit in the project.
  public let unit: Int
  /// The name of the secret, as `podman secret ls` shows it.
  public let name: String
  /// How it arrives; nil when systemd fills that in.
  public let kind: Kind?
  /// How it is written.
  public let spelling: Spelling
  /// Whether the unit starts without it.
  public let isOptional: Bool
  /// The path of the file or the name of the variable, when it is written; else it is the name of the secret.
  public let target: String?
  /// The owner of the file, when it is written; else root.
  public let uid: UInt32?
  /// The group of the file, when it is written; else root.
  public let gid: UInt32?
  /// The permissions of the file, when they are written; else 0444.
  public let mode: UInt32?
  /// The index of the file that says it.
  public let file: Int
  /// Where in the file.
  public let range: Range<Int>

  /// Where the container finds it: `/run/secrets/NAME`, another path, or the name of a variable.
  public var destination: String {
    guard kind != .environment else { return target ?? name }
    guard let target else { return "/run/secrets/\(name)" }
    return target.hasPrefix("/") ? target : "/run/secrets/\(target)"
  }
}

/// The secrets of Podman that the units of a project need.
///
/// `Secret=` of a `.build` is not among them: podman build takes a file or a variable of the host there.
public struct ProjectSecrets {
  /// Every need, unit by unit in the order of their conversion, in the order in which podman gets them.
  public private(set) var uses: [SecretUse] = []

  /// Collects what the units that the generator loads need.
  public init(_ project: Project, host: HostFacts = HostFacts()) {
    var converter = Converter<FactsEmitter>(project, host: host)
    for unit in project.loaded where project.units[unit].kind == .container || project.units[unit].kind == .kube {
      converter.convert(unit)
      for fact in converter.out.facts.all where fact.subject == .secret {
        if let use = SecretUse(fact, unit, converter) { uses.append(use) }
      }
    }
  }
}

extension SecretUse {
  /// Reads one secret; nil when podman would not take it, which a rule reports.
  init?(_ fact: UnitFacts.Fact, _ unit: Int, _ converter: borrowing Converter<FactsEmitter>) {
    let text = converter.bytes(fact)
    let place = fact.place
    let ordinal = Int(place.assignment.document)
    let isInYAML = fact.source == .kubernetes
    let secret = isInYAML ? nil : try? SecretReference(parsing: text.span)
    if secret == nil, !isInYAML { return nil }
    func part(_ range: Range<Int>) -> String { String(decoding: Array(text)[range], as: UTF8.self) }
    self.init(
      unit: unit,
      name: secret.map { part($0.name) } ?? converter.string(fact),
      kind: secret.flatMap(\.kind).map { $0 == .env ? .environment : .mount },
      spelling: isInYAML ? .kubernetes : fact.source == .key ? .key : .podmanArgs,
      isOptional: fact.isOptional,
      target: secret.flatMap(\.target).map(part),
      uid: secret?.uid,
      gid: secret?.gid,
      mode: secret?.mode,
      file: converter.view.files[ordinal],
      range: converter.source(of: fact.valuePlace)
    )
  }
}
