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
    var text: [UInt8] = []
    for byte in digest.prefix(32) {
      for digit in [byte >> 4, byte & 15] { text.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
