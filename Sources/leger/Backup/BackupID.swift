/// The name of a backup: that of its deployment and when it was made, in UTC, such as `web-2026-11-29-130405`.
struct BackupID: Hashable, Sendable, CustomStringConvertible {
  let description: String
  /// The name of the deployment.
  let deployment: String
  /// When it was made, as digits and hyphens, with a number after it where two were made in the same second.
  let time: String

  /// The digits of a time, `-` between its parts.
  private static let shape = Array("dddd-dd-dd-dddddd".utf8)

  /// Takes an ID; nil for any other text.
  init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count <= 100, let start = Self.timeStart(bytes) else { return nil }
    let (name, time) = (bytes[..<(start - 1)], bytes[start...])
    guard let first = name.first, Self.isLetterOrDigit(first), name.allSatisfy(Self.isAllowed) else { return nil }
    description = String(text)
    deployment = String(decoding: name, as: UTF8.self)
    self.time = String(decoding: time, as: UTF8.self)
  }

  /// Makes the ID of a backup; `number` is 1 unless others were made in the same second.
  init?(_ deployment: String, at seconds: Int, number: Int = 1) {
    self.init("\(deployment)-\(Timestamp.compact(seconds))" + (number == 1 ? "" : "-\(number)"))
  }

  /// Whether a text has the shape of an ID, so that no deployment can be called so.
  static func looksLikeOne(_ text: String) -> Bool { BackupID(text) != nil }

  /// Returns where the time begins; nil when the text does not end in one.
  private static func timeStart(_ bytes: [UInt8]) -> Int? {
    // From the right: a deployment can be called `web-2026`.
    for start in stride(from: bytes.count - shape.count, to: 1, by: -1) where bytes[start - 1] == UInt8(ascii: "-") {
      let rest = bytes[start...]
      let isTime = zip(rest, shape).allSatisfy { byte, mark in
        mark == UInt8(ascii: "-") ? byte == mark : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
      let tail = rest.dropFirst(shape.count)
      let isNumbered =
        tail.isEmpty
        || tail.first == UInt8(ascii: "-") && tail.count > 1 && tail.count < 6
          && tail.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      if isTime && isNumbered { return start }
    }
    return nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "_.-".utf8.contains(byte) }
}

extension BackupID: Comparable {
  /// Older first; the numbers of one second in their order.
  static func < (one: BackupID, other: BackupID) -> Bool {
    (one.time.prefix(17), one.time.utf8.count, one.time, one.deployment)
      < (other.time.prefix(17), other.time.utf8.count, other.time, other.deployment)
  }
}
