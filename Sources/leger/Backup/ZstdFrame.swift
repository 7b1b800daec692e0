import CSystem

/// Reads one zstd frame, whose check sum zstd compares.
final class ZstdFrame: CompressedFrame {
  private let context: OpaquePointer

  init() throws(HostFailure) {
    guard let context = ZSTD_createDCtx() else {
      throw HostFailure(.environment, "there is not enough memory to read an archive")
    }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  func decompress(_ bytes: ArraySlice<UInt8>) throws(HostFailure) -> (output: [UInt8], used: Int, hasEnded: Bool) {
    var (code, used) = (0, 0)
    let output = [UInt8](unsafeUninitializedCapacity: FileInput.pieceSize) { buffer, filled in
      bytes.withUnsafeBufferPointer { source in
        var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        var origin = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
        code = ZSTD_decompressStream(context, &target, &origin)
        (used, filled) = (origin.pos, target.pos)
      }
    }
    guard ZSTD_isError(code) == 0 else { throw .damagedArchive("is damaged: its compressed data cannot be read") }
    // Zero at the end of the frame, once all of it was handed out.
    return (output, used, code == 0)
  }
}
