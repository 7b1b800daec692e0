/// A host path or volume mounted in a container: `[source:]destination[:options]`.
public struct VolumeMount: Sendable, Equatable {
  /// What a source is.
  public enum SourceKind: Sendable, Equatable {
    /// No source: Podman creates an anonymous volume.
    case none
    /// The name of a `.volume` or `.artifact` unit.
    case unit
    /// An absolute path on the host.
    case hostPath
    /// A path that starts with a dot, relative to the unit's directory.
    case relativePath
    /// The name of a volume.
    case named
    /// Text that systemd completes.
    case later
  }

  /// What the source is.
  public let kind: SourceKind
  /// The source; nil when there is none.
  public let source: Range<Int>?
  /// The path in the container.
  public let destination: Range<Int>
  /// The options, separated by commas; nil when there are none.
  public let options: Range<Int>?

  /// Reads a volume mount.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }

  private static let optionNames: WordTable<28> = [
    "rw", "ro", "z", "Z", "O", "U", "exec", "noexec", "dev", "nodev", "suid", "nosuid", "private", "rprivate", "shared",
    "rshared", "slave", "rslave", "unbindable", "runbindable", "bind", "rbind", "copy", "nocopy", "cached", "delegated",
    "no-dereference", "nocreate",
  ]
}

extension VolumeMount: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    let colon = UInt8(ascii: ":")
    var start = part.lowerBound
    let first = bytes.next(from: &start, until: part.upperBound, separator: colon) ?? part
    if let second = bytes.next(from: &start, until: part.upperBound, separator: colon) {
      source = first.isEmpty ? nil : first
      destination = second
    } else {
      source = nil
      destination = first
    }
    options = bytes.next(from: &start, until: part.upperBound, separator: colon)
    if let source { kind = VolumeMount.kind(of: source, in: bytes) } else { kind = .none }
    guard start > part.upperBound else {
      throw bytes.problem(part, "has too many parts; write source:destination:options")
    }
    if let source, kind == .named { try VolumeMount.check(name: source, in: bytes) }
    try VolumeMount.check(destination: destination, in: bytes)
    if let options { try VolumeMount.check(options: options, in: bytes) }
  }

  private static func kind(of source: Range<Int>, in bytes: Span<UInt8>) -> SourceKind {
    let first = bytes[source.lowerBound]
    if first == UInt8(ascii: "/") { return .hostPath }
    if first == UInt8(ascii: ".") { return .relativePath }
    if bytes.hasSuffix(source, ".volume") || bytes.hasSuffix(source, ".artifact") { return .unit }
    return bytes.hasSpecifier(source) || bytes.contains(UInt8(ascii: "\\"), in: source) ? .later : .named
  }

  private static func check(name: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    if bytes.hasPrefix(name, "~/") || bytes.equals(name, "~") {
      throw bytes.problem(
        name,
        "is read as a volume name, because ~ is not expanded; write %h for the home directory",
        replacement: "%h" + bytes.text(name.lowerBound + 1..<name.upperBound)
      )
    }
    if bytes.contains(UInt8(ascii: "/"), in: name) {
      throw bytes.problem(
        name,
        "is read as a volume name; start a relative path with ./",
        replacement: "./" + bytes.text(name)
      )
    }
    guard !Name.isName(bytes, name) else { return }
    throw bytes.problem(
      name,
      "is neither a path nor a volume name; use letters, digits, \"_\", \".\" and \"-\" in a name"
    )
  }

  /// Throws when a path in the container is not absolute.
  static func check(destination: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    guard !destination.isEmpty else {
      throw ValueProblem(range: destination, message: "the path in the container is missing here")
    }
    guard bytes[destination.lowerBound] != UInt8(ascii: "/"), !bytes.hasSpecifier(destination) else { return }
    throw bytes.problem(destination, "is not a path in the container; it must start with /")
  }

  private static func check(options: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    var start = options.lowerBound
    while let option = bytes.next(from: &start, until: options.upperBound, separator: UInt8(ascii: ",")) {
      if bytes.isOne(option, of: optionNames) || bytes.hasPrefix(option, "idmap") { continue }
      if bytes.hasPrefix(option, "upperdir=") || bytes.hasPrefix(option, "workdir=") { continue }
      if bytes.hasSpecifier(option) { continue }
      guard !option.isEmpty else { throw emptyOption(option, in: options) }
      let meant = bytes.equals(option, "readonly") ? "ro" : bytes.equals(option, "readwrite") ? "rw" : nil
      throw bytes.problem(
        option,
        "is not a volume option",
        replacement: meant ?? Nearest.match(bytes.extracting(option), among: optionNames.strings)
      )
    }
  }

  private static func emptyOption(_ option: Range<Int>, in options: Range<Int>) -> ValueProblem {
    let isFirst = option.lowerBound == options.lowerBound
    let separator =
      isFirst && option.upperBound < options.upperBound
      ? option.upperBound..<option.upperBound + 1 : option.lowerBound - 1..<option.lowerBound
    return ValueProblem(range: separator, message: "an option is missing here", replacement: "")
  }
}
