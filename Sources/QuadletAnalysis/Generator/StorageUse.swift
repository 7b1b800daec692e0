import QuadletSyntax

/// Something mounted in a container: read off a fact about `--volume` or `--mount`, whatever states it.
///
/// What is wrong in it is told elsewhere; here every value that has a source and a destination counts.
struct StorageUse {
  /// Where its content comes from.
  enum Kind: Equatable {
    /// A volume of podman; its source is a name, or a `.volume` unit.
    case volume
    /// A path of the host.
    case bind
    /// Memory, an image, an artifact or a pattern.
    case other
  }

  /// What an option says about it.
  struct Options: OptionSet {
    let rawValue: UInt8
    static let isReadOnly = Options(rawValue: 1)
    /// Relabelled for this container alone (`Z`, `relabel=private`): no other can read it then, where SELinux is on.
    static let isPrivate = Options(rawValue: 2)
    /// Podman gives the files to the container's user at each start, or maps owners.
    static let adaptsOwner = Options(rawValue: 4)
  }

  let kind: Kind
  /// Where the source lies in the fact's value; nil when there is none.
  let source: Range<Int>?
  /// Where the path in the container lies in it.
  let destination: Range<Int>?
  private(set) var options: Options = []

  /// Reads a fact; nil when it is not about storage, or has no parts that can be told apart.
  @inline(__always)
  init?(_ fact: UnitFacts.Fact, _ text: ArraySlice<UInt8>) {
    switch fact.subject {
    case .volume: self.init(volume: text.span)
    case .mount: self.init(mount: text.span)
    default: return nil
    }
  }

  /// `[source:]destination[:options]`.
  private init?(volume text: Span<UInt8>) {
    let colon = UInt8(ascii: ":")
    guard let first = text.first(colon, in: text.all) else {
      kind = .volume
      source = nil
      destination = text.all
      return
    }
    let second = text.first(colon, in: first + 1..<text.count) ?? text.count
    source = first == 0 ? nil : 0..<first
    destination = first + 1..<second
    kind = source.map { Self.kind(of: text.extracting($0)) } ?? .volume
    readOptions(text, min(second + 1, text.count)..<text.count)
  }

  /// `type=TYPE,source=SOURCE,destination=PATH[,OPTION…]`; where quotes were in the text, NUL separates the fields.
  private init?(mount text: Span<UInt8>) {
    let separator = text.contains(byte: 0) ? 0 : UInt8(ascii: ",")
    var (kind, source, destination) = (Kind.volume, Range<Int>?.none, Range<Int>?.none)
    var options: Options = []
    var hasType = false
    var position = 0
    while let field = text.next(from: &position, until: text.count, separator: separator) {
      let equals = text.first(UInt8(ascii: "="), in: field)
      let name = field.lowerBound..<(equals ?? field.upperBound)
      let value = equals.map { $0 + 1..<field.upperBound }
      if let value, text.equals(name, "type"), !hasType {
        hasType = true
        kind = text.equals(value, "volume") ? .volume : text.equals(value, "bind") ? .bind : .other
      } else if let value, text.isOne(name, of: MountSpec.sourceNames) {
        source = value
      } else if let value, text.isOne(name, of: MountSpec.destinationNames) {
        destination = value
      } else {
        options.formUnion(Self.option(text, name, value))
      }
    }
    (self.kind, self.source, self.destination, self.options) = (kind, source, destination, options)
  }

  /// Returns the value of a mount without its quotes, its fields separated by NUL; nil when it has none, or is no CSV.
  static func unquoted(_ text: [UInt8]) -> [UInt8]? {
    guard text.contains(where: { $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D }),
      let fields = try? GoCSV.parse(text).first
    else { return nil }
    return Array(fields.joined(separator: [0])) + (fields.count < 2 ? [0] : [])
  }

  private mutating func readOptions(_ text: Span<UInt8>, _ part: Range<Int>) {
    if part.isEmpty { return }
    var position = part.lowerBound
    while let option = text.next(from: &position, until: part.upperBound, separator: UInt8(ascii: ",")) {
      options.formUnion(Self.option(text, option, nil))
    }
  }

  private static func option(_ text: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>?) -> Options {
    let isOn = value.map { text.equals($0, "true") } ?? true
    if text.equals(name, "Z") { return .isPrivate }
    if text.equals(name, "ro") || text.equals(name, "readonly") { return isOn ? .isReadOnly : [] }
    if text.equals(name, "relabel"), let value { return text.equals(value, "private") ? .isPrivate : [] }
    if text.equals(name, "U") || text.equals(name, "chown") { return isOn ? .adaptsOwner : [] }
    return text.hasPrefix(name, "idmap") ? .adaptsOwner : []
  }

  /// A path begins at the root or with a dot; a variable, and what has a slash in it, is taken for one.
  private static func kind(of source: Span<UInt8>) -> Kind {
    let first = source[0]
    let isPath =
      first == GoPath.slash || first == GoPath.dot || first == UInt8(ascii: "$") || source.contains(byte: GoPath.slash)
      || (first == Specifiers.sign && source.count > 1 && Specifiers.isFolder(source[1]))
    return isPath ? .bind : .volume
  }
}
