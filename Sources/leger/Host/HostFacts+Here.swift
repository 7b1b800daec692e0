import Glibc
import QuadletAnalysis

extension HostFacts {
  /// How large a file that a unit names can be.
  private static let fileSizeLimit = 16 << 20

  /// This machine.
  static var here: HostFacts {
    HostFacts(
      podman: Standard.text("PODMAN").flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/bin/podman",
      pathExists: { FileSystem.exists($0) },
      file: { file($0) },
      kubernetes: { KubernetesReader.file($0) }
    )
  }

  private static func file(_ path: [UInt8]) -> File? {
    var status = stat()
    guard stat(CPath(path).bytes, &status) == 0, let bytes = try? FileSystem.read(path, limit: fileSizeLimit) else {
      return nil
    }
    return File(bytes: bytes, mode: UInt16(truncatingIfNeeded: status.st_mode & 0o7777))
  }
}
