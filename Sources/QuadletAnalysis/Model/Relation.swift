/// How one systemd unit bears on another, as systemd.unit(5) names it.
public enum Relation: String, Sendable, CaseIterable {
  case requires, requisite, wants, bindsTo, partOf, upholds, conflicts, after, before

  /// The number of the key of [Unit] that says so.
  func name(in keys: Keys) -> UInt16 {
    switch self {
    case .requires: keys.requires
    case .requisite: keys.requisite
    case .wants: keys.wants
    case .bindsTo: keys.bindsTo
    case .partOf: keys.partOf
    case .upholds: keys.upholds
    case .conflicts: keys.conflicts
    case .after: keys.after
    case .before: keys.before
    }
  }

  /// Whether starting the one starts the other.
  public var pullsIn: Bool {
    switch self {
    case .requires, .wants, .bindsTo, .upholds: true
    case .requisite, .partOf, .conflicts, .after, .before: false
    }
  }

  /// Whether it says which of the two starts first.
  public var orders: Bool { self == .after || self == .before }

  /// The word for it in output.
  public var word: String {
    switch self {
    case .bindsTo: "binds-to"
    case .partOf: "part-of"
    default: rawValue
    }
  }
}
