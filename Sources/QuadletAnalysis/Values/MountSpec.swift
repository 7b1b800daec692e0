/// A mount written as a list of options: `type=bind,source=/a,destination=/b,ro`.
public struct MountSpec: Sendable, Equatable {
  /// Where the content of a mount comes from.
  public enum Kind: String, Sendable, CaseIterable {
    case bind, glob, tmpfs, ramfs, devpts, image, artifact, volume
  }

  /// The kind; volume by default, nil when systemd fills it in.
  public let kind: Kind?
  /// The value of the option `source`; nil when it is not given.
  public let source: Range<Int>?
  /// The value of the option `destination`; nil when it is not given.
  public let destination: Range<Int>?

  private static let kinds: MeaningTable<8, Kind> = [
    ("bind", .bind), ("glob", .glob), ("tmpfs", .tmpfs), ("ramfs", .ramfs), ("devpts", .devpts), ("image", .image),
    ("artifact", .artifact), ("volume", .volume),
  ]
  static let sourceNames: WordTable<2> = ["source", "src"]
  static let destinationNames: WordTable<4> = ["destination", "target", "dst", "dest"]

  /// Reads a mount.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension MountSpec: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    let type = try MountSpec.type(bytes, part)
    let kind = try MountSpec.kind(bytes, type)
    self.kind = kind
    var (source, destination): (Range<Int>?, Range<Int>?) = (nil, nil)
    var fields = CommaFields(of: part)
    while let field = try fields.next(in: bytes) {
      let equals = bytes.first(UInt8(ascii: "="), in: field)
      let name = field.lowerBound..<(equals ?? field.upperBound)
      let value = equals.map { $0 + 1..<field.upperBound }
      if value == type, value != nil || bytes.hasSpecifier(name) { continue }
      if bytes.isOne(name, of: MountSpec.sourceNames) {
        guard value != nil else { throw bytes.problem(field, "has no value; write source=…") }
        source = value
      } else if bytes.isOne(name, of: MountSpec.destinationNames) {
        guard let value else { throw bytes.problem(field, "has no value; write destination=…") }
        try VolumeMount.check(destination: value, in: bytes)
        destination = value
      } else if let kind {
        try MountOption.check(bytes, name, value, of: kind)
      }
    }
    (self.source, self.destination) = (source, destination)
    guard destination == nil, let kind, kind != .glob, !bytes.hasSpecifier(part) else { return }
    throw ValueProblem(range: part, message: "the destination is missing; add destination=/path")
  }

  /// The value of the first `type` option.
  private static func type(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) -> Range<Int>? {
    var fields = CommaFields(of: part)
    while let field = try fields.next(in: bytes) {
      guard bytes.hasPrefix(field, "type=") else { continue }
      let value = field.lowerBound + 5..<field.upperBound
      if !bytes.contains(UInt8(ascii: "="), in: value) { return value }
    }
    return nil
  }

  private static func kind(_ bytes: Span<UInt8>, _ type: Range<Int>?) throws(ValueProblem) -> Kind? {
    guard let type else { return .volume }
    if let known = bytes.meaning(type, in: kinds) { return known }
    guard !bytes.hasSpecifier(type) else { return nil }
    let names = Kind.allCases.map(\.rawValue)
    throw bytes.problem(
      type,
      "is not a mount type; use \(Enumeration.text(names))",
      replacement: Nearest.match(bytes.extracting(type), among: names)
    )
  }
}
