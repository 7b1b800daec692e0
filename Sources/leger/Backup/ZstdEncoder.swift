import CSystem

/// Compresses to one zstd frame (RFC 8878) with a check sum, on all processors.
final class ZstdEncoder: StreamEncoder {
  private let output: ([UInt8]) throws(HostFailure) -> Void
  private let context: OpaquePointer

  init(_ output: @escaping ([UInt8]) throws(HostFailure) -> Void) throws(HostFailure) {
    guard let context = ZSTD_createCCtx() else {
      throw HostFailure(.environment, "there is not enough memory to compress")
    }
    self.output = output
    self.context = context
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    // A library without threads refuses it, and compresses on this one.
    ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, Int32(WorkerPool.width))
  }

  deinit { ZSTD_freeCCtx(context) }

  func write(_ bytes: [UInt8]) throws(HostFailure) { try run(bytes, ZSTD_e_continue) }

  func finish() throws(HostFailure) { try run([], ZSTD_e_end) }

  private func run(_ bytes: [UInt8], _ directive: ZSTD_EndDirective) throws(HostFailure) {
    var position = 0
    while true {
      var (left, code) = (0, 0)
      let start = position
      let made = [UInt8](unsafeUninitializedCapacity: FileInput.pieceSize) { buffer, filled in
        bytes.withUnsafeBufferPointer { source in
          var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: FileInput.pieceSize, pos: 0)
          var origin = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: start)
          code = ZSTD_compressStream2(context, &target, &origin, directive)
          left = source.count - origin.pos
          filled = target.pos
        }
      }
      guard ZSTD_isError(code) == 0 else { throw HostFailure(.environment, "there is not enough memory to compress") }
      position = bytes.count - left
      if !made.isEmpty { try output(made) }
      if directive == ZSTD_e_end ? code == 0 : left == 0 { return }
    }
  }
}
