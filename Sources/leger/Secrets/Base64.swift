/// Base64 with the standard alphabet and padding (RFC 4648, section 4), as Go's `base64.StdEncoding` reads and writes it.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// By byte: its six bits; 64 for one that has none.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 64, count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
    return values
  }()

  private static let padding = UInt8(ascii: "=")

  /// Reads bytes; carriage returns and newlines are skipped. Nil when it is something else.
  static func decode(_ text: SecretBytes) -> SecretBytes? {
    var builder = SecretBytes.Builder(capacity: text.count / 4 * 3)
    var bits: UInt32 = 0
    // Of the group of four letters that is read: letters, and signs that stand for none.
    var letters = 0
    var paddings = 0
    for index in 0..<text.count {
      let byte = text[index]
      if byte == 0x0A || byte == 0x0D { continue }
      if byte == padding {
        paddings += 1
        guard letters >= 2, letters + paddings <= 4 else { return nil }
        continue
      }
      let value = values[Int(byte)]
      guard value < 64, paddings == 0 else { return nil }
      bits = bits << 6 | UInt32(value)
      letters += 1
      if letters == 4 {
        for shift in [16, 8, 0] { builder.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
        (bits, letters) = (0, 0)
      }
    }
    switch (letters, paddings) {
    case (0, 0): break
    case (2, 2): builder.append(UInt8(truncatingIfNeeded: bits >> 4))
    case (3, 1):
      builder.append(UInt8(truncatingIfNeeded: bits >> 10))
      builder.append(UInt8(truncatingIfNeeded: bits >> 2))
    default: return nil
    }
    return builder.bytes()
  }

  /// Appends bytes in base64.
  static func append(_ value: UnsafeRawBufferPointer, to output: inout SecretBytes.Builder) {
    var index = 0
    while index < value.count {
      let rest = value.count - index
      let bits =
        UInt32(value[index]) << 16 | (rest > 1 ? UInt32(value[index + 1]) << 8 : 0)
        | (rest > 2 ? UInt32(value[index + 2]) : 0)
      output.append(alphabet[Int(bits >> 18 & 63)])
      output.append(alphabet[Int(bits >> 12 & 63)])
      output.append(rest > 1 ? alphabet[Int(bits >> 6 & 63)] : padding)
      output.append(rest > 2 ? alphabet[Int(bits & 63)] : padding)
      index += 3
    }
  }
}
