import QuadletSyntax

/// The eight kinds of unit that Podman's generator reads, told by the extension of the file name.
public enum UnitKind: UInt8, Sendable, CaseIterable {
  case container, volume, network, kube, image, build, pod, artifact

  /// The facts about one kind.
  private struct Row {
    let word: StaticString
    let section: StaticString
    let serviceSuffix: StaticString
    let order: Int
    let since: PodmanVersion
  }

  private static let rows: InlineArray<8, Row> = [
    Row(word: "container", section: "Container", serviceSuffix: "", order: 4, since: .podman(4, 4)),
    Row(word: "volume", section: "Volume", serviceSuffix: "-volume", order: 2, since: .podman(4, 4)),
    Row(word: "network", section: "Network", serviceSuffix: "-network", order: 2, since: .podman(4, 4)),
    Row(word: "kube", section: "Kube", serviceSuffix: "", order: 4, since: .podman(4, 4)),
    Row(word: "image", section: "Image", serviceSuffix: "-image", order: 1, since: .podman(4, 8)),
    Row(word: "build", section: "Build", serviceSuffix: "-build", order: 3, since: .podman(5, 2)),
    Row(word: "pod", section: "Pod", serviceSuffix: "-pod", order: 5, since: .podman(5, 0)),
    Row(word: "artifact", section: "Artifact", serviceSuffix: "-artifact", order: 1, since: .podman(5, 7)),
  ]

  private var row: Row { Self.rows[Int(rawValue)] }

  /// The extension of its files, without the dot.
  public var word: String { "\(row.word)" }
  /// The section that its own keys belong to.
  public var section: String { "\(sectionName)" }
  /// The same as a literal.
  var sectionName: StaticString { row.section }
  /// What the generated service adds to the unit's name.
  public var serviceSuffix: String { "\(serviceEnding)" }
  /// The same as a literal.
  var serviceEnding: StaticString { row.serviceSuffix }
  /// The place in which the generator converts it: what others refer to comes first.
  public var order: Int { row.order }
  /// The first Podman release that reads it.
  public var since: PodmanVersion { row.since }

  /// The kind of a file, told by its name; nil when Podman does not take it for a unit.
  public init?(fileName name: Span<UInt8>) {
    var start = name.count
    while start > 0, name[start - 1] != UInt8(ascii: ".") { start -= 1 }
    guard start > 0 else { return nil }
    for raw in 0..<UInt8(Self.rows.count) {
      guard let kind = UnitKind(rawValue: raw), name.equals(start..<name.count, Self.rows[Int(raw)].word) else {
        continue
      }
      self = kind
      return
    }
    return nil
  }

  /// The kind of a file, told by its name.
  public init?(fileName name: [UInt8]) {
    self.init(fileName: name.span)
  }
}

extension UnitKind {
  /// Whether an extension can begin with these two letters.
  static func mayBegin(_ first: UInt8, _ second: UInt8) -> Bool {
    for index in rows.indices
    where rows[index].word.withUTF8Buffer({ $0[0] == first && $0[1] == second }) {
      return true
    }
    return false
  }
}
