/// A release of Podman, such as `5.8.6`.
public struct PodmanVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The three numbers, packed so that they compare as one.
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

extension PodmanVersion {
  /// The newest release whose generator leger was compared with word for word.
  public static let verified = PodmanVersion(5, 8, 6)

  /// The newest release whose keys are in the tables.
  public static let newest = PodmanVersion(6, 1)

  /// The oldest release that leger knows: the first with Quadlet.
  static let oldest = PodmanVersion(4, 4)

  /// The newest known patch of each minor release, oldest first.
  static let newestPatches: [PodmanVersion] = [
    .podman(4, 4, 4), .podman(4, 5, 1), .podman(4, 6, 2), .podman(4, 7, 2), .podman(4, 8, 3), .podman(4, 9, 5),
    .podman(5, 0, 3), .podman(5, 1, 2), .podman(5, 2, 5), .podman(5, 3, 2), .podman(5, 4, 2), .podman(5, 5, 2),
    .podman(5, 6, 2), .podman(5, 7, 1), .podman(5, 8, 6), .podman(6, 0), .podman(6, 1),
  ]

  /// Reads `X.Y`, which stands for its newest known patch, or `X.Y.Z`.
  ///
  /// A `v` before and a suffix such as `-dev` after it are allowed. Nil when the text is not a version from the oldest
  /// to the newest that leger knows.
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
    guard self >= .oldest, self < .podman(Self.newest.major, Self.newest.minor + 1) else { return nil }
  }
}
