/// A compressed frame, which ends by itself.
protocol CompressedFrame: AnyObject {
  /// Takes the compression from some bytes; returns what that gives, how many of them were read, and whether the frame has
  /// ended. Without bytes it gives what it has not given yet. Throws `integrity` when the frame is damaged.
  func decompress(_ bytes: ArraySlice<UInt8>) throws(HostFailure) -> (output: [UInt8], used: Int, hasEnded: Bool)
}

/// Reads a stream that is one compressed frame, and nothing else.
final class FrameDecoder: StreamDecoder {
  private let input: () throws(HostFailure) -> [UInt8]?
  private let frame: any CompressedFrame
  /// What was taken from the input, and not read yet.
  private var rest: ArraySlice<UInt8> = []
  private var hasEnded = false

  init(_ frame: any CompressedFrame, _ input: @escaping () throws(HostFailure) -> [UInt8]?) {
    self.frame = frame
    self.input = input
  }

  func next() throws(HostFailure) -> [UInt8]? {
    while !hasEnded {
      let (output, used, isLast) = try frame.decompress(rest)
      rest = rest.dropFirst(used)
      hasEnded = isLast
      if !output.isEmpty { return output }
      if !hasEnded, rest.isEmpty {
        guard let bytes = try input() else { throw .damagedArchive("ends early") }
        rest = bytes[...]
      }
    }
    while rest.isEmpty {
      guard let bytes = try input() else { return nil }
      rest = bytes[...]
    }
    throw .damagedArchive("goes on after its end")
  }
}
