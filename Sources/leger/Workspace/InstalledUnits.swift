import QuadletAnalysis
import QuadletSyntax

/// Finds installed units by name: a deployment, or a unit in any spelling, such as `web`, `web.container` or `web.service`.
struct InstalledUnits {
  /// What a name means.
  enum Meaning {
    /// The folder of a deployment.
    case folder([UInt8])
    case units([[UInt8]])
  }

  /// The scope to look in; nil for that of the user, then the other one.
  let scope: Scope?
  /// Whether a unit is wanted when a deployment has the same name.
  let prefersUnits: Bool
  /// Whether nothing that is installed is meant, since its files are changed where they come from.
  let isLeftAlone: Bool
  let host: any Host

  /// Returns what a name means; nil when nothing that is installed has it.
  func meaning(of name: [UInt8]) -> Meaning? {
    if isLeftAlone || name.contains(UInt8(ascii: "/")) || name.first == UInt8(ascii: ".") { return nil }
    let other: Scope = host.scope == .user ? .system : .user
    for scope in scope.map({ [$0] }) ?? [host.scope, other] {
      // Settings with a mistake are a matter of the commands that change the host.
      guard let root = try? HostSettings(scope, on: host).unitFolder(scope, on: host) else { continue }
      let folder = Path.join(root, name)
      let isFolder = (try? host.kind(folder)) == .folder
      if isFolder, !prefersUnits { return .folder(folder) }
      let folders = host.exists(root) ? ProjectReader.foldersWithUnits(below: root, in: host) : []
      let units = folders.flatMap { Self.units(named: name, in: $0, on: host) }
      if !units.isEmpty { return .units(units) }
      if isFolder { return .folder(folder) }
    }
    return nil
  }

  /// Returns the units of a folder, empty for the current one, that a name can mean.
  static func units(named name: [UInt8], in folder: [UInt8], on host: any Host) -> [[UInt8]] {
    if name.contains(UInt8(ascii: "/")) { return [] }
    let service = Array(".service".utf8)
    let stem = name.suffix(service.count).elementsEqual(service) ? Array(name.dropLast(service.count)) : name
    // An instance means its template.
    let template = stem.firstIndex(of: UInt8(ascii: "@")).map { Array(stem[...$0]) }
    var names = UnitKind(fileName: name) == nil ? [] : [name]
    for stem in [stem, template].compactMap(\.self) {
      names += UnitKind.allCases.map { kind in
        let suffix = Array(kind.serviceSuffix.utf8)
        let isService = stem.count < name.count && stem.suffix(suffix.count).elementsEqual(suffix)
        return (isService ? Array(stem.dropLast(suffix.count)) : stem) + Array(".\(kind.word)".utf8)
      }
    }
    return names.map { Path.join(folder, $0) }.filter { (try? host.kind($0)) == .file }
  }
}
