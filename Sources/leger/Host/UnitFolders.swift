import Glibc
import QuadletAnalysis

/// The folders in which Podman and systemd look for units on this machine.
enum UnitFolders {
  /// The folders that `QUADLET_UNIT_DIRS` names, in place of all others; nil when it is not set.
  static var given: [[UInt8]]? {
    guard let paths = Standard.variable("QUADLET_UNIT_DIRS"), !paths.isEmpty else { return nil }
    return paths.split(separator: UInt8(ascii: ":")).map { Array($0) }
  }

  /// Where Podman's generator looks for units, first one first (podman-systemd.unit(5), "Podman unit search path").
  static func podman(_ scope: Scope) -> [[UInt8]] {
    if let given { return given }
    switch scope {
    case .system:
      return bytes(["/run/containers/systemd", "/etc/containers/systemd", "/usr/share/containers/systemd"])
        .filter(FileSystem.exists)
    case .user:
      let user = "\(getuid())"
      let runtime = Standard.text("XDG_RUNTIME_DIR").map { "\($0)/containers/systemd" }
      let shared = ["/etc/containers/systemd/users", "/usr/share/containers/systemd/users"]
      let folders = [runtime, configuration.map { "\($0)/containers/systemd" }].compactMap { $0 }
      return bytes(folders + shared.map { "\($0)/\(user)" }).filter(FileSystem.exists)
    }
  }

  /// Whether root runs leger.
  static var isRoot: Bool { getuid() == 0 }

  /// Where systemd finds the units that packages and administrators install (systemd.unit(5), "Unit File Load Path").
  static func systemd(_ scope: Scope) -> [[UInt8]] {
    switch scope {
    case .system:
      bytes(["/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"])
    case .user:
      bytes(
        (configuration.map { ["\($0)/systemd/user"] } ?? [])
          + ["/etc/systemd/user", "/usr/local/lib/systemd/user", "/usr/lib/systemd/user"]
      )
    }
  }

  /// The scope of a folder in which Podman looks for units; nil for one anywhere else.
  static func scope(of path: [UInt8]) -> Scope? {
    func lies(in folder: [UInt8]) -> Bool {
      path.starts(with: folder) && (path.count == folder.count || path[folder.count] == UInt8(ascii: "/"))
    }
    let shared = bytes(["/etc/containers/systemd/users", "/usr/share/containers/systemd/users"])
    if shared.contains(where: lies) { return .user }
    if bytes(["/run/containers/systemd", "/etc/containers/systemd", "/usr/share/containers/systemd"]).contains(
      where: lies
    ) {
      return .system
    }
    return own.contains(where: lies) ? .user : nil
  }

  /// The folder of the user who runs leger, links resolved once.
  private static let own: [[UInt8]] =
    configuration.map { folder in
      let path = Array("\(folder)/containers/systemd".utf8)
      return [(try? FileSystem.resolve(path)) ?? path]
    } ?? []

  private static var configuration: String? {
    Standard.text("XDG_CONFIG_HOME").flatMap { $0.isEmpty ? nil : $0 } ?? Standard.text("HOME").map { "\($0)/.config" }
  }

  private static func bytes(_ paths: [String]) -> [[UInt8]] { paths.map { Array($0.utf8) } }
}
