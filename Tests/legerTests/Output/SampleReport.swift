import QuadletSyntax

@testable import QuadletAnalysis
@testable import leger

extension Rule {
  static let sampleError = Rule(
    "unknown-key",
    .error,
    "A key is not one of its section.",
    why: "Podman refuses the unit.",
    bad: "[Container]\n↓PublishPorts=8080:80\n",
    good: "[Container]\nPublishPort=8080:80\n",
    isFixable: true
  )
  static let sampleWarning = Rule(
    "odd-value",
    .warning,
    "A value is odd.",
    why: "It may fail.",
    bad: "--- a.pod\n[Pod]\n--- b.pod\n↓[Pod]\n",
    good: "[Pod]\n--- b.pod\n[Pod]\n"
  )
  static let sampleNote = Rule("old-key", .note, "A key | an old one.", why: "There is a newer one.", bad: "", good: "")
}

extension Located {
  /// Returns a finding about the first occurrence of a culprit in a text.
  static func sample(
    _ text: String,
    at culprit: String,
    in path: String = "web.container",
    rule: Rule = .sampleError,
    message: String = "wrong",
    podman: String? = nil,
    help: String? = nil,
    fix: Fix? = nil,
    preventsStart: Bool = false
  ) -> Located {
    sample(
      Array(text.utf8),
      at: Array(culprit.utf8),
      in: Array(path.utf8),
      rule: rule,
      message: message,
      podman: podman,
      help: help,
      fix: fix,
      preventsStart: preventsStart
    )
  }

  static func sample(
    _ text: [UInt8],
    at culprit: [UInt8],
    in path: [UInt8],
    rule: Rule = .sampleError,
    message: String = "wrong",
    podman: String? = nil,
    help: String? = nil,
    fix: Fix? = nil,
    preventsStart: Bool = false
  ) -> Located {
    let start = text.indices.first { text[$0...].starts(with: culprit) } ?? 0
    return Located(
      path: path,
      document: Document(text),
      range: start..<start + culprit.count,
      rule: rule,
      message: message,
      podman: podman,
      help: help,
      fix: fix,
      preventsStart: preventsStart
    )
  }

  /// The finding that the tests of all formats use.
  static let unknownKey = Located.sample(
    "[Container]\nPublishPorts=8080:80\n",
    at: "PublishPorts",
    message: "unknown key \"PublishPorts\"",
    podman: "unsupported key 'PublishPorts'",
    help: "did you mean \"PublishPort\"?",
    fix: Fix(isSafe: true, edits: [TextEdit(12..<24, replacement: "PublishPort")])
  )
}

extension Report {
  /// One finding of each severity, each in its own file.
  static let sample = Report(
    findings: [
      Located(path: Array("./z/odd, 100%.pod".utf8), rule: .sampleNote, message: "a\nb <c> & \"d\""),
      .unknownKey,
      .sample(
        "[Volume]\nDriver=x\n",
        at: "x",
        in: "v.volume",
        rule: .sampleWarning,
        message: "odd",
        preventsStart: true
      ),
    ],
    fileCount: 12
  )

  /// Returns the report as text.
  func rendered(_ format: OutputFormat, terminal: Terminal = .plain) -> String {
    var bytes: [UInt8] = []
    ReportWriter.write(self, as: format, terminal: terminal, version: "1.2.3", to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
