import Foundation
import QuadletAnalysis
import TestSupport
import Testing

/// Compares leger with the real generator on random units.
@Suite struct LiveGeneratorTests {
  @Test func agreesWithTheRealGenerator() throws {
    let generators = RealGenerator.all()
    if generators.isEmpty {
      print("skipped: Podman's generator not found; LEGER_ORACLE can name a folder that contains quadlet-VERSION")
      return
    }
    let count = Setting.number("LEGER_UNITS", default: 300)
    let seed = UInt64(truncatingIfNeeded: Setting.number("LEGER_SEED", default: 20_261_121))
    var found: [DifferentialRun.Disagreement] = []
    var total = 0
    try DifferentialCampaign(seed: seed).run(units: count, generators: generators) { batch, disagreements in
      total += batch
      found += disagreements
      return found.count < 5
    }
    for disagreement in found { Issue.record("\(disagreement)") }
    print("\(total) units compared with \(generators.map { "\($0.version)" }.joined(separator: ", ")), seed \(seed)")
  }
}
