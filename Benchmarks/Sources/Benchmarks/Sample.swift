/// The results of measuring one thing repeatedly.
struct Sample {
  private let sorted: [Double]

  init(_ values: [Double]) { sorted = values.sorted() }

  var isEmpty: Bool { sorted.isEmpty }
  var least: Double { sorted.first ?? .nan }
  var median: Double { quantile(0.5) }
  /// The middle 80 percent, or everything when there are few results.
  var spread: (low: Double, high: Double) { (quantile(0.1), quantile(0.9)) }

  private func quantile(_ share: Double) -> Double {
    if sorted.isEmpty { return .nan }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
  }
}

/// Several measures taken in turn, so a ratio compares runs of the same round.
struct Rounds {
  private var values: [String: [Double]] = [:]

  /// Runs every measure once per round, rotating the order by one each time; each returns its own value.
  init(_ count: Int, _ measures: [(name: String, run: () -> Double?)]) {
    if measures.isEmpty { return }
    for round in 0..<count {
      for turn in measures.indices {
        let measure = measures[(turn + round) % measures.count]
        values[measure.name, default: []].append(measure.run() ?? .nan)
      }
    }
  }

  /// The results of one measure.
  subscript(_ name: String) -> Sample { Sample(valid(values[name] ?? [])) }

  /// The ratio of one measure to another, round by round.
  func ratio(_ name: String, to base: String) -> Sample {
    Sample(valid(zip(values[name] ?? [], values[base] ?? []).map { $0 / $1 }))
  }

  /// The difference between two measures as a ratio to a third, round by round.
  func ratio(of name: String, less other: String, to base: String) -> Sample {
    let differences = zip(values[name] ?? [], values[other] ?? []).map { $0 - $1 }
    return Sample(valid(zip(differences, values[base] ?? []).map { $0 / $1 }))
  }

  private func valid(_ values: [Double]) -> [Double] { values.filter { $0.isFinite } }
}

/// The nanoseconds that some work takes.
func nanoseconds(_ body: () -> Void) -> Double {
  let spent = ContinuousClock().measure(body).components
  return Double(spent.seconds) * 1e9 + Double(spent.attoseconds) / 1e9
}

/// Keeps the optimizer from discarding an unused result.
@inline(never)
func use<Value>(_ value: borrowing Value) {}
