import FoundationEssentials

/// Times in UTC, from seconds since 1970.
enum Timestamp {
  /// For people: `2026-11-29 13:04`.
  static func text(_ seconds: Int) -> String {
    let parts = parts(seconds)
    return "\(parts.date) \(parts.hours):\(parts.minutes)"
  }

  /// For names of files: `2026-11-29-130405`.
  static func compact(_ seconds: Int) -> String {
    let parts = parts(seconds)
    return "\(parts.date)-\(parts.hours)\(parts.minutes)\(parts.seconds)"
  }

  /// As RFC 3339 writes it: `2026-11-29T13:04:05Z`.
  static func standard(_ seconds: Int) -> String {
    let parts = parts(seconds)
    return "\(parts.date)T\(parts.hours):\(parts.minutes):\(parts.seconds)Z"
  }

  /// As RFC 3339 writes it with a fraction, whose last zeros Go leaves out: `2026-11-29T13:04:05.25Z`.
  static func precise(_ time: Duration) -> String {
    let (seconds, attoseconds) = time.components
    let digits = padded(Int(attoseconds / 1_000_000_000), 9)
    let fraction = String(digits.reversed().drop { $0 == "0" }.reversed())
    return standard(Int(seconds)).dropLast() + (fraction.isEmpty ? "" : ".\(fraction)") + "Z"
  }

  /// Reads a time as RFC 3339 writes it, with or without a fraction; nil for any other text.
  static func seconds(_ text: String) -> Int? {
    for style in [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)] {
      if let date = try? style.parse(text) { return Int(date.timeIntervalSince1970.rounded(.down)) }
    }
    return nil
  }

  private static func parts(_ time: Int) -> (date: String, hours: String, minutes: String, seconds: String) {
    let days = Int((Double(time) / 86400).rounded(.down))
    let rest = time - days * 86400
    let (year, month, day) = date(days)
    return (
      "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))", padded(rest / 3600, 2), padded(rest / 60 % 60, 2),
      padded(rest % 60, 2)
    )
  }

  /// The date of a number of days since 1970, in the calendar that repeats every 400 years (146,097 days).
  private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
    var year = 1970
    var rest = (days % 146_097 + 146_097) % 146_097
    year += (days - rest) / 146_097 * 400
    while rest >= (isLeap(year) ? 366 : 365) {
      rest -= isLeap(year) ? 366 : 365
      year += 1
    }
    var month = 1
    let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for length in lengths where rest >= length {
      rest -= length
      month += 1
      if rest < lengths[month - 1] { break }
    }
    return (year, month, rest + 1)
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
