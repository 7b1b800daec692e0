/// Writes text so that people see all of it and a terminal, a log or a parser interprets none of it.
///
/// What counts as visible is decided here alone, for every format. How the rest is shown differs: as a picture or by number
/// in text, as `\xNN` in quotes, escaped as the format asks in JSON, XML and workflow commands.
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

  /// Appends a line in which tabs, which are layout and do no harm, stay.
  static func appendLine(_ line: Span<UInt8>, to bytes: inout [UInt8]) {
    append(line, to: &bytes) { $0 == 0x09 }
  }

  /// Returns a text of several lines, all of it visible; newlines and tabs stay.
  static func everyLine(of text: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    append(text.span, to: &bytes) { $0 == 0x0A || $0 == 0x09 }
    return bytes
  }

  /// Appends a text, all of it visible except the bytes that are layout, which stay.
  private static func append(_ text: Span<UInt8>, to bytes: inout [UInt8], keeping isLayout: (UInt8) -> Bool) {
    var start = 0
    for index in text.indices where isLayout(text[index]) {
      append(text.extracting(start..<index), to: &bytes)
      bytes.append(text[index])
      start = index + 1
    }
    append(text.extracting(start..<text.count), to: &bytes)
  }

  /// Returns a text of several lines without anything that a terminal would obey: newlines, tabs and, if wanted, changes of
  /// colour excepted.
  static func lines(_ text: [UInt8], keepingStyle: Bool) -> [UInt8] {
    if text.allSatisfy({ 0x20..<0x7F ~= $0 || $0 == 0x0A || $0 == 0x09 }) { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    let text = text.span
    var index = 0
    while index < text.count {
      let byte = text[index]
      if 0x20..<0x7F ~= byte || byte == 0x0A || byte == 0x09 {
        bytes.append(byte)
        index += 1
      } else if keepingStyle, let end = styleEnd(text, at: index) {
        bytes.append(span: text.extracting(index..<end))
        index = end
      } else {
        let (value, length) = Scalars.next(in: text, at: index)
        if let value, !isObeyed(value) {
          bytes.append(span: text.extracting(index..<index + length))
        } else {
          _ = appendScalar(of: text, at: index, to: &bytes)
        }
        index += length
      }
    }
    return bytes
  }

  /// What a CI system obeys at the beginning of a line, blanks aside: GitHub, Azure, TeamCity.
  private static let commandMarks = ["::", "##[", "##vso[", "##teamcity["].map { Array($0.utf8) }

  private static func beginsWithCommand(_ text: ArraySlice<UInt8>) -> Bool {
    commandMarks.contains { text.starts(with: $0) }
  }

  /// Appends what a line begins with, as `append` does; a command for a CI system gets a backslash.
  static func appendFirst(_ text: [UInt8], to bytes: inout [UInt8]) {
    if beginsWithCommand(text[...]) { bytes.append(UInt8(ascii: "\\")) }
    append(text.span, to: &bytes)
  }

  /// Returns a text of several lines in which none begins with a command for a CI system: such a line gets a backslash.
  static func withoutCommands(_ text: [UInt8]) -> [UInt8] {
    var places: [Int] = []
    var isStart = true
    for (index, byte) in text.enumerated() {
      switch byte {
      case 0x0A, 0x0D: isStart = true
      case 0x20, 0x09: break
      case UInt8(ascii: ":"), UInt8(ascii: "#"):
        if isStart, beginsWithCommand(text[index...]) { places.append(index) }
        isStart = false
      default: isStart = false
      }
    }
    if places.isEmpty { return text }
    var bytes: [UInt8] = []
    var start = 0
    for place in places {
      bytes += text[start..<place]
      bytes.append(UInt8(ascii: "\\"))
      start = place
    }
    return bytes + text[start...]
  }

  /// Returns where an escape sequence of `Style` ends.
  private static func styleEnd(_ text: Span<UInt8>, at index: Int) -> Int? {
    guard text[index] == 0x1B, index + 1 < text.count, text[index + 1] == UInt8(ascii: "[") else { return nil }
    var end = index + 2
    while end < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[end] { end += 1 }
    return end < text.count && text[end] == UInt8(ascii: "m") ? end + 1 : nil
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

  /// Returns a path or an argument in quotes, for a message: bytes that are no text, and control characters, as `\xNN`.
  static func quoted(_ argument: [UInt8]) -> String {
    let text = argument.span
    var shown: [UInt8] = [UInt8(ascii: "\"")]
    var index = 0
    while index < text.count {
      let (value, length) = Scalars.next(in: text, at: index)
      if let value, value >= 0x20, !(0x7F..<0xA0 ~= value) {
        _ = appendScalar(of: text, at: index, to: &shown)
      } else {
        for byte in index..<index + length {
          shown.append(text: "\\x")
          shown.append(hexadecimal: UInt64(text[byte]), width: 2)
        }
      }
      index += length
    }
    shown.append(UInt8(ascii: "\""))
    return String(decoding: shown, as: UTF8.self)
  }

  /// Returns a path as it is when all of it is visible and it begins with no command for a CI system, else quoted as Git quotes
  /// paths: as in C, each odd byte in octal.
  static func path(_ path: [UInt8]) -> [UInt8] {
    let text = path.span
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    var isPlain = !beginsWithCommand(path[...])
    var index = 0
    while index < text.count {
      let (value, length) = Scalars.next(in: text, at: index)
      let bytes = text.extracting(index..<index + length)
      index += length
      switch value {
      case 0x22, 0x5C:
        isPlain = false
        quoted += [0x5C, bytes[0]]
      case let value? where isVisible(value): quoted.append(span: bytes)
      default:
        isPlain = false
        for place in bytes.indices { quoted.append(octal: bytes[place]) }
      }
    }
    return isPlain ? path : quoted + [UInt8(ascii: "\"")]
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
      if !isVisible(value) {
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

  /// Whether a scalar can do something to the text around it: a control character, a change of direction, an end of line.
  private static func isObeyed(_ value: UInt32) -> Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// Whether people see that a scalar is there, and where: no control or format character, no blank that is not the space, no
  /// filler, nothing that changes the direction of the text after it.
  ///
  /// From the properties Default_Ignorable_Code_Point, White_Space, Bidi_Control and Noncharacter_Code_Point of Unicode 16
  /// and the general categories Cc, Zl and Zp.
  static func isVisible(_ value: UInt32) -> Bool {
    switch value {
    case 0x20..<0x7F: true
    case 0..<0xA1: false
    case 0xAD, 0x034F, 0x061C, 0x115F...0x1160, 0x1680, 0x17B4...0x17B5, 0x180B...0x180F, 0x2000...0x200F,
      0x2028...0x202F, 0x205F...0x206F, 0x2800, 0x3000, 0x3164, 0xFDD0...0xFDEF, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0,
      0xFFF0...0xFFFB, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF:
      false
    default: value & 0xFFFE != 0xFFFE
    }
  }

  /// Returns the width of a scalar in columns, from the wide and combining ranges of Unicode's East Asian Width.
  private static func width(of value: UInt32) -> Int {
    switch value {
    case 0x0300...0x036F, 0x0483...0x0489, 0x0591...0x05BD, 0x064B...0x065F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF,
      0x20D0...0x20FF, 0xFE20...0xFE2F:
      0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
