/// How bad a finding is; a law, not an opinion.
public enum Severity: UInt8, Sendable, CaseIterable, Comparable {
  /// Advice.
  case note
  /// Podman makes something of it that fails or is not what was written.
  case warning
  /// The target Podman's generator refuses the unit, or does not read the file.
  case error

  /// The word for it.
  public var word: String {
    switch self {
    case .note: "note"
    case .warning: "warning"
    case .error: "error"
    }
  }

  /// Whether the left one weighs less.
  public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}
