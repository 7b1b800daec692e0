/// What a change to a service requires, mildest first.
///
/// A podman service recreates its container at every start (`--replace --rm`), so `restart` and `recreate` are the same
/// command for it; they differ in what the container is afterwards.
public enum ChangeLevel: UInt8, Sendable, CaseIterable, Comparable {
  /// Nothing: comments, layout, an order that has no meaning.
  case noOp
  /// A service that did not exist before.
  case added
  /// `systemctl daemon-reload`: things that only systemd uses, such as dependencies, timeouts and links.
  case reload
  /// A restart, after which podman runs the same object in changed surroundings.
  case restart
  /// A restart that creates a different object: image, environment, ports, mounts, options.
  case recreate
  /// A service that no longer exists.
  case removed
  /// A service that no longer exists because the generator rejects its unit.
  case refused
  /// Data may become unreachable, or the change has no effect until someone removes what holds the data.
  case dataAtRisk

  /// The word for it in output.
  public var word: String {
    switch self {
    case .noOp: "no-op"
    case .dataAtRisk: "data-at-risk"
    case .added: "added"
    case .reload: "reload"
    case .restart: "restart"
    case .recreate: "recreate"
    case .removed: "removed"
    case .refused: "refused"
    }
  }

  /// Whether a running service must stop for it.
  public var stopsService: Bool { self >= .restart }

  /// Whether the left level requires less.
  public static func < (left: ChangeLevel, right: ChangeLevel) -> Bool { left.rawValue < right.rawValue }
}
