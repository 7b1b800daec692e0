/// What a change of a service asks for, the mildest first.
///
/// A podman service makes its container anew at every start (`--replace --rm`), so `restart` and `recreate` are the same
/// command for it; they differ in what the container is afterwards.
public enum ChangeLevel: UInt8, Sendable, CaseIterable, Comparable {
  /// Nothing: comments, layout, order without meaning.
  case noOp
  /// A service that was not there.
  case added
  /// `systemctl daemon-reload`: what only systemd knows, such as dependencies, time-outs and links.
  case reload
  /// A restart, after which podman runs the same object: its surroundings changed.
  case restart
  /// A restart that makes another object: image, environment, ports, mounts, options.
  case recreate
  /// A service that is not there any more.
  case removed
  /// A service that is not there any more because the generator refuses its unit.
  case refused
  /// Data can get out of sight, or the change does nothing until somebody removes what holds the data.
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

  /// Whether a service that runs must stop for it.
  public var stopsService: Bool { self >= .restart }

  /// Whether the left one asks for less.
  public static func < (left: ChangeLevel, right: ChangeLevel) -> Bool { left.rawValue < right.rawValue }
}
