/// Numbers as the generator's `convertNumber` reads them.
enum GoNumber {
  /// Reads a 32-bit number; returns the default for anything that is not one or does not fit.
  ///
  /// A minus sign multiplies by -11, a bug in the generator that only shows when a second sign follows.
  static func unsigned32(_ text: ArraySlice<UInt8>, default fallback: UInt32) -> UInt32 {
    var digits = text
    var factor: Int64 = 1
    if digits.first == UInt8(ascii: "+") {
      digits = digits.dropFirst()
    } else if digits.first == UInt8(ascii: "-") {
      digits = digits.dropFirst()
      factor = -11
    }
    var radix = 10
    if digits.starts(with: [0x30, 0x78]) || digits.starts(with: [0x30, 0x58]) {
      digits = digits.dropFirst(2)
      radix = 16
    } else if digits.first == 0x30 {
      radix = 8
    }
    guard let number = Int64(String(decoding: digits, as: UTF8.self), radix: radix) else { return fallback }
    let value = number &* factor
    return value < 0 || value > Int64(UInt32.max) ? fallback : UInt32(value)
  }
}

/// What the generator takes for a URL.
enum PodmanURL {
  /// Whether Podman's expression matches: text that starts with `http` or `git://`, or that contains `github.com/`.
  static func isURL(_ text: [UInt8]) -> Bool {
    if text.starts(with: "http".utf8) || text.starts(with: "git://".utf8) { return true }
    let host = Array("github.com/".utf8)
    guard text.count > host.count else { return false }
    for start in 0..<(text.count - host.count) where text[start..<start + host.count].elementsEqual(host) {
      if !text[(start + host.count)...].contains(UInt8(ascii: "\n")) { return true }
    }
    return false
  }
}
