import QuadletSyntax

/// Finds credentials in text about units, so that nothing that people read, or that ends up in a log, repeats them:
/// passwords of addresses, values of variables such as `DB_PASSWORD`, and of `Creds=` and `--creds`.
///
/// It reads words, not units: the text may be of a unit, an environment file or YAML, or a message.
public enum HiddenCredentials {
  /// What stands in place of a credential.
  public static let mark = "***"

  /// Returns a text without its credentials.
  public static func hidden(in text: String) -> String {
    let places = places(in: text.utf8.span)
    if places.isEmpty { return text }
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    var position = 0
    for place in places {
      output += bytes[position..<place.lowerBound]
      output += mark.utf8
      position = place.upperBound
    }
    return String(decoding: output + bytes[position...], as: UTF8.self)
  }

  /// Returns a value of a key without its credentials.
  public static func hidden(_ value: String, ofKey key: String) -> String {
    let line = hidden(in: "\(key)=\(value)")
    return String(line.dropFirst(key.count + 1))
  }

  /// Returns where credentials are in a text, in order; one that is continued after a backslash reaches over lines.
  public static func places(in text: Span<UInt8>) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var start = 0
    while start < text.count {
      let end = endOfLine(from: start, in: text)
      var line = CredentialLine(start..<end, in: text)
      while let place = line.next(in: text) { places.append(place) }
      start = end + 1
    }
    return places
  }

  /// The end of a line with those that continue it.
  private static func endOfLine(from start: Int, in text: Span<UInt8>) -> Int {
    var next = start
    while let end = text.first(UInt8(ascii: "\n"), in: next..<text.count) {
      guard end > start, text[end - 1] == UInt8(ascii: "\\") else { return end }
      next = end + 1
    }
    return text.count
  }
}

/// One line that may hold credentials.
private struct CredentialLine {
  private let start: Int
  private let end: Int
  private var index: Int
  /// Where something other than a blank or the dash of an element in YAML begins.
  private let first: Int
  /// The end of the word that the last address was in.
  private var addressEnd = 0

  init(_ line: Range<Int>, in text: Span<UInt8>) {
    start = line.lowerBound
    var end = line.upperBound
    // A newline after a backslash continues the line, even when nothing follows it.
    while end > start, text[end - 1].isBlank,
      text[end - 1] != UInt8(ascii: "\n") || end - 2 < start || text[end - 2] != UInt8(ascii: "\\")
    {
      end -= 1
    }
    self.end = end
    index = start
    first = text.first(in: start..<end) { !($0.isBlank || $0 == UInt8(ascii: "-")) } ?? end
  }

  /// The next credential; nil after the last one.
  mutating func next(in text: Span<UInt8>) -> Range<Int>? {
    while let sign = text.first(in: index..<end, where: { $0 == Self.equals || $0 == Self.colon || $0 == Self.dash }) {
      index = sign + 1
      let found: Range<Int>? =
        switch text[sign] {
        case Self.equals: assignedValue(at: sign, in: text)
        case Self.dash: optionValue(at: sign, in: text)
        default: password(after: sign, in: text) ?? valueInYAML(after: sign, in: text)
        }
      guard let found else { continue }
      index = found.upperBound
      return found
    }
    index = end
    return nil
  }

  private static let equals = UInt8(ascii: "=")
  private static let colon = UInt8(ascii: ":")
  private static let dash = UInt8(ascii: "-")

  /// The name that ends at a position: letters, digits and the marks between them.
  private func name(before end: Int, in text: Span<UInt8>) -> Range<Int> {
    var start = end
    while start > self.start, text[start - 1].isNamePart { start -= 1 }
    return start..<end
  }

  /// What a name stands for, when that is a credential: in its quotes, or up to a blank, or the whole line.
  private func value(of name: Range<Int>, from start: Int, in text: Span<UInt8>) -> Range<Int>? {
    guard !name.isEmpty, let kind = CredentialKind(text.extracting(name)) else { return nil }
    let start = joined(start, in: text)
    guard start < end else { return nil }
    let value: Range<Int>
    if name.lowerBound > self.start, text[name.lowerBound - 1].isQuotationMark {
      value = start..<closing(text[name.lowerBound - 1], from: start, in: text)
    } else if text[start].isQuotationMark {
      value = start + 1..<closing(text[start], from: start + 1, in: text)
    } else if isFirst(name.lowerBound) {
      value = text.trimmed(start..<end)
    } else {
      value = start..<endOfWords(from: start, in: text)
    }
    return kind.credential(in: text, value)
  }

  /// The end of a value without quotes: words behind it that are neither a variable nor an option were meant to be part
  /// of it.
  private func endOfWords(from start: Int, in text: Span<UInt8>) -> Int {
    var last = endOfWord(from: start, in: text)
    while last < end, text[last].isBlank {
      let next = text.trimmed(last..<end).lowerBound
      let stop = endOfWord(from: next, in: text)
      if next == stop || text[next] == Self.dash || text.contains(Self.equals, in: next..<stop) { break }
      last = stop
    }
    return last
  }

  private func endOfWord(from start: Int, in text: Span<UInt8>) -> Int {
    text.first(in: start..<end) { $0.isBlank || $0.isQuotationMark } ?? end
  }

  /// Where a value begins that may be continued on the next line.
  private func joined(_ start: Int, in text: Span<UInt8>) -> Int {
    var start = start
    while start + 1 < end, text[start] == UInt8(ascii: "\\"), text[start + 1] == UInt8(ascii: "\n") {
      start = text.trimmed(start + 2..<end).lowerBound
    }
    return start
  }

  /// The value in `NAME=value`; blanks around the sign are part of neither at the start of a line.
  private func assignedValue(at sign: Int, in text: Span<UInt8>) -> Range<Int>? {
    var last = sign
    while last > start, text[last - 1].isBlank { last -= 1 }
    let name = name(before: last, in: text)
    if last < sign, !isFirst(name.lowerBound) { return nil }
    return value(of: name, from: last < sign ? text.trimmed(index..<end).lowerBound : index, in: text)
  }

  /// The password in `scheme://user:password@host`.
  private mutating func password(after colon: Int, in text: Span<UInt8>) -> Range<Int>? {
    // Most colons begin no address; looking for quotes behind each of them would take too long.
    guard text.hasPrefix(colon..<end, "://") else { return nil }
    if addressEnd <= colon { addressEnd = text.first(in: colon..<end) { $0.isBlank || $0.isQuotationMark } ?? end }
    guard let password = Credential.password(in: text, colon..<addressEnd) else { return nil }
    return CredentialKind.whole.credential(in: text, password)
  }

  /// The value in `name: value` at the start of a line of YAML.
  private func valueInYAML(after colon: Int, in text: Span<UInt8>) -> Range<Int>? {
    guard index < end, text[index] == UInt8(ascii: " ") else { return nil }
    let name = name(before: colon, in: text)
    let isQuoted = name.lowerBound > start && text[name.lowerBound - 1].isQuotationMark
    guard isQuoted || isFirst(name.lowerBound) else { return nil }
    return value(of: name, from: text.trimmed(index..<end).lowerBound, in: text)
  }

  /// The value in `--option value`.
  private func optionValue(at dash: Int, in text: Span<UInt8>) -> Range<Int>? {
    guard index < end, text[index] == Self.dash, dash == start || !text[dash - 1].isNamePart,
      let blank = text.first(in: index..<end, where: { !$0.isNamePart }), text[blank].isBlank
    else { return nil }
    return value(of: dash..<blank, from: text.trimmed(blank..<end).lowerBound, in: text)
  }

  /// Whether only blanks, and the dash of an element in YAML, come before a position in its line.
  private func isFirst(_ position: Int) -> Bool { position <= first }

  private func closing(_ quote: UInt8, from start: Int, in text: Span<UInt8>) -> Int {
    text.first(quote, in: start..<end) ?? end
  }
}

/// What part of a value is a credential.
private enum CredentialKind {
  case whole
  /// What comes after a colon: the passphrase in `DecryptionKey=/path:passphrase`.
  case afterColon

  private static let wholeNames: WordTable<4> = ["creds", "--creds", "cred", "--cred"]
  private static let afterColonNames: WordTable<4> = [
    "decryptionkey", "--decryption-key", "decryptkey", "setcredential",
  ]
  /// Keys and options with names like a credential's that hold only the name or the path of one; `SECRET=` is a variable.
  private static let references: WordTable<7> = [
    "Secret", "secret", "--secret", "LoadCredential", "ImportCredential", "AssertCredential", "ConditionCredential",
  ]

  init?(_ name: Span<UInt8>) {
    if name.isOne(name.all, of: Self.wholeNames, ignoringCase: true) {
      self = .whole
    } else if name.isOne(name.all, of: Self.afterColonNames, ignoringCase: true) {
      self = .afterColon
    } else if CredentialName.isLikelySecret(name), !name.isOne(name.all, of: Self.references) {
      self = .whole
    } else {
      return nil
    }
  }

  /// The credential in a value; nil when there is none, as in a path, a variable, or a gap to fill in.
  func credential(in text: Span<UInt8>, _ value: Range<Int>) -> Range<Int>? {
    var part = value
    if self == .afterColon {
      guard let colon = text.first(UInt8(ascii: ":"), in: value) else { return nil }
      part = colon + 1..<value.upperBound
    }
    return Credential.isNoSecret(text, part) ? nil : part
  }
}
