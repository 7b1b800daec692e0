import Glibc
import Workloads

/// How the time of leger grows with inputs that are made to break programs.
struct Growth {
  let programs: Programs
  let folder: WorkFolder
  let leger: String
  let isQuick: Bool

  /// Processor time in seconds after which a run is stopped.
  private static let limit = 60
  /// Times below this say nothing of growth, in nanoseconds.
  private static let noise = 5e6
  /// What n log n cannot exceed between such sizes, with room for noise.
  static let bound = 1.3

  /// Adds a row for each case and command; answers those that grow too fast.
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

  /// The power of the size that the time grew with from the middle to the largest, or from the first when that was longer.
  private func exponent(_ times: [Double]) -> Double {
    guard times.count == 3, times[2] > Self.noise else { return .nan }
    return times[1] > Self.noise ? log2(times[2] / times[1]) : log2(times[2] / max(times[0], 1e6)) / 2
  }
}
