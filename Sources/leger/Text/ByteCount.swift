/// Sizes for people.
enum ByteCount {
  private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

  /// Returns a number of bytes with one digit after the point, such as `1.5 GiB`.
  static func text(_ count: Int) -> String {
    var (value, unit) = (max(0, count), 0)
    var tenths = value * (value < Int.max / 10 ? 10 : 1)
    while value >= 1024, unit < units.count - 1 {
      tenths = value < Int.max / 10 ? value * 10 / 1024 : value / 1024 * 10
      value /= 1024
      unit += 1
    }
    return unit == 0 ? "\(value) B" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
