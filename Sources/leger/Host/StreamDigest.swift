import CSystem

/// The SHA-256 digest of a stream.
final class StreamDigest {
  /// Nil without memory; no digest equals an empty one.
  private let context: OpaquePointer?

  init() {
    context = EVP_MD_CTX_new()
    if let context { EVP_DigestInit_ex(context, EVP_sha256(), nil) }
  }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: [UInt8]) {
    guard let context else { return }
    _ = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// Returns the digest in 64 hexadecimal digits; to be called once, at the end.
  func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    guard context != nil, EVP_DigestFinal_ex(context, &digest, &count) == 1 else { return "" }
    return Digest.text(of: digest.prefix(Int(count)))
  }
}
