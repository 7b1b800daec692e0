/// Something about the lines of a file that Podman rejects, or drops without a word.
public struct SyntaxIssue: Sendable, Hashable {
  /// What it is.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// Neither header nor assignment nor comment; Podman rejects the file.
    case malformedLine
    /// A header with an impossible name; Podman rejects the file.
    case malformedHeader
    /// Nothing stands before the `=`; Podman rejects the file.
    case emptyKey
    /// An assignment before the first header; Podman rejects the file.
    case assignmentBeforeSection
    /// A continued line that nothing but comments follow; Podman drops it.
    case lostContinuation
  }

  /// What it is.
  public let kind: Kind
  /// The bytes of the file that it is about: a line without white space at its ends.
  public let range: Range<Int>

  /// Whether Podman rejects the whole file because of it.
  public var rejectsFile: Bool { kind != .lostContinuation }
}

extension Document {
  /// Everything that Podman rejects or drops, in the order of the lines; Podman itself stops at the first that rejects the file.
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
