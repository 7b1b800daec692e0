/// A Markdown table with columns as wide as their widest cell; the first is aligned left, the others right.
struct Table {
  private let title: String
  private let header: [String]
  private var rows: [[String]] = []

  init(_ title: String, _ header: [String]) {
    self.title = title
    self.header = header
  }

  mutating func add(_ cells: String...) { rows.append(cells) }

  var isEmpty: Bool { rows.isEmpty }

  var text: String {
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, widths).enumerated().map { column, entry in
        let space = String(repeating: " ", count: max(0, entry.1 - entry.0.count))
        return column == 0 ? entry.0 + space : space + entry.0
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = widths.enumerated().map { column, width in
      String(repeating: "-", count: max(2, width + 1)) + (column == 0 ? "-" : ":")
    }
    return (["### \(title)", "", line(header), "|" + rule.joined(separator: "|") + "|"] + rows.map(line)).joined(
      separator: "\n"
    )
  }
}

/// Formats a number with about three digits.
func short(_ value: Double) -> String {
  guard value.isFinite else { return "–" }
  let size = abs(value)
  let digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.095 ? 2 : 3
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let rounded = (size * scale).rounded()
  guard rounded < 1e15 else { return "\(value)" }
  let whole = Int(rounded) / Int(scale)
  let rest = String(Int(rounded) % Int(scale))
  let fraction = digits == 0 ? "" : "." + String(repeating: "0", count: digits - rest.count) + rest
  return (value < 0 ? "-" : "") + "\(whole)" + fraction
}

/// Formats nanoseconds in a suitable unit.
func time(_ nanoseconds: Double) -> String {
  if nanoseconds >= 1e9 { return short(nanoseconds / 1e9) + " s" }
  return nanoseconds >= 1e5 ? short(nanoseconds / 1e6) + " ms" : short(nanoseconds / 1e3) + " µs"
}

/// Formats the median, followed by the spread.
func median(_ sample: Sample, _ format: (Double) -> String = short) -> String {
  sample.isEmpty
    ? "–" : "\(format(sample.median)) (\(format(sample.spread.low))–\(format(sample.spread.high)))"
}
