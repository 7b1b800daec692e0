/// The lines of a `.gitignore`, for questions about single files (gitignore(5)); `**` inside a pattern is read as `*`.
struct IgnorePatterns {
  private let lines: [ArraySlice<UInt8>]

  init(_ bytes: [UInt8]) {
    lines = bytes.split(separator: UInt8(ascii: "\n")).map { line in
      line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
  }

  /// Whether a path, relative to the folder of the `.gitignore`, is ignored; the last matching line decides.
  func ignores(_ path: ArraySlice<UInt8>) -> Bool {
    let slash = UInt8(ascii: "/")
    let parts = path.split(separator: slash)
    var isIgnored = false
    for line in lines where line.first != UInt8(ascii: "#") {
      let isNegated = line.first == UInt8(ascii: "!")
      var pattern = isNegated ? line.dropFirst() : line
      let isFolder = pattern.last == slash
      if isFolder { pattern = pattern.dropLast() }
      while pattern.starts(with: "**/".utf8) { pattern = pattern.dropFirst(3) }
      let isAnchored = pattern.contains(slash)
      if pattern.first == slash { pattern = pattern.dropFirst() }
      if pattern.isEmpty { continue }
      // When a folder is ignored, so is everything in it.
      let fits = parts.indices.contains { index in
        if isFolder, index + 1 == parts.count { return false }
        let candidate = isAnchored ? path.prefix(upTo: parts[index].endIndex) : parts[index]
        return Self.fits(candidate, pattern)
      }
      if fits { isIgnored = !isNegated }
    }
    return isIgnored
  }

  /// Whether a text matches a pattern of `*`, `?` and plain characters, in time proportional to the product of their
  /// lengths.
  private static func fits(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    var (at, mark) = (text.startIndex, pattern.startIndex)
    var star: (at: Int, mark: Int)?
    while at < text.endIndex {
      if mark < pattern.endIndex, pattern[mark] == UInt8(ascii: "*") {
        star = (at, mark + 1)
        mark += 1
      } else if mark < pattern.endIndex, pattern[mark] == text[at] || pattern[mark] == UInt8(ascii: "?") {
        at += 1
        mark += 1
      } else if let last = star {
        star = (last.at + 1, last.mark)
        (at, mark) = (last.at + 1, last.mark)
      } else {
        return false
      }
    }
    return pattern[mark...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
