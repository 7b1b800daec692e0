import CSystem

/// The SHA-256 digest of bytes.
enum Digest {
  /// Returns the digest in 64 hexadecimal digits (FIPS 180-4).
  static func hex(of bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    let isMade = bytes.withUnsafeBytes {
      EVP_Digest($0.baseAddress, $0.count, &digest, &count, EVP_sha256(), nil) == 1
    }
    // Without memory for a few hundred bytes nothing else would work either; no digest equals an empty one.
    guard isMade, count == 32 else { return "" }
    return text(of: digest.prefix(32))
  }

  /// Returns bytes in hexadecimal digits.
  static func text(of digest: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in digest {
      for digit in [byte >> 4, byte & 15] { text.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Returns the bytes that hexadecimal digits stand for; nil when it is something else.
  static func bytes(of text: String) -> [UInt8]? {
    let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }
}
