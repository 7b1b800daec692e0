/// The user namespace of a container: `auto`, `keep-id:uid=1000,gid=1000`, `host`, …
public struct UserNamespace: Sendable, Equatable {
  /// How IDs are mapped.
  public enum Mode: String, Sendable, CaseIterable {
    case auto
    case host
    case keepID = "keep-id"
    case nomap
    case `private`
    case path = "ns"
    case container
    case pod
    case `default`
  }

  /// The mode; nil when systemd fills it in.
  public let mode: Mode?
  /// The part after the colon.
  public let options: Range<Int>?

  private static let modes: MeaningTable<9, Mode> = [
    ("auto", .auto), ("host", .host), ("keep-id", .keepID), ("nomap", .nomap), ("private", .private), ("ns", .path),
    ("container", .container), ("pod", .pod), ("default", .default),
  ]
  private static let words: WordTable<5> = ["auto", "host", "keep-id", "nomap", "private"]
  private static let optionsOfAuto: WordTable<3> = ["size", "uidmapping", "gidmapping"]
  private static let optionsOfKeepID: WordTable<3> = ["uid", "gid", "size"]

  /// Reads a user namespace.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension UserNamespace: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    let colon = bytes.first(UInt8(ascii: ":"), in: part)
    let word = part.lowerBound..<(colon ?? part.upperBound)
    options = colon.map { $0 + 1..<part.upperBound }
    guard !bytes.hasSpecifier(word) else {
      mode = nil
      return
    }
    guard let found = bytes.meaning(word, in: UserNamespace.modes) else {
      throw bytes.problem(
        word,
        "is not a user namespace mode; use \(Enumeration.text(UserNamespace.words.strings))",
        replacement: Nearest.match(bytes.extracting(word), among: UserNamespace.words.strings)
      )
    }
    mode = found
    guard let options, found == .auto || found == .keepID else { return }
    let names = found == .auto ? UserNamespace.optionsOfAuto : UserNamespace.optionsOfKeepID
    var start = options.lowerBound
    while let option = bytes.next(from: &start, until: options.upperBound, separator: UInt8(ascii: ",")) {
      try UserNamespace.check(bytes, option, of: found, names: names)
    }
  }

  private static func check(
    _ bytes: Span<UInt8>,
    _ option: Range<Int>,
    of mode: Mode,
    names: WordTable<3>
  ) throws(ValueProblem) {
    guard !bytes.hasSpecifier(option) else { return }
    guard let equals = bytes.first(UInt8(ascii: "="), in: option) else {
      throw bytes.problem(option, "is not an option of \(mode.rawValue); write name=number")
    }
    let (name, value) = (option.lowerBound..<equals, equals + 1..<option.upperBound)
    guard bytes.isOne(name, of: names) else {
      throw bytes.problem(
        name,
        "is not an option of \(mode.rawValue); use \(Enumeration.text(names.strings))",
        replacement: Nearest.match(bytes.extracting(name), among: names.strings)
      )
    }
    if bytes.hasSuffix(name, "mapping") {
      _ = try UserMapping(bytes, value)
    } else if bytes.decimal(value, as: UInt32.self) == nil {
      throw bytes.problem(value, "is not a number")
    }
  }
}
