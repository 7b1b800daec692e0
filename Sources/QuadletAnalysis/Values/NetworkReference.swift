/// The network of a container: a mode or a network, with options after a colon.
public struct NetworkReference: Sendable, Equatable {
  /// What the part before the colon is.
  public enum Kind: Sendable, Equatable {
    /// A mode such as `host`, `none`, `pasta` or `bridge`.
    case mode
    /// The network of another container, or a namespace given by its path.
    case joined
    /// The name of a `.network` or `.container` unit.
    case unit
    /// The name of a network.
    case named
    /// Text that systemd completes.
    case later
  }

  /// What the part before the colon is.
  public let kind: Kind
  /// The mode or name.
  public let name: Range<Int>
  /// The part after the colon.
  public let options: Range<Int>?

  private static let modes: WordTable<8> = [
    "bridge", "none", "host", "private", "pasta", "slirp4netns", "pod", "default",
  ]

  /// Reads a network.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension NetworkReference: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    let colon = bytes.first(UInt8(ascii: ":"), in: part)
    name = part.lowerBound..<(colon ?? part.upperBound)
    options = colon.map { $0 + 1..<part.upperBound }
    if bytes.hasSpecifier(name) {
      kind = .later
    } else if bytes.isOne(name, of: NetworkReference.modes) {
      kind = .mode
    } else if options != nil, bytes.equals(name, "container") || bytes.equals(name, "ns") {
      kind = .joined
    } else if bytes.hasSuffix(name, ".network") || bytes.hasSuffix(name, ".container") {
      kind = .unit
    } else {
      kind = .named
    }
    guard kind != .joined else {
      if options?.isEmpty == true {
        let isContainer = bytes.equals(name, "container")
        throw bytes.problem(part, isContainer ? "names no container" : "names no network namespace; write its path")
      }
      return
    }
    guard !name.isEmpty else { throw bytes.problem(part, "names no network; write its name before the \":\"") }
    if kind == .named || kind == .unit, let blank = bytes.first(in: name, where: { $0.isBlank }) {
      throw bytes.problem(
        blank..<name.upperBound,
        "is read as part of the network name; write one network per line"
      )
    }
    if let options, kind != .mode || bytes.equals(name, "bridge") { try NetworkReference.check(options, in: bytes) }
  }

  /// Throws when an address is not valid; other options are up to the network's driver.
  private static func check(_ options: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    var start = options.lowerBound
    while let option = bytes.next(from: &start, until: options.upperBound, separator: UInt8(ascii: ",")) {
      guard let equals = bytes.first(UInt8(ascii: "="), in: option), !bytes.hasSpecifier(option) else { continue }
      let (name, value) = (option.lowerBound..<equals, equals + 1..<option.upperBound)
      if bytes.equals(name, "ip") || bytes.equals(name, "ip6") {
        _ = try IPAddress(bytes, value)
      } else if bytes.equals(name, "alias") || bytes.equals(name, "interface_name"), value.isEmpty {
        throw bytes.problem(option, "has no value")
      }
    }
  }
}
