import QuadletAnalysis

/// The folders in which Podman and systemd look for units on a host.
struct UnitFolders: Sendable {
  /// The folders of the system, first one first.
  private static let ofSystem: [StaticString] = [
    "/run/containers/systemd", "/etc/containers/systemd", "/usr/share/containers/systemd",
  ]
  /// The folders of all users; each has one for every user's number.
  private static let ofUsers: [StaticString] = [
    "/etc/containers/systemd/users", "/usr/share/containers/systemd/users",
  ]

  private let host: any Host
  /// The folder of the user who runs leger, links resolved; nil when the environment does not tell.
  private let own: [UInt8]?

  init(_ host: any Host) {
    self.host = host
    own = host.configurationFolder.map { host.resolvedOrSame(Array("\($0)/containers/systemd".utf8)) }
  }

  /// The folders that `QUADLET_UNIT_DIRS` names, which replace all others; nil when it is not set.
  static func given(_ host: any Host) -> [[UInt8]]? {
    guard let paths = host.variable("QUADLET_UNIT_DIRS"), !paths.isEmpty else { return nil }
    return paths.split(separator: UInt8(ascii: ":")).map { Array($0) }
  }

  /// Returns where Podman's generator looks for units, first one first (podman-systemd.unit(5), "Podman unit search path").
  func podman(_ scope: Scope) -> [[UInt8]] { Self.given(host) ?? possible(scope).filter(host.exists) }

  /// The folders in which Podman's generator looks for units unless it is told to look elsewhere, whether they exist or not.
  private func possible(_ scope: Scope) -> [[UInt8]] {
    let paths: [String]
    switch scope {
    case .system: paths = Self.ofSystem.map { "\($0)" }
    case .user:
      let own = [host.runtimeFolder, host.configurationFolder].compactMap { $0.map { "\($0)/containers/systemd" } }
      paths = own + Self.ofUsers.map { "\($0)/\(host.user.user)" }
    }
    return Self.bytes(paths)
  }

  /// Returns all folders in which Podman looks for units, or would look if it were not told otherwise, links resolved.
  func all(_ scope: Scope) -> [[UInt8]] { (podman(scope) + possible(scope)).map(host.resolvedOrSame) }

  /// Returns the nearest folder above a folder of units in which Podman does not look for units, links resolved.
  func outside(_ units: [UInt8], _ scope: Scope) -> [UInt8] {
    let above = all(scope).filter { Path.isInside(units, $0) }
    return Path.parent(of: above.min { $0.count < $1.count } ?? units)
  }

  /// Returns where systemd finds the units that packages and administrators install (systemd.unit(5), "Unit File Load
  /// Path").
  func systemd(_ scope: Scope) -> [[UInt8]] {
    switch scope {
    case .system:
      Self.bytes([
        "/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system",
      ])
    case .user:
      Self.bytes(
        (host.configurationFolder.map { ["\($0)/systemd/user"] } ?? [])
          + ["/etc/systemd/user", "/usr/local/lib/systemd/user", "/usr/lib/systemd/user"]
      )
    }
  }

  /// Returns the scope of a folder in which Podman looks for units; nil for any other folder.
  func scope(of path: [UInt8]) -> Scope? {
    func lies(in folder: Span<UInt8>) -> Bool {
      guard path.count >= folder.count, folder.indices.allSatisfy({ path[$0] == folder[$0] }) else { return false }
      return path.count == folder.count || path[folder.count] == UInt8(ascii: "/")
    }
    if Self.ofUsers.contains(where: { $0.withUTF8Buffer { lies(in: $0.span) } }) { return .user }
    if Self.ofSystem.contains(where: { $0.withUTF8Buffer { lies(in: $0.span) } }) { return .system }
    return own.map { lies(in: $0.span) } ?? false ? .user : nil
  }

  private static func bytes(_ paths: [String]) -> [[UInt8]] { paths.map { Array($0.utf8) } }
}

extension Host {
  /// The scope of the user who runs leger.
  var scope: Scope { user.isRoot ? .system : .user }
}
