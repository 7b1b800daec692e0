import Foundation
import QuadletAnalysis
import TestSupport

/// Generates batches of projects and compares each with every available generator, for the system and for a user.
struct DifferentialCampaign {
  /// The limit of folders in a search path; more are slow, since the generator looks for every drop-in folder in each.
  private static let batchSize = 64

  let seed: UInt64

  /// Compares at least `units` units; `report` gets the size and disagreements of a batch and returns false to stop.
  func run(
    units: Int,
    generators: [RealGenerator],
    report: (Int, [DifferentialRun.Disagreement]) throws -> Bool
  ) throws {
    var composer = UnitComposer(seed: seed, corpus: try Self.corpus())
    let work = FileManager.default.temporaryDirectory.appending(
      path: "leger-differential-\(UUID().uuidString)",
      directoryHint: .isDirectory
    )
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    var done = 0
    while done < units {
      var projects: [SampleProject] = []
      var size = 0
      while projects.count < Self.batchSize, done + size < units {
        projects.append(composer.next("p\(projects.count)x"))
        size += projects.last?.unitCount ?? 0
      }
      done += size
      for (index, generator) in generators.enumerated() {
        for scope in Scope.allCases {
          let run = DifferentialRun(generator: generator, scope: scope, work: work)
          guard try report(index == 0 && scope == .system ? size : 0, run.disagreements(projects)) else { return }
        }
      }
    }
  }

  /// Returns the units that mutations start from: those of the repository, and of the shared corpus if there is one.
  static func corpus() throws -> [(name: String, bytes: [UInt8])] {
    var folders = [Corpus.folder("")]
    if let shared = Corpus.shared { folders.append(shared.appending(path: "corpus")) }
    var units: [(name: String, bytes: [UInt8])] = []
    for folder in folders {
      for unit in (try? Corpus.files(below: folder)) ?? [] where UnitKind(fileName: Array(unit.name.utf8)) != nil {
        units.append((unit.name, try unit.bytes()))
      }
    }
    return units
  }
}
