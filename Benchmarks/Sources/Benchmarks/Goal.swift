/// A value that must be reached to pass, and a better one to aim for; all goals are ratios or counts.
struct Goal {
  let name: String
  let pass: Double
  let aim: Double
  let unit: String

  init(_ name: String, pass: Double, aim: Double, unit: String = "×") {
    self.name = name
    self.pass = pass
    self.aim = aim
    self.unit = unit
  }

  private var wantsMuch: Bool { aim > pass }

  private func reaches(_ value: Double, _ bound: Double) -> Bool { wantsMuch ? value >= bound : value <= bound }

  /// Adds a row to the table: what was measured, and whether the goal is reached.
  func add(_ sample: Sample, to table: inout Table) {
    let sign = wantsMuch ? "≥" : "≤"
    let mark =
      sample.isEmpty
      ? "not measured" : reaches(sample.median, aim) ? "aim" : reaches(sample.median, pass) ? "pass" : "**missed**"
    table.add(
      name,
      "\(sign) \(short(pass)) \(unit)",
      "\(sign) \(short(aim)) \(unit)",
      sample.isEmpty ? "–" : median(sample) + " \(unit)",
      mark
    )
  }
}
