import CSystem

/// Reads one gzip member, whose check sum zlib compares.
final class GzipFrame: CompressedFrame {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  /// A window of 32 KiB, and the format gzip only (`inflateInit2` in zlib.h).
  private static let windowBits: Int32 = 15 + 16

  init() throws(HostFailure) {
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

  func decompress(_ bytes: ArraySlice<UInt8>) throws(HostFailure) -> (output: [UInt8], used: Int, hasEnded: Bool) {
    var (status, left) = (Z_OK, 0)
    let stream = stream
    let output = [UInt8](unsafeUninitializedCapacity: FileInput.pieceSize) { buffer, filled in
      bytes.withUnsafeBufferPointer { source in
        // zlib only reads from it; its type says so only with ZLIB_CONST.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        status = inflate(stream, Z_NO_FLUSH)
        left = Int(stream.pointee.avail_in)
        filled = buffer.count - Int(stream.pointee.avail_out)
      }
    }
    guard [Z_OK, Z_BUF_ERROR, Z_STREAM_END].contains(status) else {
      throw .damagedArchive("is damaged: its compressed data cannot be read")
    }
    return (output, bytes.count - left, status == Z_STREAM_END)
  }
}
