import CSystem
import QuadletAnalysis

/// Turns libyaml's marks, which count characters, into lines and columns that count bytes and end at line feeds only.
///
/// Marks must come in ascending order, so the text is walked only once.
struct YAMLCursor {
  private let bytes: [UInt8]
  /// libyaml reads UTF-16 too; there only its own lines and columns are known.
  private let isUTF16: Bool
  private var character = 0
  private var offset: Int
  private var line = 1
  private var lineStart = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Returns the place of a mark, which must not come before an earlier one.
  mutating func place(_ mark: yaml_mark_t) -> YAMLPlace {
    if isUTF16 { return YAMLPlace(line: mark.line + 1, column: mark.column + 1) }
    while character < mark.index, offset < bytes.count {
      step()
      // The other bytes of the character.
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { step() }
      character += 1
    }
    return YAMLPlace(line: line, column: offset - lineStart + 1, range: offset..<offset)
  }

  private mutating func step() {
    if bytes[offset] == UInt8(ascii: "\n") {
      line += 1
      lineStart = offset + 1
    }
    offset += 1
  }

  /// Returns what libyaml reports for a text that it cannot read.
  mutating func problem(_ parser: yaml_parser_t) -> YAMLProblem {
    var message = parser.problem.map { String(cString: $0) } ?? "not enough memory to read it"
    if parser.error == YAML_READER_ERROR {
      return YAMLProblem(message, at: place(ofByte: Int(parser.problem_offset)))
    }
    if let context = parser.context {
      message += " " + String(cString: context)
      if parser.context_mark.line < parser.problem_mark.line {
        message += " that begins in line \(parser.context_mark.line + 1)"
      }
    }
    return YAMLProblem(message, at: place(parser.problem_mark))
  }

  private func place(ofByte target: Int) -> YAMLPlace {
    let end = min(max(target, 0), bytes.count)
    let before = bytes[..<end]
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return YAMLPlace(line: line, column: end - start + 1, range: end..<end)
  }
}
