/// A file of a workload.
public struct ComposedFile: Sendable {
  /// The path below the folder of the workload.
  public let path: String
  /// The contents.
  public let text: String

  /// Creates a file.
  public init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
  }
}
