/// How one systemd unit relates to another, named as in systemd.unit(5).
public enum Relation: String, Sendable, CaseIterable {
  case requires, requisite, wants, bindsTo, partOf, upholds, conflicts, after, before

  /// The number of the key in [Unit] that declares the relation.
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

  /// Whether starting one unit starts the other.
  public var pullsIn: Bool {
    switch self {
    case .requires, .wants, .bindsTo, .upholds: true
    case .requisite, .partOf, .conflicts, .after, .before: false
    }
  }

  /// Whether the relation determines which unit starts first.
  public var orders: Bool { self == .after || self == .before }

  /// The word for the relation in output.
  public var word: String {
    switch self {
    case .bindsTo: "binds-to"
    case .partOf: "part-of"
    default: rawValue
    }
  }
}
