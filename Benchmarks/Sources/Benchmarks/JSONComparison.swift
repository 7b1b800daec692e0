import FoundationEssentials

/// The time that Foundation takes to write findings as JSON, which is what a user of JSONEncoder would get.
struct JSONComparison {
  private struct Place: Encodable {
    let path: String
    let line: Int
    let column: Int
    let endLine: Int
    let endColumn: Int
    let severity: String
    let rule: String
    let message: String
    let help: String
    let podman: String
  }

  private let places: [Place]

  init(findings: Int) {
    places = (0..<findings).map { index in
      Place(
        path: "/tmp/leger-benchmarks/findings-10000/unit\(index / 10).container",
        line: index % 10 + 3,
        column: 1,
        endLine: index % 10 + 3,
        endColumn: 13,
        severity: "error",
        rule: "unknown-key",
        message: "unknown key \"PublishPorts\" in [Container]; did you mean \"PublishPort\"?",
        help: "write PublishPort",
        podman:
          "unsupported key 'PublishPorts' in group 'Container' in /tmp/leger-benchmarks/findings-10000/unit.container"
      )
    }
  }

  /// Encodes the findings once; returns nanoseconds.
  func run() -> Double {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .useDefaultKeys
    return nanoseconds { if let data = try? encoder.encode(places) { use(data) } }
  }
}
