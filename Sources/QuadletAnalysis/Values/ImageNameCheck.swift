/// Finds what is wrong in the parts of an image's name.
enum ImageNameCheck {
  static func check(
    _ bytes: Span<UInt8>,
    _ whole: Range<Int>,
    registry: Range<Int>?,
    path: Range<Int>,
    tag: Range<Int>?,
    digest: Range<Int>?
  ) throws(ValueProblem) {
    for scheme in ["https://", "http://"] where bytes.hasPrefix(whole, scheme) {
      let end = whole.lowerBound + scheme.utf8.count
      throw bytes.problem(whole.lowerBound..<end, "does not belong in the name of an image", replacement: "")
    }
    if let blank = whole.first(where: { bytes[$0].isBlank }) {
      throw bytes.problem(blank..<whole.upperBound, "does not belong in the name of an image; a name has no spaces")
    }
    try check(path: path, in: bytes)
    if let tag { try check(tag: tag, in: bytes) }
    if let digest { try check(digest: digest, in: bytes) }
  }

  private static func check(path: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    guard !bytes.hasSpecifier(path) else { return }
    if path.contains(where: { bytes[$0].isUpper }) {
      throw bytes.problem(
        path,
        "has capital letters; the name of an image is in lower case",
        replacement: bytes.text(path).lowercased()
      )
    }
    var start = path.lowerBound
    while let component = bytes.next(from: &start, until: path.upperBound, separator: UInt8(ascii: "/")) {
      guard let first = component.first, let last = component.last else {
        throw bytes.problem(path, "has an empty part between slashes")
      }
      let isSound = component.allSatisfy { bytes[$0].isLower || bytes[$0].isDigit || isMark(bytes[$0]) }
      guard isSound, !isMark(bytes[first]), !isMark(bytes[last]) else {
        throw bytes.problem(
          component,
          "cannot be part of the name of an image; use letters, digits, and \"_\", \".\" or \"-\" between them"
        )
      }
    }
  }

  private static func check(tag: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    guard !bytes.hasSpecifier(tag) else { return }
    guard let first = tag.first else { throw ValueProblem(range: tag, message: "the tag is missing behind \":\"") }
    let isSound = tag.allSatisfy { bytes[$0].isLetter || bytes[$0].isDigit || isMark(bytes[$0]) }
    guard isSound, tag.count <= 128, bytes[first] != UInt8(ascii: "."), bytes[first] != UInt8(ascii: "-") else {
      throw bytes.problem(tag, "is not a tag; use letters, digits, \"_\", \".\" and \"-\"")
    }
  }

  private static func check(digest: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    guard !bytes.hasSpecifier(digest) else { return }
    guard let colon = bytes.first(UInt8(ascii: ":"), in: digest) else {
      throw bytes.problem(digest, "is not a digest; write sha256: and 64 digits")
    }
    guard bytes.equals(digest.lowerBound..<colon, "sha256") else { return }
    let digits = colon + 1..<digest.upperBound
    guard digits.count == 64, digits.allSatisfy({ bytes[$0].hexDigit != nil && !bytes[$0].isUpper }) else {
      throw bytes.problem(
        digits,
        "is not a sha256 digest; it has \(digits.count) of 64 hexadecimal digits in lower case"
      )
    }
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }
}
