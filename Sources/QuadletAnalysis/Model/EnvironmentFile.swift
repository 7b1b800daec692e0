/// A file of environment variables, as one of its two possible readers understands it.
public struct EnvironmentFile: Sendable {
  /// Who reads the file; the two readers can get different variables from the same bytes.
  public enum Reader: String, Sendable {
    /// `[Container] EnvironmentFile=`: podman's `--env-file`, line by line, without unquoting (Podman: pkg/env/env.go).
    ///
    /// Podman 4.7.0 and 4.7.1 also read quoted values across several lines; no other release does.
    case podman
    /// `[Service] EnvironmentFile=`: systemd, with quotes and escapes (systemd.exec(5)).
    case systemd
  }

  /// One variable.
  public struct Variable: Sendable, Equatable {
    /// Its name, as the reader understands it.
    public let name: String
    /// Its value, which may be a credential; nil for a name alone, whose value podman takes from its own environment.
    public let value: [UInt8]?
    /// The line, counted from 1.
    public let line: Int
  }

  /// A line that does not mean what it seems to mean.
  public struct Mistake: Sendable, Equatable {
    /// What is wrong with a line.
    public enum Kind: Sendable, CaseIterable {
      /// `=VALUE`: podman stops with an error.
      case missingName
      /// No `=`: the line is ignored.
      case missingEquals
      /// `export NAME=VALUE`.
      case export
      /// A name with characters that a name cannot contain.
      case badName
      /// Blanks before or after `=` that become part of the name or the value.
      case blanks
      /// Quotes around the value that become part of it.
      case quotes
      /// A quoted value that ends on another line; the lines after the first become separate variables or are ignored.
      case severalLines
      /// A backslash at the end of the line, which does not join it to the next one.
      case continuation
      /// A comment after a value, which becomes part of the value.
      case comment
    }

    /// What is wrong.
    public let kind: Kind
    /// The line, counted from 1.
    public let line: Int
    /// The name of the variable; nil when it cannot be determined.
    public let name: String?
  }

  /// The variables, in the order of the file; if a name occurs twice, the last one counts.
  public private(set) var variables: [Variable] = []
  /// The mistakes, in the order of the file.
  public private(set) var mistakes: [Mistake] = []

  /// Reads the bytes of a file as one reader does.
  public init(_ bytes: [UInt8], by reader: Reader) {
    switch reader {
    case .podman: readAsPodman(bytes)
    case .systemd:
      var reading = SystemdReading()
      reading.read(bytes)
      variables = reading.variables
      mistakes = reading.mistakes
    }
  }

  // MARK: Podman

  private mutating func readAsPodman(_ bytes: [UInt8]) {
    var number = 0
    var openQuote: UInt8?
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      var text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      text = text.drop(while: Self.isBlank)
      if text.isEmpty || text.first == UInt8(ascii: "#") { continue }
      let wasInQuotes = openQuote != nil
      if let quote = openQuote, Self.ends(text, with: quote) { openQuote = nil }
      readPodmanLine(text, number, isInQuotes: wasInQuotes, &openQuote)
    }
  }

  /// Reads a line; inside quotes, which podman does not recognise, only the first line is reported.
  private mutating func readPodmanLine(
    _ text: ArraySlice<UInt8>,
    _ number: Int,
    isInQuotes: Bool,
    _ openQuote: inout UInt8?
  ) {
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else {
      let name = String(decoding: text, as: UTF8.self)
      if Self.isPassedOn(text) { variables.append(Variable(name: name, value: nil, line: number)) }
      if !isInQuotes, !Self.isPassedOn(text) { add(.missingEquals, number, nil) }
      return
    }
    let name = text[..<equals]
    let value = text[(equals + 1)...]
    if name.isEmpty {
      add(.missingName, number, nil)
      return
    }
    let shown = String(decoding: name, as: UTF8.self)
    variables.append(Variable(name: shown, value: Array(value), line: number))
    if isInQuotes { return }
    if let kind = Self.mistake(inName: name) {
      add(kind, number, kind == .blanks ? Self.trimmed(name) : kind == .export ? Self.exported(name) : nil)
    } else if let kind = Self.mistake(inValue: value) {
      add(kind, number, shown)
      if kind == .severalLines { openQuote = value.drop(while: Self.isBlank).first }
    }
  }

  private mutating func add(_ kind: Mistake.Kind, _ line: Int, _ name: String?) {
    mistakes.append(Mistake(kind: kind, line: line, name: name))
  }

  private static func mistake(inName name: ArraySlice<UInt8>) -> Mistake.Kind? {
    if exported(name) != nil { return .export }
    let inner = name.reversed().drop(while: isBlank)
    if inner.contains(where: { isBlank($0) || $0.isQuotationMark || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ":") }
    ) {
      return .badName
    }
    return inner.count < name.count ? .blanks : nil
  }

  private static func mistake(inValue value: ArraySlice<UInt8>) -> Mistake.Kind? {
    let text = value.drop(while: isBlank)
    guard let first = text.first, let last = text.last(where: { !isBlank($0) }) else { return nil }
    if first.isQuotationMark {
      if let close = text.dropFirst().lastIndex(of: first) {
        let rest = text[(close + 1)...].drop(while: isBlank)
        if rest.isEmpty || rest.first == UInt8(ascii: "#") { return .quotes }
      } else if first != UInt8(ascii: "`") {
        return .severalLines
      }
    }
    if text.count < value.count { return .blanks }
    if last == UInt8(ascii: "\\") { return .continuation }
    return hasComment(value) ? .comment : nil
  }

  // MARK: Bytes

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Returns whether a line without `=` is just a name, or the start of names followed by `*`.
  private static func isPassedOn(_ text: ArraySlice<UInt8>) -> Bool {
    VariableName.isValid(text.last == UInt8(ascii: "*") ? text.dropLast() : text)
  }

  private static func ends(_ text: ArraySlice<UInt8>, with quote: UInt8) -> Bool {
    text.last(where: { !isBlank($0) }) == quote
  }

  static func hasComment(_ value: ArraySlice<UInt8>) -> Bool {
    for index in value.indices.dropFirst()
    where value[index] == UInt8(ascii: "#") && isBlank(value[index - 1]) {
      if index + 1 == value.endIndex || isBlank(value[index + 1]) { return true }
    }
    return false
  }

  private static func trimmed(_ name: ArraySlice<UInt8>) -> String {
    String(decoding: name.prefix { !isBlank($0) }, as: UTF8.self)
  }

  /// Returns the name after `export `; nil when the text does not start with that.
  static func exported(_ name: ArraySlice<UInt8>) -> String? {
    guard name.starts(with: "export".utf8), name.dropFirst(6).first.map(isBlank) == true else { return nil }
    let rest = name.dropFirst(6).drop(while: isBlank)
    return VariableName.isValid(rest) ? String(decoding: rest, as: UTF8.self) : nil
  }
}
