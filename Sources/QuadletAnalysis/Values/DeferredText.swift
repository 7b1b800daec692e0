/// Finds text that systemd or a template fills in later, so it cannot be checked now.
extension Span where Element == UInt8 {
  /// Whether a part may contain a specifier, or a template or comment; for most parts, this saves a closer look.
  func signs(in part: Range<Int>) -> (ofSpecifier: Bool, ofTemplateOrComment: Bool) {
    var (hasPercent, hasOther, start) = (false, false, part.lowerBound)
    // `#`, `$` and `%` have consecutive codes.
    while let sign = first(
      in: start..<part.upperBound,
      where: { $0 &- UInt8(ascii: "#") <= 2 || $0 == UInt8(ascii: "{") }
    ) {
      if self[sign] == UInt8(ascii: "%") { hasPercent = true } else { hasOther = true }
      start = sign + 1
    }
    return (hasPercent, hasOther)
  }

  /// Whether a part contains a systemd specifier (`%h`); `%%` is a percent sign.
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

  /// Whether a part contains a variable (`$NAME`, `${NAME}`) or a template tag (`{{ … }}`, `{% … %}`).
  ///
  /// Either may stand for several parts of a value at once, so the whole value cannot be checked.
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

  /// Whether a part cannot be checked.
  func isDeferred(_ part: Range<Int>) -> Bool { hasSpecifier(part) || hasTemplate(part) }

  /// The part to check: without surrounding blanks and without a trailing ` # comment`.
  func withoutComment(_ part: Range<Int>) -> Range<Int> {
    let trimmed = trimmed(part)
    var index = trimmed.lowerBound + 1
    while index < trimmed.upperBound {
      if self[index] == UInt8(ascii: "#"), self[index - 1].isBlank { return self.trimmed(trimmed.lowerBound..<index) }
      index += 1
    }
    return trimmed
  }

  /// The part without one surrounding pair of quotes.
  func unquoted(_ part: Range<Int>, _ quote: UInt8 = UInt8(ascii: "\"")) -> Range<Int> {
    isQuoted(part, quote) ? part.lowerBound + 1..<part.upperBound - 1 : part
  }

  /// Whether a part is enclosed in a pair of quotes.
  func isQuoted(_ part: Range<Int>, _ quote: UInt8) -> Bool {
    part.count >= 2 && self[part.lowerBound] == quote && self[part.upperBound - 1] == quote
  }
}
