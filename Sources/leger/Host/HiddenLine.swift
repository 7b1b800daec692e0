/// A line that is typed without being shown, byte by byte.
enum HiddenLine {
  /// How long it may be, in bytes.
  static let limit = 64 << 10

  /// Collects bytes up to the end of the line; nil when whoever types gives up, with Ctrl-C or Ctrl-D at its start, or when it
  /// is too long.
  static func read(_ next: () -> UInt8?) -> [UInt8]? {
    var line: [UInt8] = []
    while line.count <= limit {
      switch next() {
      case nil, 0x03: return nil
      case 0x04: return line.isEmpty ? nil : line
      case 0x0A, 0x0D: return line
      // A character goes as a whole.
      case 0x08, 0x7F: while let last = line.popLast(), last & 0xC0 == 0x80 {}
      case 0x15: line = []
      case let byte?: line.append(byte)
      }
    }
    return nil
  }
}
