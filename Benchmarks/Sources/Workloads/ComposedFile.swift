/// One file of a workload.
public struct ComposedFile: Sendable {
  /// The path below the folder of the workload.
  public let path: String
  /// What it holds.
  public let text: String

  /// Makes a file.
  public init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
  }
}
