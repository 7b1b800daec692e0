/// Reads JSON as Go's encoding/json does, from front to back, into what the caller asks for.
///
/// Names of members are compared without case, unknown ones are skipped, the last of several counts, `null` leaves what is
/// there, and what comes after the first value is not looked at. FoundationEssentials reads differently in each of these.
/// Source: encoding/json of Go 1.24 (`decode.go`, `scanner.go`).
struct GoJSONReader {
  /// The document is not JSON, or has another value than was asked for.
  struct Malformed: Error {}

  /// How deep arrays and objects may lie in each other (`maxNestingDepth`).
  private static let depthLimit = 10_000

  private let bytes: SecretBytes
  private var position = 0
  private var depth = 0

  init(_ bytes: SecretBytes) { self.bytes = bytes }

  // MARK: Values

  /// Reads an object and hands each member's name on, in lower case; the function reads the value.
  ///
  /// `null` has no members.
  mutating func object(
    _ member: (inout GoJSONReader, _ name: String) throws(Malformed) -> Void
  ) throws(Malformed) {
    try members { (reader, name) throws(Malformed) in try member(&reader, Self.folded(name)) }
  }

  /// Reads an object whose names are data: they are handed on as they are.
  mutating func dictionary(
    _ member: (inout GoJSONReader, _ name: [UInt8]) throws(Malformed) -> Void
  ) throws(Malformed) {
    try members(member)
  }

  /// Reads an array, whose elements the function reads; `null` has none.
  mutating func array(_ element: (inout GoJSONReader) throws(Malformed) -> Void) throws(Malformed) {
    if try null() { return }
    try enter(UInt8(ascii: "["))
    if try leave(UInt8(ascii: "]")) { return }
    repeat { try element(&self) } while try accept(UInt8(ascii: ","))
    guard try leave(UInt8(ascii: "]")) else { throw Malformed() }
  }

  /// Reads a text, with U+FFFD for what is not UTF-8; nil for `null`.
  mutating func text() throws(Malformed) -> [UInt8]? {
    if try null() { return nil }
    return try string().array
  }

  /// Reads a whole number without sign, point and exponent; nil for `null`.
  mutating func number() throws(Malformed) -> UInt64? {
    if try null() { return nil }
    guard let number = UInt64(try numeral()) else { throw Malformed() }
    return number
  }

  /// Reads a whole number that fits 32 bits, as those of versions do; nil for `null`.
  mutating func version() throws(Malformed) -> UInt32? {
    guard let number = try number() else { return nil }
    guard let version = UInt32(exactly: number) else { throw Malformed() }
    return version
  }

  /// Reads `true` or `false`; nil for `null`.
  mutating func flag() throws(Malformed) -> Bool? {
    if try null() { return nil }
    if try literal("true") { return true }
    if try literal("false") { return false }
    throw Malformed()
  }

  /// Reads bytes: standard base64 with padding, line breaks skipped, or an array of numbers; nil for `null`.
  mutating func data() throws(Malformed) -> SecretBytes? {
    if try null() { return nil }
    if try peek() == UInt8(ascii: "\"") {
      guard let value = Base64.decode(try string()) else { throw Malformed() }
      return value
    }
    var builder = SecretBytes.Builder()
    try array { (reader) throws(Malformed) in
      guard let byte = UInt8(exactly: try reader.number() ?? 0) else { throw Malformed() }
      builder.append(byte)
    }
    return builder.bytes()
  }

  /// Reads over a value.
  mutating func skip() throws(Malformed) {
    // The brackets that close what is open.
    var open: [UInt8] = []
    repeat {
      // A value begins here.
      switch try peek() {
      case UInt8(ascii: "{"):
        try enter(UInt8(ascii: "{"))
        if try leave(UInt8(ascii: "}")) { break }
        open.append(UInt8(ascii: "}"))
        _ = try name()
        continue
      case UInt8(ascii: "["):
        try enter(UInt8(ascii: "["))
        if try leave(UInt8(ascii: "]")) { break }
        open.append(UInt8(ascii: "]"))
        continue
      case UInt8(ascii: "\""): _ = try string()
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try numeral()
      default:
        var isWord = try null()
        for word: StaticString in ["true", "false"] where !isWord { isWord = try literal(word) }
        if !isWord { throw Malformed() }
      }
      // A value has ended here.
      while let bracket = open.last {
        if try accept(UInt8(ascii: ",")) {
          if bracket == UInt8(ascii: "}") { _ = try name() }
          break
        }
        guard try leave(bracket) else { throw Malformed() }
        open.removeLast()
      }
    } while !open.isEmpty
  }

  // MARK: Members

  private mutating func members(
    _ member: (inout GoJSONReader, _ name: [UInt8]) throws(Malformed) -> Void
  ) throws(Malformed) {
    if try null() { return }
    try enter(UInt8(ascii: "{"))
    if try leave(UInt8(ascii: "}")) { return }
    repeat {
      let name = try name()
      try member(&self, name)
    } while try accept(UInt8(ascii: ","))
    guard try leave(UInt8(ascii: "}")) else { throw Malformed() }
  }

  /// Reads the name of a member and the colon after it.
  private mutating func name() throws(Malformed) -> [UInt8] {
    let name = try string().array
    try expect(UInt8(ascii: ":"))
    return name
  }

  /// A name as Go compares it: in lower case, with the two letters outside of ASCII that have one there.
  private static func folded(_ name: [UInt8]) -> String {
    String(decoding: name, as: UTF8.self).lowercased().replacing("\u{17F}", with: "s")
  }

  // MARK: Words

  /// Skips white space and returns the byte after it.
  private mutating func peek() throws(Malformed) -> UInt8 {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case let byte: return byte
      }
    }
    throw Malformed()
  }

  private mutating func accept(_ byte: UInt8) throws(Malformed) -> Bool {
    guard try peek() == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(Malformed) {
    guard try accept(byte) else { throw Malformed() }
  }

  /// Reads the bracket that opens an array or object.
  private mutating func enter(_ bracket: UInt8) throws(Malformed) {
    try expect(bracket)
    depth += 1
    if depth > Self.depthLimit { throw Malformed() }
  }

  /// Reads the bracket that closes it, if it is next.
  private mutating func leave(_ bracket: UInt8) throws(Malformed) -> Bool {
    guard try accept(bracket) else { return false }
    depth -= 1
    return true
  }

  private mutating func literal(_ word: StaticString) throws(Malformed) -> Bool {
    _ = try peek()
    let length = word.utf8CodeUnitCount
    guard position + length <= bytes.count else { return false }
    let start = position
    let isEqual = word.withUTF8Buffer { word in word.indices.allSatisfy { bytes[start + $0] == word[$0] } }
    if isEqual { position += length }
    return isEqual
  }

  private mutating func null() throws(Malformed) -> Bool { try literal("null") }

  /// Reads a number as it is written.
  private mutating func numeral() throws(Malformed) -> String {
    _ = try peek()
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if current == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    return String(decoding: (start..<position).map { bytes[$0] }, as: UTF8.self)
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func digits() throws(Malformed) {
    let start = position
    while let byte = current, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
    if position == start { throw Malformed() }
  }

  // MARK: Texts

  private mutating func string() throws(Malformed) -> SecretBytes {
    try expect(UInt8(ascii: "\""))
    var builder = SecretBytes.Builder()
    var isASCII = true
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return isASCII ? builder.bytes() : Self.repaired(builder.bytes())
      case UInt8(ascii: "\\"): try escape(&builder)
      case 0..<0x20: throw Malformed()
      default:
        isASCII = isASCII && byte < 0x80
        builder.append(byte)
      }
    }
    throw Malformed()
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
    UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
  ]

  private mutating func escape(_ builder: inout SecretBytes.Builder) throws(Malformed) {
    guard let letter = current else { throw Malformed() }
    position += 1
    if let byte = Self.escapes[letter] { return builder.append(byte) }
    guard letter == UInt8(ascii: "u") else { throw Malformed() }
    var value = try codeUnit()
    if value & 0xFC00 == 0xD800, current == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    {
      let start = position
      position += 2
      let low = try codeUnit()
      // Half a pair stands for nothing, and what follows it for itself.
      if low & 0xFC00 == 0xDC00 { value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF } else { position = start }
    }
    builder.append(Array(String(UnicodeScalar(value) ?? "\u{FFFD}").utf8))
  }

  private mutating func codeUnit() throws(Malformed) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(UnicodeScalar(byte)).hexDigitValue else { throw Malformed() }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  /// Puts U+FFFD in the place of each byte that is not part of UTF-8.
  private static func repaired(_ text: SecretBytes) -> SecretBytes {
    text.withBytes { bytes in
      let span = bytes.bindMemory(to: UInt8.self).span
      var builder = SecretBytes.Builder(capacity: bytes.count)
      var index = 0
      while index < bytes.count {
        let (value, length) = Scalars.next(in: span, at: index)
        if value == nil {
          builder.append(Scalars.replacement)
          index += 1
        } else {
          builder.append(bytes[index..<index + length])
          index += length
        }
      }
      return builder.bytes()
    }
  }
}
