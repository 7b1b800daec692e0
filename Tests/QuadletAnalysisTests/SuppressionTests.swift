import QuadletSyntax
import TestSupport
import Testing

@testable import QuadletAnalysis

/// Comments that allow findings: what they silence, and what is said of them.
@Suite struct SuppressionTests {
  /// What is found in `web.container`, as `line:column rule`.
  private func found(_ text: String, isRun: (Rule) -> Bool = { _ in true }, version: PodmanVersion = .verified)
    -> [String]
  {
    let project = InMemoryProject.make([("web.container", Array(text.utf8))], target: Target(version: version))
    var linter = Linter(project)
    linter.lint(file: 0)
    return project.withoutAllowed(linter.findings, isRun: isRun).filter { $0.severity > .note }.map { finding in
      guard case .document(let document) = project.contents[0] else { return "\(finding.rule)" }
      let place = document.position(at: finding.range.lowerBound)
      return "\(place.line):\(place.column) \(finding.rule)"
    }
  }

  private static let head = "[Container]\nImage=quay.io/podman/hello:v1\n"

  @Test(arguments: [
    "# leger: allow boolean-mistake\nReadOnly=maybe\n", "#leger:allow boolean-mistake\nReadOnly=maybe\n",
    "; leger: allow boolean-mistake\nReadOnly=maybe\n", "\t##  leger:  allow  boolean-mistake \r\nReadOnly=maybe\r\n",
    "# leger: allow boolean-mistake -- the image wants it, inline-comment or not\nReadOnly=maybe\n",
    "# leger: allow boolean-mistake\n\n# a word about it\n\nReadOnly=maybe\n",
    "# leger: allow unused-suppression, boolean-mistake\n# leger: allow unknown-key\nReadonly=maybe\n",
    "# leger: allow-file boolean-mistake\nReadOnly=maybe\nNoNewPrivileges=enabled\n",
    "ReadOnly=maybe\n# leger: allow-file boolean-mistake", "# leger: allow unknown-key\nPublishPorts=80:80\n",
    "# leger: allow unknown-section\n[Instal]\n", "# leger: allow malformed-line\noops\n",
    "# leger: allow inline-comment\nEnvironment=A=1 # one\n# leger: allow split-assignment\nLabel=a=b c\n",
    "# leger: allow lost-continuation\nExec=serve \\\n# the end\n",
    "Exec=serve \\\n# leger: allow bad-escape\n  \\d\n", "# leger: allow bad-escape\nExec=serve \\\n  \\d\n",
    "# leger: allow unused-suppression, inline-comment\nReadOnly=true\n",
    "# leger: allow-file unused-suppression\n# leger: allow inline-comment\nReadOnly=true\n",
    "# leger: allow unknown-rule, rule-of-tomorrow\nReadOnly=true\n",
  ])
  func `a comment silences the rules that it names`(text: String) {
    #expect(found(Self.head + text) == [])
  }

  @Test(arguments: [
    ("# leger: allow inline-comment\nReadOnly=maybe\n", ["3:16 unused-suppression", "4:10 boolean-mistake"]),
    ("# leger: allow boolean-mistake\nUser=1\nReadOnly=maybe\n", ["3:16 unused-suppression", "5:10 boolean-mistake"]),
    ("ReadOnly=maybe\n# leger: allow boolean-mistake\n", ["3:10 boolean-mistake", "4:16 unused-suppression"]),
    ("# leger: allow boolean-mistakes\nReadOnly=maybe\n", ["3:16 unknown-rule", "4:10 boolean-mistake"]),
    ("# leger: allow we all know why\nReadOnly=maybe\n", ["3:16 unknown-rule", "4:10 boolean-mistake"]),
    ("# leger: allow\nReadOnly=maybe\n", ["3:10 unused-suppression", "4:10 boolean-mistake"]),
    ("# leger: allow -- a reason\nReadOnly=true\n", ["3:10 unused-suppression"]),
    ("# leger: ignore boolean-mistake\nReadOnly=maybe\n", ["3:10 unused-suppression", "4:10 boolean-mistake"]),
    ("# leger: alow-file boolean-mistake\nReadOnly=true\n", ["3:10 unused-suppression"]),
    ("# leger: a tool that reads units\n# leger:\n# see leger: allow boolean-mistake\nReadOnly=true\n", []),
    ("# leger: allow boolean-mistake, inline-comment, bad-escape\nReadOnly=maybe\n", ["3:33 unused-suppression"]),
    ("ReadOnly=true\n# leger: allow bad-escape", ["4:16 unused-suppression"]),
    ("# leger: allow-file bad-escape\n", ["3:21 unused-suppression"]),
    ("Exec=serve \\\n# leger: allow inline-comment\n  --all\n", ["4:16 unused-suppression"]),
  ])
  func `a comment that allows nothing is told`(text: String, expected: [String]) {
    #expect(found(Self.head + text).sorted() == expected)
  }

  @Test func `a comment for the file silences what is about the file as a whole, one for a line does not`() {
    func found(_ comment: String) -> [String] {
      let files = ["a/web.container", "b/web.container"].map { ($0, Array((comment + Self.head).utf8)) }
      let findings = InMemoryProject.findings(InMemoryProject.make([files[0], files[1]]))
      let others = ["not-started-at-boot", "pull-during-start"]
      return findings.filter { !others.contains($0.rule.name) }.map { "\($0.file) \($0.rule)" }
    }
    #expect(found("") == ["1 shadowed-unit"])
    #expect(found("# leger: allow-file shadowed-unit, unused-suppression\n") == [])
    #expect(
      found("# leger: allow shadowed-unit\n")
        == ["1 shadowed-unit", "0 unused-suppression", "1 unused-suppression"]
    )
  }

  @Test func `comments within a continued line and before it are about the same line`() {
    let text =
      "# leger: allow inline-comment\nExec=serve \\\n# leger: allow bad-escape, nul-byte\n  \\d # x\nReadOnly=maybe\n"
    #expect(found(Self.head + text) == ["7:10 boolean-mistake", "5:28 unused-suppression"])
  }

  /// With work that grew with the square of the comments, this would take minutes.
  @Test func `thousands of comments on one line and thousands of lines are no trouble`() throws {
    let stacked = String(repeating: "# leger: allow boolean-mistake\n", count: 10_000)
    let line = "# leger: allow boolean-mistake, bad-escape\nReadOnly=maybe\n"
    let document = Document(Array((Self.head + stacked + String(repeating: line, count: 10_000)).utf8))
    var suppressions = try #require(Suppressions(document))
    for line in document.lines where line.kind == .entry && line.nameText == "ReadOnly" {
      let finding = Finding(file: 0, range: line.trimmedRange, rule: .booleanMistake, Message(""))
      let isAllowed = suppressions.allows(finding)
      #expect(isAllowed)
    }
    #expect(suppressions.mistakes(file: 0) { _ in true }.count == 10_000)
  }

  @Test func `a comment is unused only when its rule was run`() {
    let text = Self.head + "# leger: allow inline-comment, bad-escape\nReadOnly=true\n"
    #expect(found(text, isRun: { $0.name != "inline-comment" }) == ["3:32 unused-suppression"])
    #expect(found(text, isRun: { _ in false }) == [])
  }

  @Test func `a comment allows what units have against each other, and is not unused while its unit is refused`() {
    func found(_ more: String) -> [String] {
      let unit = "[Container]\nImage=quay.io/podman/hello:v1\n# leger: allow port-conflict\nPublishPort=80:80\n"
      let files = [("a.container", unit + more), ("b.container", unit + more)].map { ($0.0, Array($0.1.utf8)) }
      return InMemoryProject.findings(InMemoryProject.make(files)).filter { $0.severity > .note }.map(\.rule.name)
    }
    #expect(found("") == [])
    #expect(found("Network=no.network\n") == ["missing-unit", "missing-unit"])
  }

  @Test func `a comment is not unused when its unit was not looked at`() {
    #expect(
      found("# leger: allow bad-escape\n[Container] # no\nExec=\\d\n").contains("1:16 unused-suppression") == false
    )
    let old = PodmanVersion(5, 4)
    let unit = [("a.artifact", Array("[Artifact]\n# leger: allow bad-escape\nArtifact=x\n".utf8))]
    let project = InMemoryProject.make(unit, target: Target(version: old))
    #expect(InMemoryProject.findings(project).map(\.rule.name) == ["kind-too-new"])
  }

  @Test func `before Podman 5_4 a semicolon begins no comment`() {
    let text = Self.head + "; leger: allow boolean-mistake\nReadOnly=maybe\n"
    #expect(found(text, version: PodmanVersion(5, 3)).contains("4:10 boolean-mistake"))
    #expect(found(text, version: PodmanVersion(5, 4)) == [])
  }

  @Test func `a drop-in has comments of its own`() {
    let files = [
      ("web.container", Array(Self.head.utf8)),
      (
        "web.container.d/10.conf",
        Array("[Container]\n# leger: allow boolean-mistake\nReadOnly=maybe\nNotify=perhaps\n".utf8)
      ),
    ]
    let findings = InMemoryProject.findings(InMemoryProject.make(files)).filter { $0.severity > .note }
    #expect(findings.map(\.message).count == 1)
  }

  @Test(arguments: [
    ("# leger: allow bad-escape -- why\nReadOnly=true\n", "ReadOnly=true\n"),
    (
      "# leger: allow bad-escape, boolean-mistake, nul-byte -- why\nReadOnly=maybe\n",
      "# leger: allow boolean-mistake -- why\nReadOnly=maybe\n"
    ),
    ("# leger: allow boolean-mistake bad-escape\nReadOnly=maybe\n", "# leger: allow boolean-mistake\nReadOnly=maybe\n"),
    (
      "; leger: allow inline-comment,split-assignment,bad-escape\r\nEnvironment=A=1 # x\r\n",
      "; leger: allow inline-comment\r\nEnvironment=A=1 # x\r\n"
    ),
    ("ReadOnly=true\n# leger: allow-file bad-escape", "ReadOnly=true\n"),
    ("# leger: allow boolean-mistakes\nReadOnly=maybe\n", "# leger: allow boolean-mistake\nReadOnly=maybe\n"),
    ("# leger: ignore boolean-mistake\nReadOnly=maybe\n", "# leger: allow boolean-mistake\nReadOnly=maybe\n"),
  ])
  func `a fix leaves what is needed`(text: String, expected: String) {
    let project = InMemoryProject.make([("web.container", Array((Self.head + text).utf8))])
    let fixes = InMemoryProject.findings(project).filter {
      $0.rule == .unusedSuppression || $0.rule == .unknownRule
    }.compactMap(\.fix)
    guard case .document(let document) = project.contents[0] else { return }
    #expect(String(decoding: document.applying(fixes.flatMap(\.edits)), as: UTF8.self) == Self.head + expected)
  }

  @Test func `a comment within a continued line goes only when somebody looks`() {
    let text = Self.head + "Exec=serve \\\n# leger: allow bad-escape\n"
    let project = InMemoryProject.make([("web.container", Array(text.utf8))])
    let fix = InMemoryProject.findings(project).first { $0.rule == .unusedSuppression }?.fix
    #expect(fix?.isSafe == false)
  }
}
