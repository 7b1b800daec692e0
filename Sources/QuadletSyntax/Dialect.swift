/// How the lines of a file are told apart and joined; it changed once, with Podman 5.4.
public struct Dialect: Sendable, Hashable {
  /// The byte besides `#` that begins a comment.
  public let commentMark: UInt8
  /// Whether comments between the pieces of a continued line are passed over, and any line can be continued.
  public let skipsCommentsInContinuation: Bool

  /// Podman 5.4 and newer.
  public static let current = Dialect(commentMark: UInt8(ascii: ";"), skipsCommentsInContinuation: true)
  /// Podman before 5.4: `:` begins a comment, `;` does not, and only assignments continue, over whatever line follows.
  public static let before54 = Dialect(commentMark: UInt8(ascii: ":"), skipsCommentsInContinuation: false)
}
