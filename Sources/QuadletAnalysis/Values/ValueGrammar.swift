import QuadletSyntax

/// Checks values against their grammars.
public enum ValueGrammar {
  /// The problem in a value; nil when the value is valid or cannot be checked yet.
  ///
  /// For keys that are split into words, pass one word at a time, without quotes; pass other values unchanged. A
  /// comment after a value is ignored.
  public static func problem(in value: Span<UInt8>, as grammar: Grammar) -> ValueProblem? {
    problem(in: value, as: grammar, isPlain: false)
  }

  /// The problem in a value that may be known to be plain, as defined by `LineFlags.plainValue`.
  static func problem(in value: Span<UInt8>, as grammar: Grammar, isPlain: Bool) -> ValueProblem? {
    if takesAnything(grammar) { return nil }
    var part = isPlain ? value.all : value.trimmed(value.all)
    let signs = isPlain ? (ofSpecifier: false, ofTemplateOrComment: false) : value.signs(in: part)
    if signs.ofTemplateOrComment {
      if !takesComment(grammar) { part = value.withoutComment(part) }
      if value.hasTemplate(part) { return nil }
    }
    if part.isEmpty { return nil }
    do {
      switch grammar {
      case .portMapping: try checkLines(PortMapping.self, value, part, isCommaList: true)
      case .exposedPort: try checkLines(PortExposure.self, value, part, isCommaList: true)
      case .hostMapping: try checkLines(HostMapping.self, value, part, isCommaList: true)
      case .ulimit: try checkLines(Ulimit.self, value, part, isCommaList: true)
      case .dnsServer: try checkLines(DNSServer.self, value, part, isCommaList: true)
      case .volume: try checkLines(VolumeMount.self, value, part)
      case .tmpfs: try checkLines(TmpfsMount.self, value, part)
      case .network: try checkLines(NetworkReference.self, value, part)
      case .subnet: if !signs.ofSpecifier || !value.hasSpecifier(part) { try checkLines(Subnet.self, value, part) }
      case .ipRange: if !signs.ofSpecifier || !value.hasSpecifier(part) { try checkLines(IPRange.self, value, part) }
      case .capability: try checkEach(Capability.self, value, part)
      case .sysctl: try checkEach(Sysctl.self, value, part)
      case .idMap: try checkEach(UserMapping.self, value, part)
      case .ipAddress: try checkEach(IPAddress.self, value, part)
      case .device: if !signs.ofSpecifier || !value.hasSpecifier(part) { _ = try DeviceMapping(value, part) }
      case .mount: _ = try MountSpec(value, part)
      case .secret: _ = try SecretReference(value, part)
      default: try checkLast(value, value.unquoted(part), as: grammar, mayHaveSpecifier: signs.ofSpecifier)
      }
      return nil
    } catch {
      return error
    }
  }

  /// Checks a value of a key for which only the last assignment counts; Podman removes one pair of quotes.
  private static func checkLast(
    _ value: Span<UInt8>,
    _ part: Range<Int>,
    as grammar: Grammar,
    mayHaveSpecifier: Bool
  ) throws(ValueProblem) {
    guard !part.isEmpty else { return }
    if mayHaveSpecifier, grammar != .imageReference, grammar != .imageOrUnit, value.hasSpecifier(part) { return }
    switch grammar {
    case .boolean: _ = try Boolean(value, part)
    case .notify: try Boolean.check(value, part, or: "healthy")
    case .unsigned: try WholeNumber.checkUnsigned(value, part)
    case .limit: try WholeNumber.checkLimit(value, part)
    case .numericID: try WholeNumber.checkID(value, part)
    case .duration: _ = try GoDuration(value, part)
    case .durationOrDisable: if !value.equals(part, "disable") { _ = try GoDuration(value, part) }
    case .timeSpan: _ = try TimeSpan(value, part)
    case .byteSize: _ = try ByteSize(value, part)
    case .imageReference: if !ImageReference.isUsual(value, part) { _ = try ImageReference(value, part) }
    case .imageOrUnit:
      if !ImageReference.isUsual(value, part), !value.hasSuffix(part, ".image"), !value.hasSuffix(part, ".build") {
        _ = try ImageReference(value, part)
      }
    case .podmanName: _ = try Name(value, part)
    case .serviceName: try checkServiceName(value, part)
    case .ipv4, .ipv6: _ = try IPAddress(value, part)
    case .userNamespace: _ = try UserNamespace(value, part)
    case .signal: _ = try Signal(value, part)
    case .healthCommand: _ = try HealthCommand(value, part)
    case .entrypoint: try HealthCommand.checkArray(value, part, otherwise: "it counts as the name of one command")
    case .kubeAutoUpdate: try checkKubeAutoUpdate(value, part)
    default: _ = try checkWord(value, part, as: grammar)
    }
  }

  /// Throws when a service name has the suffix that Podman adds itself.
  private static func checkServiceName(_ value: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    guard value.hasSuffix(part, ".service"), part.count > 8 else { return }
    throw value.problem(
      part,
      "becomes \(value.text(part)).service; write the name without .service",
      replacement: value.text(part.lowerBound..<part.upperBound - 8)
    )
  }

  /// Checks an auto-update policy for all containers, or for one, after its name and a slash.
  private static func checkKubeAutoUpdate(_ value: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    var start = part.lowerBound
    if let slash = value.last(UInt8(ascii: "/"), in: part) { start = slash + 1 }
    _ = try checkWord(value, start..<part.upperBound, as: .autoUpdate)
  }

  /// Whether every value of a grammar is valid.
  private static func takesAnything(_ grammar: Grammar) -> Bool {
    switch grammar {
    case .text, .artifactReference, .hostName, .networkAlias, .networkDriver, .ipamDriver, .pod, .assignments,
      .environment, .buildSecret, .user, .group, .arguments, .hostPath, .containerPath, .seccompProfile, .timezone,
      .healthLogDestination, .maskPaths, .unitNames, .systemdUnitNames:
      true
    default: false
    }
  }

  private static func takesComment(_ grammar: Grammar) -> Bool {
    grammar == .healthCommand || grammar == .entrypoint
  }
}
