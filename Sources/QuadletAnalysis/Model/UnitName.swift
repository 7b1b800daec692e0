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

  /// The name of the generated service, without `.service`, unless `ServiceName=` says otherwise.
  func defaultServiceName(_ kind: UnitKind, for target: Target) -> [UInt8] {
    var name = Array(stem)
    if target.has(.templateSuffixLast), name.last == UInt8(ascii: "@") {
      name.removeLast()
      return name + Array(kind.serviceSuffix.utf8) + [UInt8(ascii: "@")]
    }
    name += Array(kind.serviceSuffix.utf8)
    return name
  }

  /// The name that podman gives to the unit's volume, network or pod, unless a key says otherwise.
  func defaultResourceName(instances: Bool) -> [UInt8] {
    var name = Array("systemd-".utf8) + stem
    if instances, hasAt {
      // The generator cuts one character and appends the instance: right for templates, and wrong for instances.
      name.removeLast()
      name += Array("-%i".utf8)
    }
    return name
  }

  /// The folders that drop-ins of the unit lie in, the most specific first.
  public func dropInFolders(for target: Target) -> [[UInt8]] {
    let at = UInt8(ascii: "@")
    let suffix = Array(fileExtension) + Array(".d".utf8)
    guard target.has(.hierarchicalDropIns) else {
      return target.has(.dropIns) ? [fileName + Array(".d".utf8)] : []
    }
    let base = fileName[..<dot]
    let atIndex = base.firstIndex(of: at)
    let unit = atIndex.map { base[..<$0] } ?? base
    let instance = atIndex.map { base[($0 + 1)...] } ?? []
    var folders: [[UInt8]] = [Array(suffix.dropFirst())]
    for dash in unit.indices where unit[dash] == UInt8(ascii: "-") {
      let prefix = Array(unit[...dash])
      folders.append(prefix + suffix)
      if atIndex != nil { folders.append(prefix + [at] + suffix) }
    }
    if !instance.isEmpty { folders.append(Array(unit) + [at] + suffix) }
    folders.append(fileName + Array(".d".utf8))
    return folders.reversed()
  }
}
