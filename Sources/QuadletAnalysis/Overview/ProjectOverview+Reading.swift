import QuadletSyntax

/// How an overview is read off the conversion of each unit.
extension ProjectOverview {
  static func unitsAtBoot(_ project: Project, _ host: HostFacts) -> Set<Int> {
    Set(ServiceGraph(project, host: host).nodes.compactMap { $0.startsAtBoot ? $0.unit : nil })
  }

  // MARK: Units

  mutating func add(
    _ unit: Int,
    _ project: Project,
    _ converter: inout Converter<FactsEmitter>,
    startsAtBoot: Bool
  ) {
    converter.convert(unit)
    let image = image(of: unit, project, &converter)
    units.append(
      Unit(
        unit: unit,
        service: String(decoding: converter.resolver.serviceName(unit), as: UTF8.self) + ".service",
        image: image,
        startsAtBoot: startsAtBoot,
        refusal: converter.refusals.first.map { $0.words(for: unit, in: project, &indices.nearest).message.text }
      )
    )
    addResource(unit, &converter)
    guard converter.isAccepted else { return }
    addEnvironmentFiles(unit, &converter)
    let publishing = converter.publishing
    for fact in converter.out.facts.all { add(fact, unit, publishing, &converter) }
  }

  private mutating func image(
    of unit: Int,
    _ project: Project,
    _ converter: inout Converter<FactsEmitter>
  ) -> String? {
    let keys = converter.keys
    switch converter.view.kind {
    case .image:
      guard let image = converter.nonEmpty(keys.image).map({ converter.string($0) }) else { return nil }
      note(image: image) { $0.providers.append(unit) }
      return image
    case .build:
      for tag in converter.view.list(keys.imageTag) {
        let name = converter.string(converter.whole(tag))
        note(image: name) {
          $0.providers.append(unit)
          $0.isBuilt = true
        }
        return name
      }
      return nil
    case .container:
      guard let value = converter.nonEmpty(keys.image) else { return nil }
      var name = Array(converter.bytes(value))
      if [".image", ".build"].contains(where: { name.suffix(6).elementsEqual($0.utf8) }) {
        let given = project.unit(named: name.span, for: unit).map { converter.resolver.resourceName($0) } ?? []
        if !given.isEmpty { name = given }
      }
      let image = String(decoding: name, as: UTF8.self)
      note(image: image) { $0.users.append(unit) }
      return image
    case .volume, .network, .kube, .pod, .artifact: return nil
    }
  }

  mutating func note(image: String, _ change: (inout Image) -> Void) {
    let index = Self.index(of: image, in: &indices.images)
    if index == images.count { images.append(Image(name: image)) }
    change(&images[index])
  }

  /// What the unit makes for others to use.
  private mutating func addResource(_ unit: Int, _ converter: inout Converter<FactsEmitter>) {
    let kind = converter.view.kind
    guard kind == .volume || kind == .network else { return }
    let name = String(decoding: converter.resolver.resourceName(unit), as: UTF8.self)
    if name.isEmpty { return }
    if kind == .volume {
      note(.volume, name) { $0.unit = unit }
    } else {
      note(network: name) { $0.unit = unit }
    }
  }

  private mutating func addEnvironmentFiles(_ unit: Int, _ converter: inout Converter<FactsEmitter>) {
    let host = converter.host
    for use in converter.environmentFiles() {
      let assignment = use.value.assignment
      environmentFiles.append(
        EnvironmentFileUse(
          path: String(decoding: use.path, as: UTF8.self),
          reader: use.reader,
          isOptional: use.isOptional,
          isThere: use.isRelative ? use.location.map { host.pathExists($0) || host.file($0) != nil } : nil,
          unit: unit,
          place: Place(file: converter.view.files[Int(assignment.document)], line: Int(assignment.line) + 1)
        )
      )
    }
  }

  // MARK: Facts

  private mutating func add(
    _ fact: UnitFacts.Fact,
    _ unit: Int,
    _ publishing: Publishing,
    _ converter: inout Converter<FactsEmitter>
  ) {
    switch fact.subject {
    case .publish where publishing != .discarded: addPort(fact, unit, isMapped: publishing == .mapped, &converter)
    case .volume, .mount: addStorage(fact, unit, &converter)
    case .network where fact.source != .pod: addNetwork(fact, unit, &converter)
    case .image where fact.source == .kubernetes:
      note(image: converter.string(fact)) { if $0.users.last != unit { $0.users.append(unit) } }
    default: return
    }
  }

  private func place(of fact: UnitFacts.Fact, _ converter: borrowing Converter<FactsEmitter>) -> Place {
    let assignment = fact.place.assignment
    return Place(file: converter.view.files[Int(assignment.document)], line: Int(assignment.line) + 1)
  }

  private mutating func addPort(
    _ fact: UnitFacts.Fact,
    _ unit: Int,
    isMapped: Bool,
    _ converter: inout Converter<FactsEmitter>
  ) {
    let value = Array(converter.bytes(fact))
    let mapping = try? PortMapping(parsing: value.span)
    func known<Part>(_ part: Known<Part>?, _ write: (Part) -> String) -> String? {
      switch part {
      case .value(let value): write(value)
      case .later(let range): String(decoding: value[range], as: UTF8.self)
      case nil: nil
      }
    }
    ports.append(
      Port(
        text: String(decoding: value, as: UTF8.self),
        address: known(isMapped ? mapping?.address : nil) { $0.isV4 ? "\($0)" : "[\($0)]" },
        hostPorts: known(isMapped ? mapping?.hostPorts : mapping?.containerPorts) { $0.description },
        containerPorts: known(mapping?.containerPorts) { $0.description },
        transport: known(mapping?.networkProtocol) { $0.rawValue },
        unit: unit,
        place: place(of: fact, converter)
      )
    )
  }

  /// Volumes and paths of the host, whatever else is odd about them: podman and systemd decide later.
  private mutating func addStorage(_ fact: UnitFacts.Fact, _ unit: Int, _ converter: inout Converter<FactsEmitter>) {
    let text = Array(converter.bytes(fact))
    guard let use = StorageUse(fact, text[...]), use.kind != .other, let source = use.source, !source.isEmpty,
      let destination = use.destination, let name = converter.storageName(of: fact, Array(text[source]))
    else { return }
    let mount = Storage.Mount(
      unit: unit,
      destination: String(decoding: text[destination], as: UTF8.self),
      isReadOnly: use.options.contains(.isReadOnly),
      place: place(of: fact, converter)
    )
    // A claim that no pod of the file mounts is a volume all the same.
    let isMounted = fact.source != .kubernetes || !destination.isEmpty
    note(fact.unit < 0 && use.kind == .bind ? .bind : .volume, String(decoding: name, as: UTF8.self)) {
      if isMounted { $0.mounts.append(mount) }
    }
  }

  private mutating func addNetwork(_ fact: UnitFacts.Fact, _ unit: Int, _ converter: inout Converter<FactsEmitter>) {
    let name = converter.networkName(of: fact)
    note(network: String(decoding: name, as: UTF8.self)) { if $0.users.last != unit { $0.users.append(unit) } }
  }

  /// Returns the index of a name, which is the next one for a new name.
  private static func index(of name: String, in indices: inout [String: Int]) -> Int {
    if let known = indices[name] { return known }
    let next = indices.count
    indices[name] = next
    return next
  }

  mutating func note(_ kind: Storage.Kind, _ source: String, _ change: (inout Storage) -> Void) {
    let known = kind == .volume ? indices.volumes[source] : indices.binds[source]
    let index = known ?? storage.count
    if kind == .volume { indices.volumes[source] = index } else { indices.binds[source] = index }
    if index == storage.count { storage.append(Storage(kind: kind, source: source)) }
    change(&storage[index])
  }

  mutating func note(network name: String, _ change: (inout Network) -> Void) {
    let index = Self.index(of: name, in: &indices.networks)
    if index == networks.count { networks.append(Network(name: name)) }
    change(&networks[index])
  }
}
