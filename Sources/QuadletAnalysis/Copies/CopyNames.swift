import QuadletSyntax

/// The names of a deployment, and those of its copy.
struct CopyNames: Sendable {
  let prefix: [UInt8]
  /// The file names of the units.
  private var units: Set<[UInt8]> = []
  /// The names of the services, `.service` included.
  private var services: Set<[UInt8]> = []
  private var volumes: [[UInt8]: [UInt8]] = [:]
  private(set) var networks: [[UInt8]: [UInt8]] = [:]
  private(set) var containers: [[UInt8]: [UInt8]] = [:]
  /// The tags that builds give to their images.
  private(set) var tags: Set<[UInt8]> = []

  private static let defaultStart = Array("systemd-".utf8)
  private static let service = Array(".service".utf8)
  private static let at = UInt8(ascii: "@")

  init(prefix: [UInt8]) { self.prefix = prefix }

  /// Adds the names of a unit that was just converted.
  mutating func add(_ unit: Int, _ converter: inout Converter<FactsEmitter>) {
    let fileName = Array(converter.project.name(of: unit))
    let names = converter.out.facts.names
    let service = Array(names.text[names.service])
    let resource = Array(names.text[names.resource])
    units.insert(fileName)
    services.insert(service + Self.service)
    let keys = converter.keys
    switch converter.view.kind {
    case .container: add(resource, keys.containerName, to: \.containers, converter)
    case .pod: add(resource, keys.podName, to: \.containers, converter)
    case .volume: add(resource, keys.volumeName, to: \.volumes, converter)
    case .network: add(resource, keys.networkName, to: \.networks, converter)
    case .build:
      for tag in converter.view.list(keys.imageTag) { tags.insert(Array(converter.bytes(converter.whole(tag)))) }
    case .image, .kube, .artifact: return
    }
  }

  private mutating func add(
    _ resource: [UInt8],
    _ key: UInt16,
    to table: WritableKeyPath<CopyNames, [[UInt8]: [UInt8]]>,
    _ converter: borrowing Converter<FactsEmitter>
  ) {
    if resource.isEmpty { return }
    if let value = converter.nonEmpty(key) {
      // With the name of the service in it, it changes by itself; others cannot know it.
      if Self.followsUnit(converter.bytes(value)) { return }
      self[keyPath: table][resource] = prefix + resource
    } else {
      let rest = resource.starts(with: Self.defaultStart) ? resource.dropFirst(Self.defaultStart.count) : resource[...]
      self[keyPath: table][resource] = Self.defaultStart + prefix + rest
    }
  }

  // MARK: New names

  /// Whether a name has a specifier in it that stands for the name of the unit.
  static func followsUnit(_ name: ArraySlice<UInt8>) -> Bool {
    let text = Array(name)
    return text.indices.dropLast().contains { text[$0] == Specifiers.sign && "nNpPjJ".utf8.contains(text[$0 + 1]) }
  }

  func volume(_ name: [UInt8]) -> [UInt8] { volumes[name] ?? prefix + name }

  /// Where the prefix belongs in a tag: before the last part of its name, since what comes before that is a registry.
  static func prefixPlace(inTag name: ArraySlice<UInt8>) -> Int {
    name.lastIndex(of: GoPath.slash).map { $0 - name.startIndex + 1 } ?? 0
  }

  /// The path of a unit or drop-in of the copy.
  func path(of file: Int, _ inventory: Inventory) -> [UInt8] {
    var path = inventory.folders[inventory.files[file].folder].path
    if case .dropIn(let folder) = inventory.files[file].role {
      let name = inventory.name(ofDropInFolder: folder)
      // A folder for all units of a kind is one for all whose names have the prefix.
      let isForAll = !name.dropLast(2).contains(GoPath.dot)
      path = GoPath.join(path, prefix + (isForAll ? [GoPath.dot] : []) + name)
      return GoPath.join(path, Array(inventory.name(of: file)))
    }
    return GoPath.join(path, prefix + inventory.name(of: file))
  }

  // MARK: Old names

  func isUnit(_ name: [UInt8]) -> Bool { units.contains(name) }

  /// Whether a text in [Unit] or [Install] names a unit of the deployment: its file, its service, or an instance of either.
  func isOwn(_ name: [UInt8]) -> Bool {
    if units.contains(name) || services.contains(name) { return true }
    guard let at = name.firstIndex(of: Self.at), let dot = name.lastIndex(of: GoPath.dot), dot > at else {
      return false
    }
    let template = name[...at] + name[dot...]
    return units.contains(Array(template)) || services.contains(Array(template))
  }

  /// What is said of a name that is not of the deployment.
  static func outside(_ name: ArraySlice<UInt8>) -> String {
    "needs \(String(decoding: name, as: UTF8.self)), which is not part of the deployment"
  }
}
