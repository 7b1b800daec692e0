/// Reads a file of environment variables byte by byte, as systemd does.
struct SystemdReading {
  private enum State {
    case beforeName, name, beforeValue, value, valueEscape, singleQuotes, doubleQuotes, doubleQuotesEscape, comment
  }

  private(set) var variables: [EnvironmentFile.Variable] = []
  private(set) var mistakes: [EnvironmentFile.Mistake] = []
  private var state = State.beforeName
  private var line = 1
  private var startLine = 1
  private var name: [UInt8] = []
  private var value: [UInt8] = []
  /// The length of the value up to the last quoted or escaped byte; trailing blanks are removed only after it.
  private var kept = 0
  private var isCommented = false

  mutating func read(_ bytes: [UInt8]) {
    for byte in bytes {
      read(byte)
      if byte == UInt8(ascii: "\n") { line += 1 }
    }
    if state == .name { endName() } else if state != .beforeName, state != .comment { endValue() }
  }

  private mutating func read(_ byte: UInt8) {
    let isNewline = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    let isBlank = EnvironmentFile.isBlank(byte)
    switch state {
    case .beforeName:
      if byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") {
        state = .comment
      } else if !isNewline, !isBlank {
        (name, value, kept, startLine, isCommented) = ([byte], [], 0, line, false)
        state = byte == UInt8(ascii: "=") ? .beforeValue : .name
        if state == .beforeValue { name = [] }
      }
    case .name:
      if isNewline {
        endName()
      } else if byte == UInt8(ascii: "=") {
        state = .beforeValue
      } else {
        name.append(byte)
      }
    case .beforeValue, .value:
      if isNewline {
        endValue()
      } else if state == .beforeValue, byte == UInt8(ascii: "'") {
        state = .singleQuotes
      } else if state == .beforeValue, byte == UInt8(ascii: "\"") {
        state = .doubleQuotes
      } else if byte == UInt8(ascii: "\\") {
        state = .valueEscape
      } else if state == .value || !isBlank {
        let follows = state == .beforeValue || value.last.map(EnvironmentFile.isBlank) == true
        if byte == UInt8(ascii: "#"), follows, !value.isEmpty { isCommented = true }
        state = .value
        value.append(byte)
      }
    case .valueEscape:
      state = .value
      if !isNewline { append(byte) }
    case .singleQuotes:
      if byte == UInt8(ascii: "'") { state = .beforeValue } else { append(byte) }
    case .doubleQuotes:
      if byte == UInt8(ascii: "\"") {
        state = .beforeValue
      } else if byte == UInt8(ascii: "\\") {
        state = .doubleQuotesEscape
      } else {
        append(byte)
      }
    case .doubleQuotesEscape:
      state = .doubleQuotes
      let isEscaped = [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "$")].contains(byte)
      if !isEscaped, byte != UInt8(ascii: "\n") { value.append(UInt8(ascii: "\\")) }
      if byte != UInt8(ascii: "\n") { append(byte) }
    case .comment:
      if isNewline { state = .beforeName }
    }
  }

  private mutating func append(_ byte: UInt8) {
    value.append(byte)
    kept = value.count
  }

  /// Ends a line without `=`, which systemd ignores.
  private mutating func endName() {
    add(.missingEquals, nil)
    state = .beforeName
  }

  private mutating func endValue() {
    state = .beforeName
    while let last = name.last, EnvironmentFile.isBlank(last) { name.removeLast() }
    while value.count > kept, let last = value.last, EnvironmentFile.isBlank(last) { value.removeLast() }
    if name.isEmpty {
      add(.missingName, nil)
    } else if let exported = EnvironmentFile.exported(name[...]) {
      add(.export, exported)
    } else if !VariableName.isValid(name) {
      add(.badName, nil)
    } else {
      let name = String(decoding: name, as: UTF8.self)
      variables.append(EnvironmentFile.Variable(name: name, value: value, line: startLine))
      if isCommented { add(.comment, name) }
    }
  }

  private mutating func add(_ kind: EnvironmentFile.Mistake.Kind, _ name: String?) {
    mistakes.append(EnvironmentFile.Mistake(kind: kind, line: startLine, name: name))
  }
}
