/// A whole number as Podman's options read it.
public struct WholeNumber: Sendable, Equatable {
  /// The number; nil for one that is not in base ten, which Podman also accepts.
  public let value: Int64?

  /// Reads a number, with or without a sign.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension WholeNumber: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    guard !part.isEmpty else { throw ValueProblem(range: part, message: "the number is missing") }
    let first = part.lowerBound
    let hasSign = bytes[first] == UInt8(ascii: "-") || bytes[first] == UInt8(ascii: "+")
    let digits = hasSign ? first + 1..<part.upperBound : part
    if let number = bytes.decimal(digits) {
      guard let number = Int64(exactly: number) else { throw bytes.problem(part, "is too large") }
      value = bytes[first] == UInt8(ascii: "-") ? -number : number
    } else if !digits.isEmpty, bytes[digits.lowerBound] == UInt8(ascii: "0") {
      value = nil
    } else {
      throw bytes.problem(part, "is not a whole number")
    }
  }

  /// Throws when a number is negative or not a number.
  ///
  /// An explicit plus sign and -1 pass, because some of the options that share this check accept them.
  static func checkUnsigned(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    do throws(ValueProblem) {
      let number = try WholeNumber(bytes, part)
      if let value = number.value, value < -1 {
        throw bytes.problem(part, "is negative; write 0 or a positive whole number")
      }
    } catch {
      guard let stop = bytes.first(in: part, where: { !$0.isDigit }), stop > part.lowerBound else { throw error }
      let isSeconds = bytes.isOne(stop..<part.upperBound, of: ["s", "sec", "second", "seconds"])
      throw ValueProblem(
        range: error.range,
        message: "\(error.message); write it without a unit",
        replacement: isSeconds ? bytes.text(part.lowerBound..<stop) : nil
      )
    }
  }

  /// Throws when a value is not a limit; -1 means no limit.
  static func checkLimit(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    do throws(ValueProblem) {
      _ = try WholeNumber(bytes, part)
    } catch {
      let isNone = bytes.isOne(part, of: ["unlimited", "infinity", "max", "none"], ignoringCase: true)
      throw ValueProblem(
        range: error.range,
        message: "\(error.message); use -1 for no limit",
        replacement: isNone ? "-1" : nil
      )
    }
  }

  /// Throws when a name is given where only a numeric user or group ID works.
  static func checkID(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    guard !part.isEmpty else { return }
    let first = bytes[part.lowerBound]
    guard first.isLetter || first == UInt8(ascii: "_") else { return }
    guard !bytes.equals(part, "root") else { return }
    throw bytes.problem(part, "is not a number and counts as 0, the ID of root; write the numeric ID")
  }
}
