import QuadletSyntax

/// For whom the units are: the Podman release that must read them, and whose systemd starts them.
public struct Target: Sendable, Hashable {
  /// The Podman release.
  public let version: PodmanVersion
  /// Whose service manager runs the services; nil when that is not known.
  public let scope: Scope?
  private let behaviors: UInt64

  /// Makes a target.
  public init(version: PodmanVersion = .verified, scope: Scope? = nil) {
    self.version = version
    self.scope = scope
    behaviors = Behavior.mask(for: version)
  }

  /// Whether the generator of this release behaves so.
  @inline(__always)
  public func has(_ behavior: Behavior) -> Bool {
    behaviors & (1 << UInt64(behavior.rawValue)) != 0
  }

  /// How this release tells lines apart.
  public var dialect: Dialect { has(.skipsCommentsInContinuation) ? .current : .before54 }
}

/// Whose service manager runs a unit.
public enum Scope: UInt8, Sendable, CaseIterable {
  case system, user

  /// The word for it in files and output.
  public var word: String { self == .system ? "system" : "user" }
}

extension UnitKind {
  /// Whether the target's generator takes the extension, dot included, for a unit's.
  static func isKnown(_ fileExtension: ArraySlice<UInt8>, in target: Target) -> Bool {
    guard fileExtension.first == UInt8(ascii: "."), let kind = UnitKind(fileName: Array(fileExtension)) else {
      return false
    }
    return kind.since <= target.version
  }
}
