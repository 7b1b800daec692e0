/// A replacement of bytes in a file.
public struct TextEdit: Sendable, Hashable {
  /// The bytes of the file to replace; empty to insert.
  public let range: Range<Int>
  /// The new bytes.
  public let replacement: [UInt8]

  /// Creates an edit.
  public init(_ range: Range<Int>, replacement: [UInt8]) {
    self.range = range
    self.replacement = replacement
  }

  /// Creates an edit from a string.
  public init(_ range: Range<Int>, replacement: String) {
    self.init(range, replacement: Array(replacement.utf8))
  }
}

extension Document {
  /// The file's bytes with the edits applied; of overlapping edits, only the one that starts first is applied.
  public func applying(_ edits: [TextEdit]) -> [UInt8] {
    let old = bytes
    var new: [UInt8] = []
    new.reserveCapacity(old.count)
    var position = 0
    for edit in edits.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    })
    where edit.range.lowerBound >= position && edit.range.upperBound <= old.count {
      new.append(contentsOf: old[old.startIndex + position..<old.startIndex + edit.range.lowerBound])
      new.append(contentsOf: edit.replacement)
      position = edit.range.upperBound
    }
    new.append(contentsOf: old[(old.startIndex + position)...])
    return new
  }
}
