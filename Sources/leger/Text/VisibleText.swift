/// Writes text so that a terminal shows all of it and interprets none of it.
enum VisibleText {
  /// Appends a text as one line: control characters as pictures, hidden characters by number, invalid UTF-8 as U+FFFD.
  static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
    var index = 0
    while index < text.count {
      var end = index
      while end < text.count, 0x20..<0x7F ~= text[end] { end += 1 }
      if end > index { bytes.append(span: text.extracting(index..<end)) }
      index = end
      if index < text.count { index += appendScalar(of: text, at: index, to: &bytes).length }
    }
  }

  /// Appends a text in quotes, cut after a number of columns.
  static func appendQuoted(_ text: Span<UInt8>, columns: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var index = 0
    var used = 0
    while index < text.count {
      let (length, width) = appendScalar(of: text, at: index, to: &bytes)
      index += length
      used += width
      if used >= columns, index < text.count {
        bytes.append(text: "…")
        break
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Returns a text as one line that a terminal shows all of.
  static func string(_ text: [UInt8]) -> String {
    var bytes: [UInt8] = []
    append(text.span, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns a path or an argument in quotes, for a message: what is not text or not printable is shown as `\xNN`.
  static func quoted(_ argument: [UInt8]) -> String {
    let isText = String(validating: argument, as: UTF8.self) != nil
    var shown: [UInt8] = [UInt8(ascii: "\"")]
    for byte in argument {
      if byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !isText) {
        shown += "\\x\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))".utf8
      } else {
        shown.append(byte)
      }
    }
    shown.append(UInt8(ascii: "\""))
    return String(decoding: shown, as: UTF8.self)
  }

  /// Appends what stands for one scalar; returns how many bytes it has and how many columns it takes.
  static func appendScalar(
    of text: Span<UInt8>,
    at index: Int,
    to bytes: inout [UInt8]
  ) -> (length: Int, width: Int) {
    let (value, length) = Scalars.next(in: text, at: index)
    switch value {
    case .some(0x20..<0x7F):
      bytes.append(text[index])
      return (1, 1)
    case .some(let control) where control < 0x20:
      // The control pictures start at U+2400.
      bytes += [0xE2, 0x90, 0x80 + UInt8(truncatingIfNeeded: control)]
      return (1, 1)
    case .some(0x7F):
      bytes += [0xE2, 0x90, 0xA1]
      return (1, 1)
    case .none, .some(0x80..<0xA0):
      bytes += Scalars.replacement
      return (length, 1)
    case .some(let value):
      if isHidden(value) {
        let start = bytes.count
        bytes.append(text: "<U+")
        bytes.append(hexadecimal: UInt64(value), width: 4)
        bytes.append(UInt8(ascii: ">"))
        return (length, bytes.count - start)
      }
      bytes.append(span: text.extracting(index..<index + length))
      return (length, width(of: value))
    }
  }

  /// Returns whether a scalar is invisible, or changes the direction of the text after it.
  private static func isHidden(_ value: UInt32) -> Bool {
    switch value {
    case 0x061C, 0x180E, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
      0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// Returns the width of a scalar in columns, from the wide and combining ranges of Unicode's East Asian Width.
  private static func width(of value: UInt32) -> Int {
    switch value {
    case 0x0300...0x036F, 0x0483...0x0489, 0x0591...0x05BD, 0x064B...0x065F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF,
      0x200C...0x200D, 0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F, 0xE0100...0xE01EF:
      0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
