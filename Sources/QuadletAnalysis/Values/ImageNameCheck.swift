/// Finds mistakes in the parts of an image name.
enum ImageNameCheck {
  static func check(
    _ bytes: Span<UInt8>,
    _ whole: Range<Int>,
    mayHaveBlanks: Bool,
    path: Range<Int>,
    tag: Range<Int>?,
    digest: Range<Int>?
  ) throws(ValueProblem) {
    if bytes.hasPrefix(whole, "http"), let end = endOfScheme(bytes, whole) {
      throw bytes.problem(whole.lowerBound..<end, "does not belong in an image name", replacement: "")
    }
    if mayHaveBlanks, let blank = bytes.first(in: whole, where: { $0.isBlank }) {
      throw bytes.problem(blank..<whole.upperBound, "does not belong in an image name; names have no spaces")
    }
    try check(path: path, in: bytes)
    if let tag { try check(tag: tag, in: bytes) }
    if let digest { try check(digest: digest, in: bytes) }
  }

  private static func endOfScheme(_ bytes: Span<UInt8>, _ whole: Range<Int>) -> Int? {
    if bytes.hasPrefix(whole, "https://") { return whole.lowerBound + 8 }
    return bytes.hasPrefix(whole, "http://") ? whole.lowerBound + 7 : nil
  }

  private static func check(path: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    guard !isSound(path, in: bytes) else { return }
    try explain(path, in: bytes)
  }

  /// Whether a path is one or more components separated by slashes, each starting and ending with a letter or digit.
  private static func isSound(_ path: Range<Int>, in bytes: Span<UInt8>) -> Bool {
    var (isFirst, isLast) = (true, false)
    let isMadeOfThem = bytes.allSatisfy(path) { byte in
      if byte.isLower || byte.isDigit {
        (isFirst, isLast) = (false, true)
        return true
      }
      let isGood = byte == UInt8(ascii: "/") ? isLast : byte.isNameMark && !isFirst
      (isFirst, isLast) = (byte == UInt8(ascii: "/"), false)
      return isGood
    }
    return isMadeOfThem && isLast
  }

  /// Throws what is wrong with a path, unless systemd fills in part of it.
  private static func explain(_ path: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    guard !bytes.hasSpecifier(path) else { return }
    if bytes.first(in: path, where: { $0.isUpper }) != nil {
      throw bytes.problem(
        path,
        "has capital letters; image names are lower case",
        replacement: bytes.text(path).lowercased()
      )
    }
    var start = path.lowerBound
    while let component = bytes.next(from: &start, until: path.upperBound, separator: UInt8(ascii: "/")) {
      guard !component.isEmpty else { throw bytes.problem(path, "has an empty part between slashes") }
      guard isSound(component, in: bytes) else {
        throw bytes.problem(
          component,
          "cannot be part of an image name; use lower-case letters and digits, with \"_\", \".\" or \"-\" between them"
        )
      }
    }
  }

  private static func check(tag: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    guard !bytes.hasSpecifier(tag) else { return }
    guard !tag.isEmpty else { throw ValueProblem(range: tag, message: "the tag is missing after \":\"") }
    let first = tag.lowerBound
    let isSound = bytes.allSatisfy(tag) { $0.isNamePart }
    guard isSound, tag.count <= 128, bytes[first] != UInt8(ascii: "."), bytes[first] != UInt8(ascii: "-") else {
      throw bytes.problem(tag, "is not a tag; use letters, digits, \"_\", \".\" and \"-\"")
    }
  }

  private static func check(digest: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    guard !bytes.hasSpecifier(digest) else { return }
    guard let colon = bytes.first(UInt8(ascii: ":"), in: digest) else {
      throw bytes.problem(digest, "is not a digest; write sha256: followed by 64 hexadecimal digits")
    }
    guard bytes.equals(digest.lowerBound..<colon, "sha256") else { return }
    let digits = colon + 1..<digest.upperBound
    guard digits.count == 64, bytes.allSatisfy(digits, { $0.hexDigit != nil && !$0.isUpper }) else {
      throw bytes.problem(
        digits,
        "is not a sha256 digest (\(digits.count) characters); write 64 hexadecimal digits in lower case"
      )
    }
  }
}
