import QuadletAnalysis

/// The name of a deployment, which is also that of its folder of units.
struct DeploymentName: Hashable, Sendable, CustomStringConvertible {
  let description: String

  /// The longest name.
  private static let lengthLimit = 63
  /// What a name looks like, for messages.
  private static let grammar =
    "a name has 1 to 63 of a-z, 0-9, _, . and -, begins with a letter or a digit, does not end in .d, is not \"all\", \"users\" or a verb of leger backup, and is not that of a unit or a backup"

  /// Takes a name; nil when it does not follow the grammar. Podman does not read units in a folder whose name ends in `.d`.
  init?(_ text: some StringProtocol) {
    guard let first = text.utf8.first, Self.isLetterOrDigit(first), text.utf8.count <= Self.lengthLimit,
      text.utf8.allSatisfy(Self.isAllowed), !text.hasSuffix(".d"), text != "all", text != "users",
      UnitKind(fileName: Array(text.utf8)) == nil, BackupID(text) == nil, !Self.backupVerbs.contains(String(text))
    else { return nil }
    description = String(text)
  }

  /// The words after `leger backup` that are not the name of a deployment.
  static let backupVerbs = ["create", "list", "info", "verify", "prune", "pin", "unpin", "export", "import", "latest"]

  /// Takes a name that a user has typed; says what a name looks like when it is none.
  init(typed bytes: [UInt8]) throws(HostFailure) {
    guard let name = DeploymentName(String(decoding: bytes, as: UTF8.self)) else {
      throw HostFailure(
        .usage,
        "\(VisibleText.quoted(bytes)) is not a name of a deployment: \(Self.grammar)"
      )
    }
    self = name
  }

  /// Makes a name of a folder's or a repository's: lower-cased, other characters replaced by `-`; nil when nothing is left.
  init?(folder name: some Sequence<UInt8>) {
    var bytes = name.map { byte in
      let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
      return Self.isAllowed(lower) ? lower : UInt8(ascii: "-")
    }
    if bytes.suffix(4).elementsEqual(".git".utf8) { bytes.removeLast(4) }
    let kept = bytes.drop { !Self.isLetterOrDigit($0) }.prefix(Self.lengthLimit)
    self.init(String(decoding: kept, as: UTF8.self))
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }
}
