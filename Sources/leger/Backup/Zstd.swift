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
      let made = [UInt8](unsafeUninitializedCapacity: streamChunkSize) { buffer, filled in
        bytes.withUnsafeBufferPointer { source in
          var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: streamChunkSize, pos: 0)
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

/// Reads one zstd frame, whose check sum zstd compares.
final class ZstdDecoder: StreamDecoder {
  private let input: () throws(HostFailure) -> [UInt8]?
  private let context: OpaquePointer
  private var chunk: [UInt8] = []
  private var position = 0
  private var hasEnded = false

  init(_ input: @escaping () throws(HostFailure) -> [UInt8]?) throws(HostFailure) {
    guard let context = ZSTD_createDCtx() else {
      throw HostFailure(.environment, "there is not enough memory to read an archive")
    }
    self.input = input
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  func next() throws(HostFailure) -> [UInt8]? {
    while !hasEnded {
      let bytes = try decompressSome()
      if !bytes.isEmpty { return bytes }
      if hasEnded { break }
      if position == chunk.count {
        guard let next = try input() else { throw .damagedArchive("ends early") }
        (chunk, position) = (next, 0)
      }
    }
    if position < chunk.count { throw .damagedArchive("goes on after its end") }
    while let bytes = try input() {
      if !bytes.isEmpty { throw .damagedArchive("goes on after its end") }
    }
    return nil
  }

  private func decompressSome() throws(HostFailure) -> [UInt8] {
    var code = 0
    let start = position
    let made = [UInt8](unsafeUninitializedCapacity: streamChunkSize) { buffer, filled in
      chunk.withUnsafeBufferPointer { source in
        var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: streamChunkSize, pos: 0)
        var origin = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: start)
        code = ZSTD_decompressStream(context, &target, &origin)
        position = origin.pos
        filled = target.pos
      }
    }
    guard ZSTD_isError(code) == 0 else { throw .damagedArchive("is damaged: its compressed data cannot be read") }
    // Zero at the end of the frame, once all of it was handed out.
    hasEnded = code == 0
    return made
  }
}
