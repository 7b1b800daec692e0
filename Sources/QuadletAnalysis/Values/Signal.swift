/// A signal, by name or number: `SIGTERM`, `term`, `15`, `RTMIN+3`.
public struct Signal: Sendable, Equatable {
  /// The number; nil for a real-time signal given by name.
  public let number: UInt8?

  private static let numbers: MeaningTable<34, UInt8> = [
    ("HUP", 1), ("INT", 2), ("QUIT", 3), ("ILL", 4), ("TRAP", 5), ("ABRT", 6), ("IOT", 6), ("BUS", 7), ("FPE", 8),
    ("KILL", 9), ("USR1", 10), ("SEGV", 11), ("USR2", 12), ("PIPE", 13), ("ALRM", 14), ("TERM", 15), ("STKFLT", 16),
    ("CHLD", 17), ("CLD", 17), ("CONT", 18), ("STOP", 19), ("TSTP", 20), ("TTIN", 21), ("TTOU", 22), ("URG", 23),
    ("XCPU", 24), ("XFSZ", 25), ("VTALRM", 26), ("PROF", 27), ("WINCH", 28), ("IO", 29), ("POLL", 29), ("PWR", 30),
    ("SYS", 31),
  ]

  /// Reads a signal, in any case, with or without the prefix `SIG`.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension Signal: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    let isDashed = !part.isEmpty && bytes[part.lowerBound] == UInt8(ascii: "-")
    let plain = isDashed ? part.lowerBound + 1..<part.upperBound : part
    if let number = bytes.decimal(plain) {
      guard 1...64 ~= number else { throw bytes.problem(part, "is not a signal; numbers range from 1 to 64") }
      self.number = UInt8(number)
      return
    }
    let name = bytes.hasPrefix(plain, "SIG", ignoringCase: true) ? plain.lowerBound + 3..<plain.upperBound : plain
    number = bytes.meaning(name, in: Signal.numbers, ignoringCase: true)
    if number != nil { return }
    let isRealTime =
      Signal.isRealTime(bytes, name, "RTMIN", "+", 15) || Signal.isRealTime(bytes, name, "RTMAX", "-", 14)
    guard isRealTime else {
      let known = Signal.numbers.indices.map { "\(Signal.numbers[$0].word)" }
      let nearest = Nearest.match(bytes.extracting(name), among: known)
      throw bytes.problem(part, "is not a signal", replacement: nearest.map { "SIG" + $0 })
    }
  }

  private static func isRealTime(
    _ bytes: Span<UInt8>,
    _ name: Range<Int>,
    _ base: StaticString,
    _ sign: Unicode.Scalar,
    _ most: UInt64
  ) -> Bool {
    guard bytes.hasPrefix(name, base, ignoringCase: true) else { return false }
    let rest = name.lowerBound + base.utf8CodeUnitCount..<name.upperBound
    guard !rest.isEmpty else { return true }
    let first = rest.lowerBound
    guard bytes[first] == UInt8(ascii: sign), let step = bytes.decimal(first + 1..<rest.upperBound) else {
      return false
    }
    return 1...most ~= step && bytes[first + 1] != UInt8(ascii: "0")
  }
}
