import QuadletSyntax

/// The specifiers of systemd.unit(5) that the name of a service decides.
enum Specifiers {
  static let sign = UInt8(ascii: "%")

  /// Whether a text can mean something else in each unit: a variable, or a specifier for the unit or its instance.
  static func dependOnUnit(_ text: Span<UInt8>) -> Bool {
    // `$` and `%` are neighbours.
    var position = 0
    while let index = text.first(in: position..<text.count, where: { $0 &- UInt8(ascii: "$") <= 1 }) {
      if text[index] == UInt8(ascii: "$") || index + 1 < text.count && isOfUnit(text[index + 1]) { return true }
      position = index + 1
    }
    return false
  }

  /// Whether a specifier stands for an absolute path.
  static func isFolder(_ specifier: UInt8) -> Bool { folders.utf8.contains(specifier) }

  private static let folders = "cCdDEfhLsStTVyY"

  private static func isOfUnit(_ specifier: UInt8) -> Bool {
    switch specifier {
    case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "p"), UInt8(ascii: "P"), UInt8(ascii: "i"),
      UInt8(ascii: "I"), UInt8(ascii: "j"), UInt8(ascii: "J"), UInt8(ascii: "f"), UInt8(ascii: "y"), UInt8(ascii: "Y"):
      true
    default: false
    }
  }

  /// A text with `%n`, `%N`, `%p`, `%i` and `%%` replaced; nil when another one is in it, or for a template, whose
  /// instances have names of their own.
  static func expanded(_ text: [UInt8], service: [UInt8]) -> [UInt8]? {
    let at = service.firstIndex(of: UInt8(ascii: "@"))
    if at == service.count - 1 { return nil }
    var result: [UInt8] = []
    var position = 0
    while position < text.count {
      guard text[position] == sign else {
        result.append(text[position])
        position += 1
        continue
      }
      guard position + 1 < text.count else { return nil }
      switch text[position + 1] {
      case UInt8(ascii: "N"): result += service
      case UInt8(ascii: "n"): result += service + Array(".service".utf8)
      case UInt8(ascii: "p"): result += service[..<(at ?? service.count)]
      case UInt8(ascii: "i"): result += at.map { service[($0 + 1)...] } ?? []
      case sign: result.append(sign)
      default: return nil
      }
      position += 2
    }
    return result
  }
}
