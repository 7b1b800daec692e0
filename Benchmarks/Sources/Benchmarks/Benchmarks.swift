import Glibc
import Workloads

/// Measures leger against the limits of the machine, and prints the tables that the README quotes.
@main
enum Benchmarks {
  static func main() {
    do throws(Options.Failure) {
      let options = try Options(Array(CommandLine.arguments.dropFirst()))
      do { try run(options) } catch { stop("\(error)", status: 3) }
    } catch {
      stop(Options.usage, status: 2)
    }
  }

  private static func run(_ options: Options) throws {
    let units = options.isQuick ? 1_000 : 10_000
    let rounds = options.isQuick ? 5 : 15
    var goals = Table("Goals", ["goal", "pass", "aim", "median (spread)", ""])
    print("Measured \(Machine.description(swift: options.swift)).")
    print("Medians, with the middle 80 % of the runs; ratios compare runs of the same round.\n")
    let folder = try WorkFolder(options.work)
    let programs = try Programs(into: options.work)
    let hasLeger = access(options.leger, X_OK) == 0
    if !hasLeger { print("Skipped: whole processes; build \(options.leger) with Benchmarks/run.\n") }

    if options.parts.contains("whole"), hasLeger {
      var table = Table("From start to exit", ["command", "time", "processor time", "peak memory", "ratio"])
      let generator = options.oracle.map { $0 + "/quadlet-5.8.6" }
      let hasGenerator = generator.map { access($0, X_OK) == 0 } ?? false
      if !hasGenerator {
        print("Skipped: Podman's generator, because LEGER_ORACLE names no folder that contains quadlet-5.8.6.\n")
      }
      let whole = WholeProcess(
        programs: programs,
        folder: folder,
        leger: options.leger,
        generator: hasGenerator ? generator : nil,
        rounds: rounds
      )
      try whole.runSmall(&table, &goals)
      try whole.runLarge(units: units, layout: .flat, &table, &goals)
      try whole.runLarge(units: units, layout: .nested, &table, &goals)
      try whole.runDiff(units: units, &table, &goals)
      try whole.runWriters(findings: 10_000, &table, &goals)
      if !options.isQuick { try whole.runGrowth(from: units, &goals) }
      print(table.text + "\n")
    }
    if options.parts.contains("in-process") {
      var table = Table(
        "The libraries alone, \(units) units in memory, one core",
        ["work", "time", "MB/s", "ns a file", "of the memchr scan"]
      )
      let inProcess = InProcess(units: units, rounds: rounds)
      inProcess.run(&table, &goals)
      InProcess.parseCorpus(Corpus.texts(below: Options.projectFolder + "/Corpus"), rounds: rounds, &table)
      print(table.text + "\n")
    }
    if options.parts.contains("worst"), hasLeger {
      var table = Table(
        "Worst cases: processor time at a quarter, half and all of a size",
        ["case", "command", "size", "times", "grows with the size to the power of", ""]
      )
      let growth = Growth(programs: programs, folder: folder, leger: options.leger, isQuick: options.isQuick)
      let tooFast = try growth.run(&table)
      print(table.text + "\n")
      Goal("worst cases that grow faster than n log n", pass: 0, aim: 0, unit: "").add(
        Sample([Double(tooFast.count)]),
        to: &goals
      )
    }
    print(goals.text)
  }

  private static func stop(_ message: String, status: Int32) -> Never {
    let line = Array("Benchmarks: \(message)\n".utf8)
    _ = write(2, line, line.count)
    exit(status)
  }
}
