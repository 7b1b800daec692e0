/// Text that only systemd or a template fills in, so that nothing can be said about it beforehand.
extension Span where Element == UInt8 {
  /// Takes a first look at a part; most parts hold nothing that makes a second one necessary.
  func signs(in part: Range<Int>) -> (ofSpecifier: Bool, ofTemplateOrComment: Bool) {
    var (hasPercent, hasOther, start) = (false, false, part.lowerBound)
    // `#`, `$` and `%` are neighbours.
    while let sign = first(
      in: start..<part.upperBound,
      where: { $0 &- UInt8(ascii: "#") <= 2 || $0 == UInt8(ascii: "{") }
    ) {
      if self[sign] == UInt8(ascii: "%") { hasPercent = true } else { hasOther = true }
      start = sign + 1
    }
    return (hasPercent, hasOther)
  }

  /// Whether a part holds a specifier of systemd (`%h`); `%%` is a percent sign.
  func hasSpecifier(_ part: Range<Int>) -> Bool {
    guard var index = first(UInt8(ascii: "%"), in: part) else { return false }
    while index + 1 < part.upperBound {
      if self[index] == UInt8(ascii: "%") {
        if self[index + 1].isLetter { return true }
        index += 1
      }
      index += 1
    }
    return false
  }

  /// Whether a part holds a variable (`$NAME`, `${NAME}`) or a tag of a template (`{{ … }}`, `{% … %}`).
  ///
  /// Both may stand for several parts of a value at once, so they hide all of it.
  func hasTemplate(_ part: Range<Int>) -> Bool {
    var index = part.lowerBound
    while index + 1 < part.upperBound {
      let following = self[index + 1]
      if self[index] == UInt8(ascii: "$") {
        if following.isLetter || following == UInt8(ascii: "_") || following == UInt8(ascii: "{") { return true }
        index += 1
      } else if self[index] == UInt8(ascii: "{") {
        if following == UInt8(ascii: "{") || following == UInt8(ascii: "%") { return true }
      }
      index += 1
    }
    return false
  }

  /// Whether nothing can be said about a part.
  func isDeferred(_ part: Range<Int>) -> Bool { hasSpecifier(part) || hasTemplate(part) }

  /// The part that is judged: no blanks around it, no ` # comment` behind it.
  func withoutComment(_ part: Range<Int>) -> Range<Int> {
    let trimmed = trimmed(part)
    var index = trimmed.lowerBound + 1
    while index < trimmed.upperBound {
      if self[index] == UInt8(ascii: "#"), self[index - 1].isBlank { return self.trimmed(trimmed.lowerBound..<index) }
      index += 1
    }
    return trimmed
  }

  /// The part without one pair of a quote around it.
  func unquoted(_ part: Range<Int>, _ quote: UInt8 = UInt8(ascii: "\"")) -> Range<Int> {
    isQuoted(part, quote) ? part.lowerBound + 1..<part.upperBound - 1 : part
  }

  /// Whether a part stands between two quotes.
  func isQuoted(_ part: Range<Int>, _ quote: UInt8) -> Bool {
    part.count >= 2 && self[part.lowerBound] == quote && self[part.upperBound - 1] == quote
  }
}
