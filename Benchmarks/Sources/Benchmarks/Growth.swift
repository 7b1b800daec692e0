import Glibc
import Workloads

/// Measures how leger's time grows with inputs designed to break programs.
struct Growth {
  let programs: Programs
  let folder: WorkFolder
  let leger: String
  let isQuick: Bool

  /// The processor time, in seconds, after which a run is stopped.
  private static let limit = 60
  /// The time, in nanoseconds, below which growth cannot be measured.
  private static let noise = 5e6
  /// The exponent that n log n cannot exceed between such sizes, with a margin for noise.
  static let bound = 1.3

  /// Adds a row for each case and command; returns those that grow too fast.
  func run(_ table: inout Table) throws -> [String] {
    var tooFast: [String] = []
    for worst in WorstCase.allCases {
      let largest = isQuick ? worst.size / 4 : worst.size
      let paths = try [largest / 4, largest / 2, largest].map { try folder.write(.worst(worst, size: $0)) }
      for command in worst.commands {
        var times: [Double] = []
        for path in paths {
          let runs = (0..<3).map { _ in programs.run([leger, command, path], limit: Self.limit) }
          guard let best = runs.compactMap({ $0 }).filter({ $0.status < 2 }).map({ $0.processor }).min() else { break }
          times.append(best)
        }
        let growth = exponent(times)
        let isTooFast = times.count < 3 || growth > Self.bound
        if isTooFast { tooFast.append("\(worst.rawValue) \(command)") }
        table.add(
          worst.rawValue,
          command,
          "\(largest)",
          (0..<3).map { $0 < times.count ? time(times[$0]) : "> \(Self.limit) s" }.joined(separator: " · "),
          growth.isFinite ? short(growth) : "–",
          isTooFast ? "**too fast**" : "fine"
        )
      }
    }
    return tooFast
  }

  /// The power of the size with which the time grows: from the middle size to the largest, or from the smallest when
  /// the middle one is too fast to measure.
  private func exponent(_ times: [Double]) -> Double {
    guard times.count == 3, times[2] > Self.noise else { return .nan }
    return times[1] > Self.noise ? log2(times[2] / times[1]) : log2(times[2] / max(times[0], 1e6)) / 2
  }
}
