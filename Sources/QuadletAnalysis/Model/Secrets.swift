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
    var converter = Converter<SilentEmitter>(project, host: host)
    for unit in project.loaded {
      switch project.units[unit].kind {
      case .container:
        converter.view.load(unit, of: project)
        collect(unit, &converter)
      case .kube:
        converter.view.load(unit, of: project)
        collectPods(unit, &converter)
      default: continue
      }
    }
  }

  /// The secrets that pods of `Yaml=` read and that none of the unit's documents defines; told where the file is named.
  private mutating func collectPods(_ unit: Int, _ converter: inout Converter<SilentEmitter>) {
    let version = converter.target.version
    let files = converter.yamlPaths().map { (value: $0.value, facts: converter.host.kubernetes($0.text)?.facts) }
    var told = Set(files.flatMap { $0.facts?.secrets ?? [] }.map(\.text))
    for file in files {
      guard let value = file.value, let facts = file.facts else { continue }
      let ordinal = Int(value.assignment.document)
      let place = converter.view.documents[ordinal].sourceRange(of: value.range, inLine: Int(value.assignment.line))
      for secret in facts.pods(for: version).flatMap(\.secrets) where told.insert(secret.name).inserted {
        uses.append(
          SecretUse(
            unit: unit,
            name: secret.name,
            kind: nil,
            spelling: .kubernetes,
            isOptional: secret.isOptional,
            target: nil,
            uid: nil,
            gid: nil,
            mode: nil,
            file: converter.view.files[ordinal],
            range: place
          )
        )
      }
    }
  }

  private mutating func collect(_ unit: Int, _ converter: inout Converter<SilentEmitter>) {
    let keys = Schema.shared.keys
    var found: [SecretUse] = []
    converter.forEachWord(of: keys.secret) { converter, text, value in
      if let use = Self.use(text, .key, unit, value, converter.view) { found.append(use) }
    }
    var isOperand = false
    converter.forEachWord(of: keys.podmanArgs) { converter, text, value in
      if isOperand {
        isOperand = false
        if let use = Self.use(text, .podmanArgs, unit, value, converter.view) { found.append(use) }
      } else if text.elementsEqual("--secret".utf8) {
        isOperand = true
      } else if text.starts(with: "--secret=".utf8) {
        let secret = Array(text.dropFirst(9))
        if let use = Self.use(secret, .podmanArgs, unit, value, converter.view) { found.append(use) }
      }
    }
    uses += found
  }

  /// Reads one secret; nil when podman would not take it, which another rule reports.
  private static func use(
    _ text: [UInt8],
    _ spelling: SecretUse.Spelling,
    _ unit: Int,
    _ value: Value,
    _ view: UnitView
  ) -> SecretUse? {
    guard let secret = try? SecretReference(parsing: text.span) else { return nil }
    let document = view.documents[Int(value.assignment.document)]
    return SecretUse(
      unit: unit,
      name: String(decoding: text[secret.name], as: UTF8.self),
      kind: secret.kind.map { $0 == .env ? .environment : .mount },
      spelling: spelling,
      isOptional: false,
      target: secret.target.map { String(decoding: text[$0], as: UTF8.self) },
      uid: secret.uid,
      gid: secret.gid,
      mode: secret.mode,
      file: view.files[Int(value.assignment.document)],
      range: document.sourceRange(of: value.range, inLine: Int(value.assignment.line))
    )
  }
}
