/// A number such as `12`, `1.5` or `.5`.
enum DecimalFraction {
  /// Reads a number and moves past it; returns nil without moving when there is none.
  static func read(_ bytes: Span<UInt8>, from index: inout Int, until end: Int) -> Double? {
    let start = index
    var (number, scale, digits): (Double, Double, Int) = (0, 1, 0)
    var isFraction = false
    while index < end {
      if bytes[index].isDigit {
        number = number * 10 + Double(bytes[index] - UInt8(ascii: "0"))
        if isFraction { scale *= 10 }
        digits += 1
      } else if bytes[index] == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else {
        break
      }
      index += 1
    }
    guard digits > 0 else {
      index = start
      return nil
    }
    return number / scale
  }
}
