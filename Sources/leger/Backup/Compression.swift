import CSystem

/// How the archive of a volume is compressed.
enum Compression: String, Codable, CaseIterable, Sendable {
  case gzip, zstd, none

  /// The end of the archive's name.
  var suffix: String {
    switch self {
    case .gzip: ".tar.gz"
    case .zstd: ".tar.zst"
    case .none: ".tar"
    }
  }

  /// Finds the compression by the name of an archive; nil when the name is that of none.
  init?(archive name: String) {
    guard let found = Self.allCases.first(where: { name.hasSuffix($0.suffix) }) else { return nil }
    self = found
  }

  /// Returns what compresses a stream and hands the result on.
  func encoder(_ output: @escaping ([UInt8]) throws(HostFailure) -> Void) throws(HostFailure) -> any StreamEncoder {
    switch self {
    case .gzip: GzipEncoder(output)
    case .zstd: try ZstdEncoder(output)
    case .none: PlainEncoder(output: output)
    }
  }

  /// Returns what takes the compression from a stream, chunk by chunk.
  func decoder(_ input: @escaping () throws(HostFailure) -> [UInt8]?) throws(HostFailure) -> any StreamDecoder {
    switch self {
    case .gzip: FrameDecoder(try GzipFrame(), input)
    case .zstd: FrameDecoder(try ZstdFrame(), input)
    case .none: PlainDecoder(input: input)
    }
  }
}

/// Takes bytes and hands on what becomes of them.
protocol StreamEncoder: AnyObject {
  func write(_ bytes: [UInt8]) throws(HostFailure)
  /// Hands on what is left; to be called once, at the end.
  func finish() throws(HostFailure)
}

/// Gives what becomes of the bytes that it takes.
protocol StreamDecoder: AnyObject {
  /// Returns the next bytes; nil at the end. Throws `integrity` when the stream is damaged, ends early, or goes on after its
  /// end.
  func next() throws(HostFailure) -> [UInt8]?
}

private final class PlainEncoder: StreamEncoder {
  private let output: ([UInt8]) throws(HostFailure) -> Void
  init(output: @escaping ([UInt8]) throws(HostFailure) -> Void) { self.output = output }
  func write(_ bytes: [UInt8]) throws(HostFailure) { try output(bytes) }
  func finish() {}
}

private final class PlainDecoder: StreamDecoder {
  private let input: () throws(HostFailure) -> [UInt8]?
  init(input: @escaping () throws(HostFailure) -> [UInt8]?) { self.input = input }
  func next() throws(HostFailure) -> [UInt8]? { try input() }
}

extension HostFailure {
  /// Says that an archive is not what was written.
  static func damagedArchive(_ reason: String) -> HostFailure { HostFailure(.integrity, "the archive \(reason)") }
}
