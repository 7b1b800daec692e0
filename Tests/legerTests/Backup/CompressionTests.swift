import TestSupport
import Testing

@testable import leger

/// Compressed streams: what goes in comes out, other programs read it, and nothing that is damaged is taken for sound.
@Suite struct CompressionTests {
  /// Text with random words, so that there is something to compress and something not to.
  private static func bytes(_ count: Int) -> [UInt8] {
    var random = SplitMix64(seed: UInt64(count))
    return (0..<count).map { $0 % 3 == 0 ? UInt8(truncatingIfNeeded: random.next()) : UInt8(ascii: "a") }
  }

  private static func compressed(_ bytes: [UInt8], _ compression: Compression, piece: Int = 100_000) throws -> [UInt8] {
    var result: [UInt8] = []
    let encoder = try compression.encoder { result += $0 }
    for start in stride(from: 0, to: bytes.count, by: piece) {
      try encoder.write(Array(bytes[start..<min(bytes.count, start + piece)]))
    }
    try encoder.finish()
    return result
  }

  private static func restored(_ bytes: [UInt8], _ compression: Compression, piece: Int = 10_000) throws -> [UInt8] {
    var rest = bytes[...]
    let decoder = try compression.decoder {
      if rest.isEmpty { return nil }
      defer { rest = rest.dropFirst(piece) }
      return Array(rest.prefix(piece))
    }
    var result: [UInt8] = []
    while let next = try decoder.next() { result += next }
    return result
  }

  private static let sizes = [0, 1, 512 << 10, (512 << 10) + 1, 3_000_000]

  @Test(arguments: Compression.allCases, sizes)
  func `what goes in comes out`(_ compression: Compression, _ size: Int) throws {
    let bytes = Self.bytes(size)
    let written = try Self.compressed(bytes, compression)
    #expect(try Self.restored(written, compression) == bytes)
    if size > 1000, compression != .none { #expect(written.count < size) }
  }

  @Test(arguments: sizes) func `gzip reads it as one member`(_ size: Int) throws {
    let host = SystemHost()
    guard let gzip = host.findProgram("gzip") else { return }
    let bytes = Self.bytes(size)
    let written = try Self.compressed(bytes, .gzip)
    let outcome = try host.run(Spawn(program: gzip, arguments: [Array("-dc".utf8)]), input: written)
    #expect(outcome.status == 0)
    #expect(outcome.output == bytes)
    // No name, no time, deflate.
    #expect(written.prefix(10) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
  }

  @Test(arguments: [Compression.gzip, .zstd]) func `a flipped bit anywhere is found`(_ compression: Compression) throws
  {
    let bytes = Self.bytes(40_000)
    let written = try Self.compressed(bytes, compression)
    var random = SplitMix64(seed: 7)
    for _ in 0..<300 {
      var damaged = written
      let place = random.below(damaged.count)
      damaged[place] ^= 1 << UInt8(random.below(8))
      guard let restored = try? Self.restored(damaged, compression) else { continue }
      // A bit that means nothing, such as one for the name of the system in the header.
      #expect(restored == bytes, "\(place)")
    }
  }

  @Test(arguments: [Compression.gzip, .zstd], [1, 10, 1000, 9999])
  func `8: a stream that ends early is damaged`(_ compression: Compression, _ missing: Int) throws {
    let written = try Self.compressed(Self.bytes(30_000), compression)
    #expect(throws: HostFailure.damagedArchive("ends early")) {
      try Self.restored(Array(written.dropLast(missing)), compression)
    }
  }

  @Test(arguments: [Compression.gzip, .zstd]) func `8: a stream that goes on is damaged`(_ compression: Compression)
    throws
  {
    let written = try Self.compressed(Self.bytes(30_000), compression)
    let failure = HostFailure.damagedArchive("goes on after its end")
    #expect(throws: failure) { try Self.restored(written + [0], compression) }
    #expect(throws: failure) { try Self.restored(written + written, compression) }
    // Also where the rest comes in a piece of its own.
    #expect(throws: failure) { try Self.restored(written + [1], compression, piece: written.count) }
  }

  @Test func `the name of an archive tells its compression`() {
    for compression in Compression.allCases { #expect(Compression(archive: "a\(compression.suffix)") == compression) }
    #expect(Compression(archive: "a.zip") == nil)
  }

  @Test func `the digest of a stream is that of its bytes`() {
    let digest = StreamDigest()
    for word in ["a", "", "bc"] { digest.update(Array(word.utf8)) }
    #expect(digest.finish() == Digest.hex(of: Array("abc".utf8)))
    #expect(Digest.bytes(of: "00fF10") == [0, 255, 16])
    #expect(Digest.bytes(of: "0") == nil && Digest.bytes(of: "0g") == nil && Digest.bytes(of: "g0") == nil)
  }

  // MARK: Threads

  @Test(arguments: [0, 1, 4]) func `results come in the order of the pieces`(_ threads: Int) {
    let pipeline = OrderedPipeline<Int>(threads: threads)
    var results: [Int] = []
    for number in 0..<200 {
      pipeline.submit { number * number }
      while pipeline.isFull, let result = pipeline.next() { results.append(result) }
    }
    while let result = pipeline.next() { results.append(result) }
    pipeline.end()
    #expect(results == (0..<200).map { $0 * $0 })
    #expect(pipeline.next() == nil)
  }

  @Test func `a channel hands everything on, and nothing after its end`() {
    let channel = Channel<Int>(limit: 2)
    let task = ThreadTask<Int> { _ in
      var sum = 0
      while let number = channel.receive() { sum += number }
      return sum
    }
    let thread = task.start()
    for number in 1...100 { channel.send(number) }
    channel.close()
    #expect(task.join(thread) == 5050)
    // Nobody receives any more, and nobody waits.
    for number in 1...10 { channel.send(number) }
    #expect(channel.receive() == nil)
  }
}
