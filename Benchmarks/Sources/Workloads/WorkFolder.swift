#if canImport(Glibc)
  import Glibc
#endif

/// Writes workloads into a folder, each into its own subfolder; one that already exists stays.
public struct WorkFolder {
  /// The folder that contains the workloads.
  public let path: String

  /// Why something was not written.
  public struct Failure: Error, CustomStringConvertible {
    /// The path and the system's error message.
    public let description: String
  }

  /// Takes a folder and creates it if it does not exist.
  public init(_ path: String) throws(Failure) {
    self.path = path
    try Self.makeFolder(path)
  }

  /// Writes a workload; returns its folder.
  public func write(_ workload: Workload) throws(Failure) -> String {
    let folder = "\(path)/\(workload.name)"
    if access(folder + "/.complete", F_OK) == 0 { return folder }
    try Self.makeFolder(folder)
    var known: Set<String> = []
    var failure: Failure?
    workload.compose { file in
      do throws(Failure) {
        let parts = file.path.split(separator: "/").dropLast()
        var made = folder
        for part in parts {
          made += "/\(part)"
          if known.insert(made).inserted { try Self.makeFolder(made) }
        }
        let place = "\(folder)/\(file.path)"
        if !file.isLink {
          try Self.write(file.text, to: place)
        } else if symlink(file.text, place) != 0 {
          throw Self.failure(place)
        }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    try Self.write("", to: folder + "/.complete")
    return folder
  }

  private static func makeFolder(_ path: String) throws(Failure) {
    if mkdir(path, 0o755) != 0, errno != EEXIST { throw failure(path) }
  }

  private static func write(_ text: String, to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written <= 0 { throw failure(path) }
      rest = rest.dropFirst(written)
    }
  }

  private static func failure(_ path: String) -> Failure {
    Failure(description: "\(path): \(String(cString: strerror(errno)))")
  }
}
