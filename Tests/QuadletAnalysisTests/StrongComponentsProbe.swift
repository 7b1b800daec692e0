@testable import QuadletAnalysis

/// Counts components, for tests that otherwise use the public interface only.
enum StrongComponentsProbe {
  static func count(of successors: [[Int]]) -> Int { StrongComponents(of: successors).components.count }
}
