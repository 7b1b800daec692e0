/// Makes damaged files out of valid ones; the same seed makes the same files.
public struct Mutator: Sendable {
  /// A kind of damage.
  public enum Kind: CaseIterable, Sendable {
    /// A line is removed.
    case lineDeleted
    /// A line is duplicated.
    case lineDoubled
    /// A line is cut short, with or without its newline.
    case lineCut
    /// Two lines are swapped.
    case linesSwapped
    /// A byte is removed.
    case byteDeleted
    /// A byte is duplicated.
    case byteDoubled
    /// A byte is replaced.
    case byteChanged
    /// Some bytes are inserted.
    case bytesInserted
    /// The head of one file is joined to the tail of another.
    case filesSpliced
  }

  /// Sequences with a meaning for readers of unit files.
  private static let telling = texts.map { Array($0.utf8) } + [[0x85], [0xA0], [0xC2], [0xE2, 0x80], [0xFF]]
  private static let texts = [
    "\\", "\\\n", "\n", "#", ";", ":", "[", "]", "=", "\"", "'", " ", "\t", "\r", "\r\n", "\0", "\u{0B}", "\\ \n",
    "\u{85}", "\u{A0}", "\u{1680}", "\u{2003}", "\u{2028}", "\u{3000}", "\u{FEFF}", "[A]\n", "A=b\n", "\n#c\\\n",
  ]

  private let files: [[UInt8]]
  private var random: SplitMix64

  /// Takes the files to damage, at least one.
  public init(_ files: [[UInt8]], seed: UInt64) {
    self.files = files.isEmpty ? [[]] : files
    random = SplitMix64(seed: seed)
  }

  /// The next damaged file: one file with one to four changes.
  public mutating func next() -> [UInt8] {
    var bytes = random.pick(files)
    for _ in 0...random.below(4) {
      apply(random.pick(Kind.allCases), to: &bytes)
    }
    return bytes
  }

  /// Makes one change.
  public mutating func apply(_ kind: Kind, to bytes: inout [UInt8]) {
    switch kind {
    case .lineDeleted, .lineDoubled, .lineCut, .linesSwapped: changeLines(kind, of: &bytes)
    case .byteDeleted:
      if !bytes.isEmpty { bytes.remove(at: random.below(bytes.count)) }
    case .byteDoubled:
      if !bytes.isEmpty {
        let index = random.below(bytes.count)
        bytes.insert(bytes[index], at: index)
      }
    case .byteChanged:
      if !bytes.isEmpty { bytes[random.below(bytes.count)] = anyBytes()[0] }
    case .bytesInserted:
      let index = random.below(bytes.count + 1)
      bytes.insert(contentsOf: anyBytes(), at: index)
    case .filesSpliced:
      let other = random.pick(files)
      let head = bytes.prefix(random.below(bytes.count + 1))
      bytes = Array(head + other.suffix(random.below(other.count + 1)))
    }
  }

  private mutating func changeLines(_ kind: Kind, of bytes: inout [UInt8]) {
    var lines = splitLines(bytes)
    guard !lines.isEmpty else { return }
    let index = random.below(lines.count)
    switch kind {
    case .lineDeleted: lines.remove(at: index)
    case .lineDoubled: lines.insert(lines[index], at: index)
    case .linesSwapped: lines.swapAt(index, random.below(lines.count))
    default: lines[index] = lines[index].prefix(random.below(lines[index].count))
    }
    bytes = Array(lines.joined())
  }

  /// Returns mostly bytes with a meaning for readers, sometimes any byte.
  private mutating func anyBytes() -> [UInt8] {
    if random.below(4) > 0 { return random.pick(Self.telling) }
    return (0...random.below(6)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }
}

/// The lines of a file, each with its newline.
public func splitLines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
  var lines: [ArraySlice<UInt8>] = []
  var start = 0
  for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
    lines.append(bytes[start...index])
    start = index + 1
  }
  if start < bytes.count { lines.append(bytes[start...]) }
  return lines
}
