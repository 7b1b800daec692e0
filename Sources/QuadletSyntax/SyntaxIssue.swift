/// A line that Podman rejects or silently drops.
public struct SyntaxIssue: Sendable, Hashable {
  /// What is wrong with the line.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// Not a header, assignment or comment; Podman rejects the file.
    case malformedLine
    /// A header with an invalid name; Podman rejects the file.
    case malformedHeader
    /// Nothing before the `=`; Podman rejects the file.
    case emptyKey
    /// An assignment before the first header; Podman rejects the file.
    case assignmentBeforeSection
    /// A continued line followed only by comments; Podman drops it.
    case lostContinuation
  }

  /// What is wrong with the line.
  public let kind: Kind
  /// The line in the file, in bytes, without white space at either end.
  public let range: Range<Int>

  /// Whether Podman rejects the whole file because of it.
  public var rejectsFile: Bool { kind != .lostContinuation }
}

extension Document {
  /// Everything that Podman rejects or drops, in line order; Podman itself stops at the first line that it rejects.
  public var issues: [SyntaxIssue] {
    var issues: [SyntaxIssue] = []
    var isInSection = false
    for line in lines {
      let kind: SyntaxIssue.Kind
      switch line.kind {
      case .blank, .comment, .continuation, .skipped: continue
      case .header:
        isInSection = true
        continue
      case .entry where isInSection: continue
      case .entry: kind = .assignmentBeforeSection
      case .malformed: kind = .malformedLine
      case .malformedHeader: kind = .malformedHeader
      case .malformedKey: kind = isInSection ? .emptyKey : .assignmentBeforeSection
      case .lost: kind = .lostContinuation
      }
      issues.append(SyntaxIssue(kind: kind, range: line.trimmedRange))
    }
    return issues
  }
}
