/// The parts of a unit's file name, as the generator takes it apart.
public struct UnitName: Sendable, Hashable {
  /// The file name, without folder.
  public let fileName: [UInt8]

  /// Makes a name.
  public init(_ fileName: [UInt8]) {
    self.fileName = fileName
  }

  /// Where the extension begins, its dot included.
  private var dot: Int { fileName.lastIndex(of: UInt8(ascii: ".")) ?? fileName.count }

  /// The extension with its dot.
  public var fileExtension: ArraySlice<UInt8> { fileName[dot...] }

  /// The name without extension; a name that is nothing but an extension keeps it.
  public var stem: ArraySlice<UInt8> { dot > 0 ? fileName[..<dot] : fileName[...] }

  /// Whether an `@` occurs: the unit is a template or an instance of one.
  public var hasAt: Bool { fileName.contains(UInt8(ascii: "@")) }

  /// Whether the unit is a template: its stem ends in `@`.
  public var isTemplate: Bool { fileName[..<dot].last == UInt8(ascii: "@") }

  /// The name that podman gives to the unit's volume, network or pod, unless a key says otherwise.
  func defaultResourceName(instances: Bool) -> [UInt8] {
    var name: [UInt8] = []
    name.appendResourceName(ofUnit: fileName.span, instances: instances)
    return name
  }

  /// The folders that drop-ins of the unit lie in, the most specific first.
  public func dropInFolders(for target: Target) -> [[UInt8]] {
    var folders: [[UInt8]] = []
    var folder: [UInt8] = []
    Self.forEachDropInFolder(of: fileName.span, for: target, &folder) { folders.append($0.array) }
    return folders.reversed()
  }
}

extension UnitName {
  /// What stands before the instance.
  static let at = UInt8(ascii: "@")

  /// Puts together the name of each folder that drop-ins of a unit lie in, the most specific last; `folder` is reused.
  static func forEachDropInFolder(
    of fileName: Span<UInt8>,
    for target: Target,
    _ folder: inout [UInt8],
    _ body: (Span<UInt8>) -> Void
  ) {
    func tell(_ prefix: Range<Int>, hasAt: Bool, _ suffix: Range<Int>, _ folder: inout [UInt8]) {
      folder.removeAll(keepingCapacity: true)
      if !prefix.isEmpty { folder.append(fileName.extracting(prefix)) }
      if hasAt { folder.append(at) }
      if !suffix.isEmpty { folder.append(fileName.extracting(suffix)) }
      folder.append(".d")
      body(folder.span)
    }
    if target.has(.hierarchicalDropIns) {
      let dot = fileName.last(GoPath.dot, in: fileName.all) ?? fileName.count
      let suffix = dot..<fileName.count
      let firstAt = fileName.first(at, in: 0..<dot)
      tell(0..<0, hasAt: false, suffix.dropFirst(), &folder)
      for dash in 0..<(firstAt ?? dot) where fileName[dash] == UInt8(ascii: "-") {
        tell(0..<dash + 1, hasAt: false, suffix, &folder)
        if firstAt != nil { tell(0..<dash + 1, hasAt: true, suffix, &folder) }
      }
      if let firstAt, firstAt + 1 < dot { tell(0..<firstAt, hasAt: true, suffix, &folder) }
    }
    if target.has(.dropIns) || target.has(.hierarchicalDropIns) { tell(fileName.all, hasAt: false, 0..<0, &folder) }
  }

  /// Whether a unit is a template, told by its file name.
  static func isTemplate(_ fileName: Span<UInt8>) -> Bool {
    let dot = fileName.last(GoPath.dot, in: fileName.all) ?? fileName.count
    return dot > 0 && fileName[dot - 1] == at
  }

  /// Where the stem of a file name lies; a name that is nothing but an extension keeps it.
  fileprivate static func stem(_ fileName: Span<UInt8>) -> Range<Int> {
    guard let dot = fileName.last(GoPath.dot, in: fileName.all), dot > 0 else { return fileName.all }
    return 0..<dot
  }
}

extension [UInt8] {
  /// Adds the name of the service of a unit file, without `.service`, unless `ServiceName=` says otherwise.
  mutating func appendServiceName(ofUnit fileName: Span<UInt8>, _ kind: UnitKind, for target: Target) {
    let stem = UnitName.stem(fileName)
    let isTemplate = !stem.isEmpty && fileName[stem.upperBound - 1] == UnitName.at
    if isTemplate, target.has(.templateSuffixLast) {
      append(fileName.extracting(0..<stem.upperBound - 1))
      append(kind.serviceEnding)
      append(UnitName.at)
    } else {
      append(fileName.extracting(stem))
      if kind.serviceEnding.utf8CodeUnitCount > 0 { append(kind.serviceEnding) }
    }
  }

  /// Adds the name that podman gives to the volume, network or pod of a unit file, unless a key says otherwise.
  mutating func appendResourceName(ofUnit fileName: Span<UInt8>, instances: Bool) {
    append("systemd-")
    append(fileName.extracting(UnitName.stem(fileName)))
    if instances, fileName.contains(UnitName.at, in: fileName.all) {
      // The generator cuts one character and appends the instance: right for templates, and wrong for instances.
      removeLast()
      append("-%i")
    }
  }
}
