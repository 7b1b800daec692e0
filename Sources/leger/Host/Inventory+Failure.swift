import QuadletAnalysis

extension Inventory.Failure {
  /// A file that could not be opened, by its resolved path; only what is not about the path is the machine's fault.
  init(opening path: [UInt8], _ error: SystemError) {
    self.init(
      operation: "open \(String(decoding: path, as: UTF8.self))",
      message: error.message,
      isEnvironment: !error.isAboutPath
    )
  }
}
