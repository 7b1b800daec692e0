import CLimits
import QuadletAnalysis
import QuadletSyntax

/// Measures the libraries alone, on one core, without reading from disk.
struct InProcess {
  let rounds: Int
  private let memory: MemoryProject
  private let project: Project
  private let documents: [Document]

  init(units: Int, rounds: Int) {
    self.rounds = rounds
    memory = MemoryProject(units: units)
    project = memory.project()
    documents = memory.parse(memory.freshBuffers())
  }

  /// Adds the measurements, and whether the goals are reached.
  func run(_ table: inout Table, _ goals: inout Table) {
    var copy = [UInt8](repeating: 0, count: 2 << 20)
    let texts = memory.chunks.map { $0.text }
    let result = Rounds(
      rounds,
      [
        ("memcpy", { nanoseconds { for text in texts { limits_copy(&copy, text, text.count) } } }),
        ("memchr newline scan", { nanoseconds { for text in texts { use(limits_count_newlines(text, text.count)) } } }),
        ("parse", { parse() }),
        ("split every value into words", { nanoseconds { split() } }),
        ("put the project together", { nanoseconds { use(memory.project()) } }),
        ("validate", { nanoseconds { validate() } }),
        ("generate", { nanoseconds { generate() } }),
        ("graph with cycles", { nanoseconds { use(ServiceGraph(project).orderingCycles) } }),
        ("check conflicts", { nanoseconds { use(ProjectConflicts(project).all) } }),
      ]
    )
    for name in [
      "memcpy", "memchr newline scan", "parse", "split every value into words", "put the project together", "validate",
      "generate", "graph with cycles", "check conflicts",
    ] {
      let sample = result[name]
      table.add(
        name,
        median(sample, time),
        short(Double(memory.byteCount) / sample.median * 1e3),
        short(sample.median / Double(memory.fileCount)),
        median(result.ratio(name, to: "memchr newline scan"))
      )
    }
    Goal("parse: speed, of a memchr newline scan on one core", pass: 45, aim: 70, unit: "%").add(
      Sample([result.ratio("memchr newline scan", to: "parse").median * 100]),
      to: &goals
    )
    let files = Double(memory.fileCount)
    let buffers = memory.freshBuffers()
    Goal("allocations a file: parse", pass: 2, aim: 0.05, unit: "").add(
      Sample([allocations { use(memory.parse(buffers)) } / files]),
      to: &goals
    )
    Goal("allocations a file: parse and validate", pass: 20, aim: 2, unit: "").add(
      Sample([
        allocations { Self.validate(memory.project()) } / files
      ]),
      to: &goals
    )
  }

  /// Parses files that were not composed for benchmarks: the project's own corpus.
  static func parseCorpus(_ texts: [[UInt8]], rounds: Int, _ table: inout Table) {
    let memory = MemoryProject(texts: texts)
    let parsed = Rounds(
      rounds * 10,
      [
        (
          "parse",
          {
            let buffers = memory.freshBuffers()
            return nanoseconds { use(memory.parse(buffers)) }
          }
        ),
        (
          "scan",
          { nanoseconds { for chunk in memory.chunks { use(limits_count_newlines(chunk.text, chunk.text.count)) } } }
        ),
      ]
    )
    table.add(
      "parse: \(memory.fileCount) files of Corpus",
      median(parsed["parse"], time),
      short(Double(memory.byteCount) / parsed["parse"].median * 1e3),
      short(parsed["parse"].median / Double(memory.fileCount)),
      median(parsed.ratio("parse", to: "scan"))
    )
  }

  private func parse() -> Double {
    var buffers: [[UInt8]]? = memory.freshBuffers()
    return nanoseconds { if let taken = buffers.take() { use(memory.parse(taken)) } }
  }

  private func split() {
    var words = Words()
    for document in documents {
      let text = document.source.text
      for line in document.lines where line.kind == .entry {
        words.append(text.span, line.valueRange, style: .command)
      }
      words.removeAll()
    }
    use(words)
  }

  private func validate() { Self.validate(project) }

  /// Applies every rule, including those about the whole project.
  private static func validate(_ project: Project) {
    var linter = Linter(project)
    for file in project.inventory.files.indices { linter.lint(file: file) }
    use(linter.findings + ProjectFindings(project, facts: [linter.facts]).findings(withNotes: true))
  }

  private func generate() {
    var generation = Generation(project)
    var text: [UInt8] = []
    generation.run { $0.write(to: &text) }
    use(text)
  }

  private func allocations(_ body: () -> Void) -> Double {
    let before = limits_allocations()
    body()
    return Double(limits_allocations() - before)
  }
}
