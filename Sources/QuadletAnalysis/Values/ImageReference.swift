/// The name of an image: `[transport:][registry/]path[:tag][@digest]`, or an image ID.
public struct ImageReference: Sendable, Equatable {
  /// The transport before the name, as in `docker://`.
  public let transport: Range<Int>?
  /// The registry, including its port.
  public private(set) var registry: Range<Int>?
  /// The path of the image in its registry; for transports other than docker, everything after the transport.
  public let path: Range<Int>
  /// The tag.
  public private(set) var tag: Range<Int>?
  /// The digest, including its algorithm.
  public private(set) var digest: Range<Int>?
  /// Whether the whole value is an image ID, by the test that Podman's generator uses.
  public let isImageID: Bool

  /// Whether the name is unambiguous about where the image comes from, by the test that Podman's generator uses.
  public let isFullyQualified: Bool

  private static let transports: WordTable<11> = [
    "docker", "docker-archive", "docker-daemon", "oci", "oci-archive", "dir", "containers-storage", "sif", "ostree",
    "tarball", "atomic",
  ]

  /// Reads an image name.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension ImageReference: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    let isImageID = ImageReference.isID(bytes, part)
    self.isImageID = isImageID
    isFullyQualified = ImageReference.isFullyQualified(bytes, part)
    let transport = ImageReference.transport(bytes, part)
    self.transport = transport
    let isDocker = transport.map {
      bytes.equals($0, "docker") && bytes.hasPrefix($0.upperBound..<part.upperBound, "://")
    }
    guard !isImageID, isDocker ?? true else {
      path = transport.map { $0.upperBound + 1..<part.upperBound } ?? part
      return
    }
    var rest = transport.map { $0.upperBound + 3..<part.upperBound } ?? part
    let sign = bytes.first(in: rest) { $0 == UInt8(ascii: "@") || $0.isBlank }
    if let sign, let at = bytes.first(UInt8(ascii: "@"), in: sign..<rest.upperBound) {
      digest = at + 1..<rest.upperBound
      rest = rest.lowerBound..<at
    }
    let lastSlash = bytes.last(UInt8(ascii: "/"), in: rest)
    if let colon = bytes.last(UInt8(ascii: ":"), in: (lastSlash ?? rest.lowerBound)..<rest.upperBound) {
      tag = colon + 1..<rest.upperBound
      rest = rest.lowerBound..<colon
    }
    if let slash = bytes.first(UInt8(ascii: "/"), in: rest), ImageReference.isRegistry(bytes, rest.lowerBound..<slash) {
      registry = rest.lowerBound..<slash
      rest = slash + 1..<rest.upperBound
    }
    path = rest
    try ImageNameCheck.check(bytes, part, mayHaveBlanks: sign != nil, path: rest, tag: tag, digest: digest)
  }

  /// Whether a name has the most common form, `registry/path:tag` in lower case, in which nothing can be wrong.
  ///
  /// Looks at each byte once; a name that does not pass needs to be parsed.
  static func isUsual(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
    let name = bytes.extracting(part)
    // A transport, a scheme or an ID has no slash before its colon.
    var (isInside, hasSlash) = (false, false)
    var index = 0
    while index < name.count {
      let byte = name[index]
      if byte.isLower || byte.isDigit {
        isInside = true
      } else if byte == UInt8(ascii: "/") {
        guard isInside else { return false }
        (isInside, hasSlash) = (false, true)
      } else if byte == UInt8(ascii: ":") {
        break
      } else if !byte.isNameMark || !isInside && (index == 0 || name[index - 1] == UInt8(ascii: "/")) {
        return false
      } else {
        isInside = false
      }
      index += 1
    }
    guard isInside, hasSlash else { return false }
    if index == name.count { return true }
    let tag = index + 1..<name.count
    guard 1...128 ~= tag.count, name[tag.lowerBound] != UInt8(ascii: "."), name[tag.lowerBound] != UInt8(ascii: "-")
    else { return false }
    return name.allSatisfy(tag) { $0.isNamePart }
  }

  private static func transport(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Range<Int>? {
    // No other byte is part of a transport, so the search ends at the first dot or slash.
    let end = bytes.first(in: part) { !$0.isLower && $0 != UInt8(ascii: "-") }
    guard let colon = end, bytes[colon] == UInt8(ascii: ":"), colon + 1 < part.upperBound else { return nil }
    let word = part.lowerBound..<colon
    guard bytes.isOne(word, of: transports) else { return nil }
    // `oci:1.0` may be an image with a tag; a transport is followed by a path.
    return bytes.hasPrefix(colon + 1..<part.upperBound, "//") || !bytes.equals(word, "docker") ? word : nil
  }

  private static func isRegistry(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
    if bytes.equals(part, "localhost") { return true }
    return bytes.first(in: part) { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0.isUpper } != nil
  }

  /// Whether a name says where its image comes from, by the test of Podman's generator: an ID, or a name with a
  /// registry.
  static func isFullyQualified(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
    isID(bytes, part) || hasRegistry(bytes, part)
  }

  private static func hasRegistry(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
    guard let slash = bytes.first(UInt8(ascii: "/"), in: part) else { return false }
    let domain = part.lowerBound..<slash
    let isDomain = bytes.contains(UInt8(ascii: "."), in: domain) || bytes.contains(UInt8(ascii: ":"), in: domain)
    return isDomain || bytes.equals(domain, "localhost")
  }

  private static func isID(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
    if bytes.hasPrefix(part, "sha256:") { return true }
    return part.count == 64 && bytes.allSatisfy(part) { $0.hexDigit != nil }
  }
}
