import Glibc
import QuadletAnalysis

/// The folders in which Podman and systemd look for units on this machine.
enum UnitFolders {
  /// The folders of the system, first one first.
  private static let ofSystem: [StaticString] = [
    "/run/containers/systemd", "/etc/containers/systemd", "/usr/share/containers/systemd",
  ]
  /// The folders of all users; each has one for every user's number.
  private static let ofUsers: [StaticString] = [
    "/etc/containers/systemd/users", "/usr/share/containers/systemd/users",
  ]

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
      return bytes(ofSystem.map { "\($0)" }).filter(FileSystem.exists)
    case .user:
      let user = "\(getuid())"
      let runtime = Standard.text("XDG_RUNTIME_DIR").map { "\($0)/containers/systemd" }
      let folders = [runtime, configuration.map { "\($0)/containers/systemd" }].compactMap { $0 }
      return bytes(folders + ofUsers.map { "\($0)/\(user)" }).filter(FileSystem.exists)
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
    func lies(in folder: Span<UInt8>) -> Bool {
      guard path.count >= folder.count, folder.indices.allSatisfy({ path[$0] == folder[$0] }) else { return false }
      return path.count == folder.count || path[folder.count] == UInt8(ascii: "/")
    }
    if ofUsers.contains(where: { $0.withUTF8Buffer { lies(in: $0.span) } }) { return .user }
    if ofSystem.contains(where: { $0.withUTF8Buffer { lies(in: $0.span) } }) { return .system }
    return own.map { lies(in: $0.span) } ?? false ? .user : nil
  }

  /// The folder of the user who runs leger, links resolved once.
  private static let own: [UInt8]? = configuration.map { folder in
    let path = Array("\(folder)/containers/systemd".utf8)
    return (try? FileSystem.resolve(path)) ?? path
  }

  private static var configuration: String? {
    Standard.text("XDG_CONFIG_HOME").flatMap { $0.isEmpty ? nil : $0 } ?? Standard.text("HOME").map { "\($0)/.config" }
  }

  private static func bytes(_ paths: [String]) -> [[UInt8]] { paths.map { Array($0.utf8) } }
}
