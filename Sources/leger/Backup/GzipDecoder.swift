import CSystem

/// Reads one gzip member, whose check sum zlib compares.
final class GzipDecoder: StreamDecoder {
  private let input: () throws(HostFailure) -> [UInt8]?
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var chunk: [UInt8] = []
  /// How much of the chunk was read.
  private var position = 0
  private var hasEnded = false

  /// A window of 32 KiB, and the format gzip only (`inflateInit2` in zlib.h).
  private static let windowBits: Int32 = 15 + 16

  init(_ input: @escaping () throws(HostFailure) -> [UInt8]?) throws(HostFailure) {
    self.input = input
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, Self.windowBits, ZLIB_VERSION, size) == Z_OK else {
      throw HostFailure(.environment, "there is not enough memory to read an archive")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func next() throws(HostFailure) -> [UInt8]? {
    while !hasEnded {
      if position == chunk.count {
        guard let bytes = try input() else { throw .damagedArchive("ends early") }
        (chunk, position) = (bytes, 0)
        if chunk.isEmpty { continue }
      }
      let bytes = try inflateSome()
      if !bytes.isEmpty { return bytes }
    }
    if position < chunk.count { throw .damagedArchive("goes on after its end") }
    while let bytes = try input() {
      if !bytes.isEmpty { throw .damagedArchive("goes on after its end") }
    }
    return nil
  }

  private func inflateSome() throws(HostFailure) -> [UInt8] {
    var status: Int32 = Z_OK
    let (start, stream) = (position, stream)
    var left = 0
    let output = [UInt8](unsafeUninitializedCapacity: streamChunkSize) { buffer, filled in
      chunk.withUnsafeMutableBufferPointer { source in
        stream.pointee.next_in = source.baseAddress.map { $0 + start }
        stream.pointee.avail_in = UInt32(source.count - start)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(streamChunkSize)
        status = inflate(stream, Z_NO_FLUSH)
        left = Int(stream.pointee.avail_in)
        filled = streamChunkSize - Int(stream.pointee.avail_out)
      }
    }
    position = chunk.count - left
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: hasEnded = true
    default: throw .damagedArchive("is damaged: its compressed data cannot be read")
    }
    return output
  }
}
