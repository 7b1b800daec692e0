import CSystem

/// A key for authenticated encryption with associated data, by libcrypto.
struct AEAD: Sendable {
  /// The algorithms that Tink's keysets name.
  enum Algorithm: Sendable, Equatable {
    /// AES in Galois/Counter Mode (NIST SP 800-38D), with keys of 16 or 32 bytes.
    case aesGCM
    /// RFC 8439.
    case chaCha20Poly1305
    /// draft-irtf-cfrg-xchacha-03.
    case xChaCha20Poly1305

    /// How many bytes a nonce has.
    var nonceSize: Int { self == .xChaCha20Poly1305 ? 24 : 12 }

    func permits(keySize: Int) -> Bool { keySize == 32 || self == .aesGCM && keySize == 16 }
  }

  let algorithm: Algorithm
  let key: SecretBytes

  private static let tagSize = 16

  /// Nil when the algorithm has no keys of that size.
  init?(_ algorithm: Algorithm, key: SecretBytes) {
    guard algorithm.permits(keySize: key.count) else { return nil }
    self.algorithm = algorithm
    self.key = key
  }

  /// Makes a random key of 32 bytes, which every algorithm has.
  init(random algorithm: Algorithm) {
    self.algorithm = algorithm
    key = SecretBytes(randomCount: 32)
  }

  /// Encrypts with a nonce from the system's random numbers: returns nonce, ciphertext and tag. Nil only without memory.
  func seal(_ plaintext: SecretBytes, associated: [UInt8]) -> [UInt8]? {
    let nonce = SecretBytes(randomCount: algorithm.nonceSize).array
    return seal(plaintext, nonce: nonce, associated: associated)
  }

  /// Encrypts with a nonce, which must never be used twice with a key.
  func seal(_ plaintext: SecretBytes, nonce: [UInt8], associated: [UInt8]) -> [UInt8]? {
    var output = nonce + [UInt8](repeating: 0, count: plaintext.count + Self.tagSize)
    let isSealed = withContext(nonce, associated, isSealing: true) { context in
      output.withUnsafeMutableBytes { output in
        guard let text = output.baseAddress?.advanced(by: nonce.count).assumingMemoryBound(to: UInt8.self) else {
          return false
        }
        var count: Int32 = 0
        var rest: Int32 = 0
        return plaintext.withBytes { bytes in
          let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
          return EVP_CipherUpdate(context, text, &count, start, Int32(bytes.count)) == 1
            && Int(count) == bytes.count && EVP_CipherFinal_ex(context, text + bytes.count, &rest) == 1
            && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagSize), text + bytes.count) == 1
        }
      }
    }
    return isSealed ? output : nil
  }

  /// Decrypts what `seal` returns; nil when it is not what was sealed with this key and associated data.
  func open(_ sealed: ArraySlice<UInt8>, associated: [UInt8]) -> SecretBytes? {
    guard sealed.count >= algorithm.nonceSize + Self.tagSize, sealed.count <= Int(Int32.max) else { return nil }
    let nonce = Array(sealed.prefix(algorithm.nonceSize))
    let text = Array(sealed.dropFirst(algorithm.nonceSize).dropLast(Self.tagSize))
    var tag = Array(sealed.suffix(Self.tagSize))
    return SecretBytes(count: text.count) { output in
      withContext(nonce, associated, isSealing: false) { context in
        guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagSize), &tag) == 1 else { return false }
        var count: Int32 = 0
        var rest: Int32 = 0
        // A cipher that is told of an end may write there, even nothing.
        var end: UInt8 = 0
        let start = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return EVP_CipherUpdate(context, start, &count, text, Int32(text.count)) == 1 && Int(count) == text.count
          && EVP_CipherFinal_ex(context, &end, &rest) == 1
      }
    }
  }

  /// Runs a body with a cipher that has key, nonce and associated data.
  private func withContext(
    _ nonce: [UInt8],
    _ associated: [UInt8],
    isSealing: Bool,
    _ body: (OpaquePointer) -> Bool
  ) -> Bool {
    guard let context = EVP_CIPHER_CTX_new() else { return false }
    defer { EVP_CIPHER_CTX_free(context) }
    let (key, nonce) =
      algorithm == .xChaCha20Poly1305
      ? (HChaCha20.subkey(of: key, nonce: nonce.prefix(16)), [0, 0, 0, 0] + nonce.suffix(8)) : (key, nonce)
    let cipher =
      algorithm != .aesGCM ? EVP_chacha20_poly1305() : key.count == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm()
    var count: Int32 = 0
    let isReady = key.withBytes { bytes in
      EVP_CipherInit_ex(
        context,
        cipher,
        nil,
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
        nonce,
        isSealing ? 1 : 0
      ) == 1
    }
    return isReady && EVP_CipherUpdate(context, nil, &count, associated, Int32(associated.count)) == 1 && body(context)
  }
}

/// What makes XChaCha20 of ChaCha20: a key for each nonce (draft-irtf-cfrg-xchacha-03, section 2.2). libcrypto lacks it.
enum HChaCha20 {
  /// Returns the key that belongs to the first 16 bytes of a nonce, for a key of 32 bytes.
  static func subkey(of key: SecretBytes, nonce: ArraySlice<UInt8>) -> SecretBytes {
    var state: [UInt32] = [0x6170_7865, 0x3320_646E, 0x7962_2D32, 0x6B20_6574]
    let word = { (byte: (Int) -> UInt8) in (0..<4).reduce(UInt32(0)) { $0 | UInt32(byte($1)) << (8 * UInt32($1)) } }
    for index in 0..<8 { state.append(word { key[index * 4 + $0] }) }
    for index in 0..<4 { state.append(word { nonce[nonce.startIndex + index * 4 + $0] }) }
    for _ in 0..<10 {
      for column in 0..<4 { quarterRound(&state, column, column + 4, column + 8, column + 12) }
      for row in 0..<4 { quarterRound(&state, row, (row + 1) % 4 + 4, (row + 2) % 4 + 8, (row + 3) % 4 + 12) }
    }
    var builder = SecretBytes.Builder(capacity: 32)
    for index in [0, 1, 2, 3, 12, 13, 14, 15] {
      for shift in stride(from: 0, to: 32, by: 8) {
        builder.append(UInt8(truncatingIfNeeded: state[index] >> UInt32(shift)))
      }
    }
    state.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    return builder.bytes()
  }

  private static func quarterRound(_ state: inout [UInt32], _ a: Int, _ b: Int, _ c: Int, _ d: Int) {
    for (sum, other, turned, bits) in [(a, b, d, UInt32(16)), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)] {
      state[sum] &+= state[other]
      let mixed = state[turned] ^ state[sum]
      state[turned] = mixed << bits | mixed >> (32 - bits)
    }
  }
}
