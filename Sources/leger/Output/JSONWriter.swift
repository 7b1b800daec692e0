/// Writes a JSON document from front to back and inserts the commas.
struct JSONWriter: Sendable {
  /// What has been written so far.
  var bytes: [UInt8] = []
  private var needsComma = false
  private var isBehindKey = false
  private var depth = 0
  private var lineDepth = -1
  /// Room for what follows the last line of a document, in bytes.
  private static let endSize = 4096

  /// Writes an object, after its name when it is a member of another object.
  mutating func object(_ name: StaticString? = nil, _ members: (inout JSONWriter) -> Void) {
    open(name, UInt8(ascii: "{"))
    members(&self)
    close(UInt8(ascii: "}"))
  }

  /// Writes an array; `onLines` starts a new line before each element.
  mutating func array(_ name: StaticString? = nil, onLines: Bool = false, _ elements: (inout JSONWriter) -> Void) {
    open(name, UInt8(ascii: "["))
    let outerLineDepth = lineDepth
    if onLines { lineDepth = depth }
    elements(&self)
    if onLines, needsComma { bytes.append(UInt8(ascii: "\n")) }
    lineDepth = outerLineDepth
    close(UInt8(ascii: "]"))
  }

  /// Writes an array with a line for each element; many elements are written in pieces, on several threads.
  mutating func lines(
    _ name: StaticString,
    count: Int,
    _ element: @escaping @Sendable (Int, inout JSONWriter) -> Void
  ) {
    array(name, onLines: true) { json in
      var outer = JSONWriter()
      (outer.depth, outer.lineDepth) = (json.depth, json.lineDepth)
      let start = outer
      var pieces = WorkerPool.map(count, piece: 500, atLeast: 1000) { piece in
        var writer = start
        writer.needsComma = piece.lowerBound > 0
        for index in piece { element(index, &writer) }
        return writer.bytes
      }
      // A report can be much larger than what it is about: it is not twice in memory.
      json.bytes.reserveCapacity(json.bytes.count + pieces.reduce(Self.endSize) { $0 + $1.count })
      for index in pieces.indices {
        json.bytes += pieces[index]
        pieces[index] = []
      }
      json.needsComma = count > 0
    }
  }

  /// Writes a member whose value is text.
  mutating func field(_ name: StaticString, _ value: String) {
    key(name)
    element(value)
  }

  /// Writes a member whose value is a literal that needs no escapes.
  mutating func field(_ name: StaticString, _ value: StaticString) {
    key(name)
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(text: value)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Writes a member whose value is text that may not be valid UTF-8.
  mutating func field(_ name: StaticString, bytes value: [UInt8]) {
    key(name)
    element(value.span)
  }

  /// Writes a member whose value is a number.
  mutating func field(_ name: StaticString, _ value: Int) {
    key(name)
    separate()
    bytes.append(decimal: value)
    needsComma = true
  }

  /// Writes a member whose value is a number and whose name is not a literal.
  mutating func field(named name: String, _ value: Int) {
    element(name)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(decimal: value)
  }

  /// Writes a member whose value is true or false.
  mutating func field(_ name: StaticString, _ value: Bool) {
    key(name)
    separate()
    bytes.append(text: value ? "true" as StaticString : "false")
    needsComma = true
  }

  /// Writes an element of an array.
  mutating func element(_ value: String) {
    element(value.utf8.span)
  }

  /// Writes an element of an array that is a number.
  mutating func element(number value: Int) {
    separate()
    bytes.append(decimal: value)
    needsComma = true
  }

  /// Writes an element of an array that may not be valid UTF-8.
  mutating func element(_ value: Span<UInt8>) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    TextEscape.json.append(value, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Appends a document and a newline to a buffer.
  static func append(to bytes: inout [UInt8], _ content: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    swap(&writer.bytes, &bytes)
    content(&writer)
    writer.bytes.append(UInt8(ascii: "\n"))
    swap(&writer.bytes, &bytes)
  }

  /// Returns a document of schema 1 that is a list, each element on a line of its own; `more` writes members after it.
  static func document<Element>(
    _ name: StaticString,
    _ elements: [Element],
    more: (inout JSONWriter) -> Void = { _ in },
    _ write: (Element, inout JSONWriter) -> Void
  ) -> [UInt8] {
    var output: [UInt8] = []
    append(to: &output) { json in
      json.object { json in
        json.field("schema", 1)
        json.array(name, onLines: true) { json in
          for element in elements { json.object { write(element, &$0) } }
        }
        more(&json)
      }
    }
    return output
  }

  /// Writes a name, which is a literal and needs no escapes.
  private mutating func key(_ name: StaticString) {
    separate()
    bytes.append(addingCapacity: name.utf8CodeUnitCount + 3) { output in
      output.append(UInt8(ascii: "\""))
      name.withUTF8Buffer { for byte in $0 { output.append(byte) } }
      output.append(UInt8(ascii: "\""))
      output.append(UInt8(ascii: ":"))
    }
    needsComma = false
    isBehindKey = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    if depth == lineDepth, !isBehindKey { bytes.append(UInt8(ascii: "\n")) }
    isBehindKey = false
  }

  private mutating func open(_ name: StaticString?, _ bracket: UInt8) {
    if let name { key(name) }
    separate()
    bytes.append(bracket)
    needsComma = false
    depth += 1
  }

  private mutating func close(_ bracket: UInt8) {
    depth -= 1
    bytes.append(bracket)
    needsComma = true
  }
}
