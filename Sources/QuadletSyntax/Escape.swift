/// The C escapes of systemd.syntax(7), decoded as Podman decodes them.
enum Escape {
  /// Decodes the escape whose letter is at `index`; returns its length in bytes, nil when it is not an escape.
  ///
  /// `\x` and octal escapes name a character, not a byte: Podman writes `\xe9` as the two bytes of `é`.
  static func undo(_ text: Span<UInt8>, at index: Int, end: Int, into bytes: inout [UInt8]) -> Int? {
    switch text[index] {
    case UInt8(ascii: "a"): bytes.append(0x07)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "v"): bytes.append(0x0B)
    case UInt8(ascii: "s"): bytes.append(0x20)
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): bytes.append(text[index])
    case UInt8(ascii: "x"): return number(text, from: index + 1, digits: 2, radix: 16, end: end, into: &bytes)
    case UInt8(ascii: "u"): return number(text, from: index + 1, digits: 4, radix: 16, end: end, into: &bytes)
    case UInt8(ascii: "U"): return number(text, from: index + 1, digits: 8, radix: 16, end: end, into: &bytes)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      return number(text, from: index, digits: 3, radix: 8, end: end, into: &bytes)
    default: return nil
    }
    return 1
  }

  private static func number(
    _ text: Span<UInt8>,
    from start: Int,
    digits: Int,
    radix: UInt32,
    end: Int,
    into bytes: inout [UInt8]
  ) -> Int? {
    guard start + digits <= end else { return nil }
    var value: UInt32 = 0
    for index in start..<start + digits {
      guard let digit = digitValue(text[index]), digit < radix else { return nil }
      value = value &* radix &+ digit
    }
    guard value != 0, value <= 0x10FFFF, radix != 8 || value <= 255 else { return nil }
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    bytes.append(contentsOf: UTF8.encode(scalar)?.map { $0 } ?? [])
    return radix == 8 ? digits : digits + 1
  }

  private static func digitValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
