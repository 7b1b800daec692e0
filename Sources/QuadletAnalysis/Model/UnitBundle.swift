import QuadletSyntax

/// A `.quadlets` file split into its units, as `podman quadlet install` splits it (Podman 5.8).
public struct UnitBundle: Sendable {
  /// One unit of the bundle: its file name, and the range of its text in the bundle.
  public struct Part: Sendable {
    /// The file name that the unit gets, including the extension.
    public let name: [UInt8]
    /// The range of its text in the bundle, in bytes.
    public let range: Range<Int>
  }

  /// Why a bundle cannot be split.
  public struct Failure: Error, Sendable, Equatable {
    /// What is wrong, in Podman's words.
    public let message: String
    /// The range of the bundle that is wrong, in bytes.
    public let range: Range<Int>
  }

  /// The units, in the order of the bundle.
  public private(set) var parts: [Part] = []

  /// Splits a bundle into its units.
  public init(_ text: [UInt8]) throws(Failure) {
    if let oversize = Oversize(text) { throw Failure(message: oversize.message, range: 0..<0) }
    for (index, range) in Self.sections(text).enumerated() {
      let trimmed = WhiteSpace.trim(text.span, range)
      if trimmed.isEmpty { continue }
      guard let kind = Self.kind(text, trimmed) else {
        throw Failure(
          message:
            "unable to detect quadlet type in section \(index + 1): no recognized quadlet section found (expected [Container], [Volume], [Network], [Kube], [Image], [Build], or [Pod])",
          range: trimmed
        )
      }
      let name: [UInt8]
      do throws(NameProblem) {
        name = try Self.fileName(text, trimmed)
      } catch {
        throw Failure(message: "section \(index + 1): \(error.message)", range: trimmed)
      }
      parts.append(Part(name: name + Array(".\(kind.word)".utf8), range: trimmed))
    }
    if parts.isEmpty { throw Failure(message: "no valid quadlet sections found", range: 0..<text.count) }
  }

  /// Returns the ranges between the lines that consist of `---` alone.
  private static func sections(_ text: [UInt8]) -> [Range<Int>] {
    var sections: [Range<Int>] = []
    var start = 0
    for line in lines(text, 0..<text.count) {
      let trimmed = WhiteSpace.trim(text.span, line)
      if text[trimmed].elementsEqual("---".utf8) {
        if line.lowerBound > start { sections.append(start..<line.lowerBound) }
        start = min(line.upperBound + 1, text.count)
      }
    }
    if start < text.count { sections.append(start..<text.count) }
    return sections
  }

  private static func lines(_ text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = range.lowerBound
    for index in range where text[index] == UInt8(ascii: "\n") {
      lines.append(start..<index)
      start = index + 1
    }
    lines.append(start..<range.upperBound)
    return lines
  }

  /// Returns the kind that the first header of a Quadlet section names, ignoring case.
  private static func kind(_ text: [UInt8], _ range: Range<Int>) -> UnitKind? {
    for line in lines(text, range) {
      let trimmed = text[WhiteSpace.trim(text.span, line)]
      guard trimmed.first == UInt8(ascii: "["), trimmed.last == UInt8(ascii: "]") else { continue }
      let isBracket = { (byte: UInt8) in byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") }
      let name = Array(trimmed.drop(while: isBracket).reversed().drop(while: isBracket).reversed())
      if let kind = UnitKind(fileName: [UInt8(ascii: ".")] + GoText.lowercased(name)) { return kind }
    }
    return nil
  }

  private struct NameProblem: Error {
    let message: String
  }

  private static func fileName(_ text: [UInt8], _ range: Range<Int>) throws(NameProblem) -> [UInt8] {
    for line in lines(text, range) {
      let trimmed = WhiteSpace.trim(text.span, line)
      guard text[trimmed].first == UInt8(ascii: "#") else { continue }
      let comment = WhiteSpace.trim(text.span, trimmed.dropFirst())
      guard text[comment].starts(with: "FileName=".utf8) else { continue }
      let name = text[WhiteSpace.trim(text.span, comment.dropFirst(9))]
      if name.isEmpty { throw NameProblem(message: "FileName comment found but no filename specified") }
      if name.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) {
        throw NameProblem(message: "FileName '\(String(decoding: name, as: UTF8.self))' cannot contain path separators")
      }
      return Array(name)
    }
    throw NameProblem(message: "missing required '# FileName=<name>' comment at the beginning of quadlet section")
  }
}
