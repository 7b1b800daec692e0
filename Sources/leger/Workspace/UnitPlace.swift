import QuadletAnalysis

/// The path of a unit, a drop-in, a template source or a `.leger.yaml`, and the folder whose project it belongs to.
struct UnitPlace {
  let path: [UInt8]
  let folder: [UInt8]
  /// The name of the drop-in folder that it is in; nil for what is no drop-in.
  let dropInFolder: [UInt8]?
  /// Whether it is a template of a unit.
  let isTemplateSource: Bool

  /// Takes a path; nil when Podman and leger read no file of that name.
  init?(_ path: [UInt8]) {
    let name = Array(Path.name(of: path))
    let above = Path.parent(of: path)
    let isTemplate = name.suffix(3).elementsEqual(".j2".utf8)
    if SettingsReader.isSettings(path) || UnitKind(fileName: isTemplate ? Array(name.dropLast(3)) : name) != nil {
      folder = above
      dropInFolder = nil
    } else if name.suffix(5).elementsEqual(".conf".utf8), above.suffix(2).elementsEqual(".d".utf8) {
      folder = Path.parent(of: above)
      dropInFolder = Array(Path.name(of: above))
    } else {
      return nil
    }
    self.path = path
    isTemplateSource = isTemplate && dropInFolder == nil
  }

  /// Whether a folder can hold drop-ins: `web.container.d`, `container.d`.
  static func isDropInFolder(_ path: [UInt8]) -> Bool {
    guard path.suffix(2).elementsEqual(".d".utf8) else { return false }
    let name = Path.name(of: path).dropLast(2)
    return UnitKind(fileName: Array(name)) != nil || UnitKind(fileName: [UInt8(ascii: ".")] + name) != nil
  }

  /// Whether a path names a bundle of units.
  static func isBundle(_ path: [UInt8]) -> Bool { path.suffix(9).elementsEqual(".quadlets".utf8) }

  /// What to say of a path that `init` does not take.
  static func refusal(_ path: [UInt8]) -> String {
    let kinds = UnitKind.allCases.map { ".\($0.word)" }.joined(separator: ", ")
    return "\(VisibleText.quoted(path)) is not a unit; units end in \(kinds), bundles in .quadlets, drop-ins are in "
      + "NAME.container.d/*.conf"
  }
}
