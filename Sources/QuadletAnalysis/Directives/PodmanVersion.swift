/// A release of Podman, as in `5.8.6`.
public struct PodmanVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The three numbers packed so that they compare as one.
  let packed: UInt32

  /// Makes a version; each number is below 1,000.
  public init(_ major: UInt32, _ minor: UInt32, _ patch: UInt32 = 0) {
    packed = major * 1_000_000 + minor * 1_000 + patch
  }

  /// The first number.
  public var major: UInt32 { packed / 1_000_000 }
  /// The second number.
  public var minor: UInt32 { packed / 1_000 % 1_000 }
  /// The third number.
  public var patch: UInt32 { packed % 1_000 }

  /// `5.8.6`, or `5.8` when the third number is zero.
  public var description: String {
    patch == 0 ? "\(major).\(minor)" : "\(major).\(minor).\(patch)"
  }

  /// Whether the left release is older.
  public static func < (left: PodmanVersion, right: PodmanVersion) -> Bool { left.packed < right.packed }

  /// Shorthand for tables: `.podman(5, 3)`.
  public static func podman(_ major: UInt32, _ minor: UInt32, _ patch: UInt32 = 0) -> PodmanVersion {
    PodmanVersion(major, minor, patch)
  }
}
