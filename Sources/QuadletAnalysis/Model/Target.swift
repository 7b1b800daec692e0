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
}

extension PodmanVersion {
  /// The newest release that leger is verified against word for word.
  public static let verified = PodmanVersion(5, 8, 6)

  /// The newest release that the tables know keys of.
  public static let newest = PodmanVersion(6, 1)

  /// The newest known patch of each minor release.
  private static let newestPatches: [PodmanVersion] = [
    .podman(4, 4, 4), .podman(4, 5, 1), .podman(4, 6, 2), .podman(4, 7, 2), .podman(4, 8, 3), .podman(4, 9, 5),
    .podman(5, 0, 3), .podman(5, 1, 2), .podman(5, 2, 5), .podman(5, 3, 2), .podman(5, 4, 2), .podman(5, 5, 2),
    .podman(5, 6, 2), .podman(5, 7, 1), .podman(5, 8, 6), .podman(6, 0), .podman(6, 1),
  ]

  /// Reads `X.Y` (its newest known patch) or `X.Y.Z`, with an optional `v` before and a suffix such as `-dev` behind;
  /// nil when it is not a version from 4.4 to the newest known.
  public init?(_ text: String) {
    var numbers: [UInt32] = []
    for part in text.drop(while: { $0 == "v" }).prefix(while: { $0 != "-" && $0 != "+" }).split(
      separator: ".",
      omittingEmptySubsequences: false
    ) {
      guard part.allSatisfy({ $0.isASCII && $0.isNumber }), let number = UInt32(part), number < 1000 else { return nil }
      numbers.append(number)
    }
    guard (2...3).contains(numbers.count) else { return nil }
    if numbers.count == 3 {
      self.init(numbers[0], numbers[1], numbers[2])
    } else if let patch = Self.newestPatches.first(where: { $0.major == numbers[0] && $0.minor == numbers[1] }) {
      self = patch
    } else {
      return nil
    }
    guard self >= .podman(4, 4), self < .podman(Self.newest.major, Self.newest.minor + 1) else { return nil }
  }
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
