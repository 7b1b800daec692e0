/// A file of a workload.
public struct ComposedFile: Sendable {
  /// The path below the folder of the workload.
  public let path: String
  /// The contents, or the target of a symbolic link.
  public let text: String
  /// Whether it is a symbolic link.
  public let isLink: Bool

  /// Creates a file, or a symbolic link.
  public init(_ path: String, _ text: String, isLink: Bool = false) {
    self.path = path
    self.text = text
    self.isLink = isLink
  }
}
