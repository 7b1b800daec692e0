import QuadletAnalysis
import QuadletSyntax

/// A finding with its place as people and tools name it: a path, and lines and columns counted from 1.
final class Located: Sendable {
  /// The path as typed or found, which may not be valid UTF-8.
  let path: [UInt8]
  let line: Int
  /// In bytes.
  let column: Int
  let endLine: Int
  /// One past the last byte.
  let endColumn: Int
  /// The range in the file, in bytes; empty at the start when the finding is about the file as a whole.
  let range: Range<Int>
  let rule: Rule
  let severity: Severity
  let message: String
  /// What Podman itself says.
  let podman: String?
  let help: String?
  let fix: Fix?
  let preventsStart: Bool
  /// The file; nil when it could not be read.
  let document: Document?

  /// Locates a range of a document; without a document, the finding is about the file as a whole, at 1:1.
  init(
    path: [UInt8],
    document: Document? = nil,
    range: Range<Int> = 0..<0,
    rule: Rule,
    severity: Severity? = nil,
    message: String,
    podman: String? = nil,
    help: String? = nil,
    fix: Fix? = nil,
    preventsStart: Bool = false
  ) {
    let start = document?.position(at: range.lowerBound) ?? Position(line: 1, column: 1)
    let end = range.isEmpty ? start : document?.position(at: range.upperBound) ?? start
    self.path = path
    line = start.line
    column = start.column
    endLine = end.line
    endColumn = end.column
    self.range = range
    self.rule = rule
    self.severity = severity ?? rule.severity
    self.message = message
    self.podman = podman
    self.help = help
    self.fix = fix
    self.preventsStart = preventsStart
    self.document = document
  }

  /// Locates a finding of a project; `path` saves looking it up again.
  convenience init(finding: borrowing Finding, in project: borrowing Project, path: [UInt8]? = nil) {
    var (document, offset) = (project.document(ofFile: finding.file), 0)
    if let enclosing = project.inventory.enclosing(finding.file) { (document, offset) = enclosing }
    self.init(
      path: path ?? project.inventory.path(of: finding.file),
      document: document,
      range: finding.range.lowerBound + offset..<finding.range.upperBound + offset,
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      // Podman never reads a template itself.
      podman: project.inventory.files[finding.file].isTemplateSource ? nil : finding.podman,
      help: finding.help,
      fix: finding.fix?.moved(by: offset),
      preventsStart: finding.preventsStart
    )
  }

  /// Whether it is about the file as a whole, not about a place in it.
  var isAboutFile: Bool { range.isEmpty && range.lowerBound == 0 }

  /// The bytes of its first line, without the line ending; empty when there is no document.
  var lineText: ArraySlice<UInt8> {
    guard let document, line <= document.lineCount else { return [] }
    let bytes = document.bytes
    let range = document.line(line - 1).range
    var text = bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound
    // Removing bytes from a slice would copy the line, which can be as long as the file.
    if bytes[text].last == UInt8(ascii: "\n") { text = text.dropLast() }
    if bytes[text].last == UInt8(ascii: "\r") { text = text.dropLast() }
    return bytes[text]
  }

  /// The path without a leading `./`, as forges name the files of a repository.
  var repositoryPath: ArraySlice<UInt8> {
    var rest = path[...]
    while rest.starts(with: [UInt8(ascii: "."), UInt8(ascii: "/")]), rest.count > 2 { rest = rest.dropFirst(2) }
    return rest
  }
}
