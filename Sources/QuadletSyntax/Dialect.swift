/// How the lines of a file are classified and joined; this changed once, with Podman 5.4.
public struct Dialect: Sendable, Hashable {
  /// The byte besides `#` that starts a comment.
  public let commentMark: UInt8
  /// Whether comments between the pieces of a continued line are skipped, and any line can be continued.
  public let skipsCommentsInContinuation: Bool

  /// Podman 5.4 and later.
  public static let current = Dialect(commentMark: UInt8(ascii: ";"), skipsCommentsInContinuation: true)
  /// Podman before 5.4: `:` starts a comment, `;` does not, and only assignments continue, over whatever line follows.
  public static let before54 = Dialect(commentMark: UInt8(ascii: ":"), skipsCommentsInContinuation: false)
}
