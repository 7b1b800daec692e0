import FoundationEssentials

/// JSON that programs print and that leger stores: read into types, and written with sorted keys.
enum JSONText {
  /// Reads a document; nil when it is not one, or not of this type.
  static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) -> T? {
    try? JSONDecoder().decode(type, from: Data(bytes))
  }

  /// Writes a document with a newline after it.
  static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    // Only a number that is not finite cannot be encoded, and none of the types has one.
    guard let data = try? encoder.encode(value) else { return [] }
    return Array(data) + [UInt8(ascii: "\n")]
  }
}
