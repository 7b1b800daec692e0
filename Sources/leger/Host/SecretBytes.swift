import CSystem

/// Bytes that may be secret, in one place in memory, which is overwritten when they are no longer needed.
///
/// Arrays and texts get copied, and their copies stay in memory. This one is never printed by accident either.
final class SecretBytes: Sendable {
  private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

  /// Takes over memory that was allocated, whose first bytes count.
  fileprivate init(memory: UnsafeMutableRawBufferPointer) { self.memory = memory }

  /// Makes a value of a size that a function fills; nil when it says that it could not.
  convenience init?(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Bool) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    self.init(memory: memory)
    guard fill(memory) else { return nil }
  }

  /// Copies bytes.
  convenience init(_ bytes: some Collection<UInt8>) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    memory.copyBytes(from: bytes)
    self.init(memory: memory)
  }

  /// Takes over the bytes of an array, which holds zeros then.
  convenience init(erasing array: inout [UInt8]) {
    self.init(array)
    array.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
  }

  /// Takes random bytes from the system.
  convenience init(randomCount count: Int) {
    var random = SystemRandomNumberGenerator()
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    for index in 0..<count { memory[index] = UInt8.random(in: .min ... .max, using: &random) }
    self.init(memory: memory)
  }

  /// Makes a text of random letters and digits, each as likely as the others.
  static func randomText(length: Int) -> SecretBytes {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    var random = SystemRandomNumberGenerator()
    var text = Builder(capacity: length)
    for _ in 0..<length { text.append(letters[Int.random(in: letters.indices, using: &random)]) }
    return text.bytes()
  }

  deinit {
    OPENSSL_cleanse(memory.baseAddress, memory.count)
    memory.deallocate()
  }

  /// The largest value that podman takes, in bytes (512,000 is refused; seen with 5.4 and 5.8).
  static let valueLimit = 511_999

  var count: Int { memory.count }

  /// Returns a byte; the index must be less than `count`.
  subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < memory.count, "no such byte")
    return memory[index]
  }

  func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(memory))
  }

  /// A copy that nothing overwrites: for what is not secret.
  var array: [UInt8] { Array(memory) }

  /// Whether two values are the same, in a time that tells nothing of them but their size.
  static func == (one: SecretBytes, other: SecretBytes) -> Bool {
    one.count == other.count && CRYPTO_memcmp(one.memory.baseAddress, other.memory.baseAddress, one.count) == 0
  }
}

extension SecretBytes: CustomStringConvertible, CustomReflectable {
  var description: String { "<redacted>" }
  var customMirror: Mirror { Mirror(self, children: []) }
}

extension SecretBytes {
  /// Collects bytes piece by piece; memory that it outgrows is overwritten.
  struct Builder: ~Copyable {
    private var memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(capacity: Int = 256) { memory = .allocate(byteCount: max(16, capacity), alignment: 16) }

    deinit {
      OPENSSL_cleanse(memory.baseAddress, memory.count)
      memory.deallocate()
    }

    mutating func append(_ byte: UInt8) {
      reserve(1)
      memory[count] = byte
      count += 1
    }

    mutating func append(_ bytes: some Collection<UInt8>) {
      reserve(bytes.count)
      UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + bytes.count]).copyBytes(from: bytes)
      count += bytes.count
    }

    mutating func append(_ text: StaticString) {
      text.withUTF8Buffer { append($0) }
    }

    mutating func append(decimal number: some BinaryInteger) { append(String(number).utf8) }

    private mutating func reserve(_ more: Int) {
      if count + more <= memory.count { return }
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(memory.count * 2, count + more), alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
      OPENSSL_cleanse(memory.baseAddress, memory.count)
      memory.deallocate()
      memory = larger
    }

    /// The bytes that have been collected.
    borrowing func bytes() -> SecretBytes {
      SecretBytes(UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }
  }
}
