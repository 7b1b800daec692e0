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
    _ converter: inout Converter<ServiceEmitter>,
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
        refusal: converter.refusals.first?.message
      )
    )
    addResource(unit, &converter)
    guard converter.isAccepted else { return }
    addEnvironmentFiles(unit, &converter)
    guard [.container, .pod, .kube, .build].contains(converter.view.kind) else { return }
    let arguments = converter.out.service.runArguments(
      of: converter.view.kind,
      exec: converter.view.last(converter.keys.exec)
    )
    for argument in arguments { add(argument, unit, converter.view) }
    if converter.view.kind == .kube { addPods(of: unit, &converter) }
  }

  private mutating func image(
    of unit: Int,
    _ project: Project,
    _ converter: inout Converter<ServiceEmitter>
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
    let index = images.firstIndex { $0.name == image } ?? images.count
    if index == images.count { images.append(Image(name: image)) }
    change(&images[index])
  }

  /// What the unit makes for others to use.
  private mutating func addResource(_ unit: Int, _ converter: inout Converter<ServiceEmitter>) {
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

  private mutating func addEnvironmentFiles(_ unit: Int, _ converter: inout Converter<ServiceEmitter>) {
    let host = converter.host
    for use in converter.environmentFiles() {
      let assignment = use.value.assignment
      environmentFiles.append(
        EnvironmentFileUse(
          path: String(decoding: use.path, as: UTF8.self),
          reader: use.reader,
          isOptional: use.isOptional,
          isThere: use.isRelative ? use.location.map { host.file($0) != nil } : nil,
          unit: unit,
          place: Place(file: converter.view.files[Int(assignment.document)], line: Int(assignment.line) + 1)
        )
      )
    }
  }

  // MARK: Options

  private mutating func add(_ argument: RunArgument, _ unit: Int, _ view: UnitView) {
    let origin = argument.origin
    let place =
      origin.document < 0 ? nil : Place(file: view.files[Int(origin.document)], line: Int(origin.line) + 1)
    switch argument.option {
    case .publish: addPort(argument.value, unit, place)
    case .volume: addVolume(argument.value, unit, place)
    case .mount: addMount(argument.value, unit, place)
    case .network:
      let name = String(decoding: argument.value.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
      let whole = String(decoding: argument.value, as: UTF8.self)
      note(network: name == "container" || name == "ns" ? whole : name) {
        if !$0.users.contains(unit) { $0.users.append(unit) }
      }
    case .environmentFile: return
    }
  }

  private mutating func addPort(_ value: [UInt8], _ unit: Int, _ place: Place?) {
    let text = String(decoding: value, as: UTF8.self)
    guard let mapping = try? PortMapping(parsing: value.span) else {
      ports.append(
        Port(
          text: text,
          address: nil,
          hostPorts: nil,
          containerPorts: nil,
          transport: nil,
          unit: unit,
          place: place
        )
      )
      return
    }
    func known<Part>(_ part: Known<Part>?, _ write: (Part) -> String) -> String? {
      switch part {
      case .value(let value): write(value)
      case .later(let range): String(decoding: value[range], as: UTF8.self)
      case nil: nil
      }
    }
    ports.append(
      Port(
        text: text,
        address: known(mapping.address) { $0.isV4 ? "\($0)" : "[\($0)]" },
        hostPorts: known(mapping.hostPorts) { $0.description },
        containerPorts: known(mapping.containerPorts) { $0.description },
        transport: known(mapping.networkProtocol) { $0.rawValue },
        unit: unit,
        place: place
      )
    )
  }

  /// `source:destination:options`, whatever the parts look like: podman and systemd decide later.
  private mutating func addVolume(_ value: [UInt8], _ unit: Int, _ place: Place?) {
    let parts = value.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts[0].isEmpty else { return }
    let options = parts.count > 2 ? parts[2].split(separator: UInt8(ascii: ",")) : []
    let entry = Storage.Mount(
      unit: unit,
      destination: String(decoding: parts[1], as: UTF8.self),
      isReadOnly: options.contains { $0.elementsEqual("ro".utf8) },
      place: place
    )
    note(Self.kind(of: parts[0]), String(decoding: parts[0], as: UTF8.self)) { $0.mounts.append(entry) }
  }

  private mutating func addMount(_ value: [UInt8], _ unit: Int, _ place: Place?) {
    guard let records = try? GoCSV.parse(value), let fields = records.first else { return }
    func option(_ names: String...) -> String? {
      for field in fields {
        let key = field.prefix { $0 != UInt8(ascii: "=") }
        if key.count < field.count, names.contains(where: { key.elementsEqual($0.utf8) }) {
          return String(decoding: field[(key.count + 1)...], as: UTF8.self)
        }
      }
      return nil
    }
    guard let source = option("source", "src"), let destination = option("destination", "dst", "target") else { return }
    let type = option("type") ?? "volume"
    guard type == "volume" || type == "bind" else { return }
    let isReadOnly = fields.contains { field in
      ["ro", "ro=true", "readonly", "readonly=true"].contains { field.elementsEqual($0.utf8) }
    }
    let entry = Storage.Mount(unit: unit, destination: destination, isReadOnly: isReadOnly, place: place)
    note(type == "bind" ? .bind : .volume, source) { $0.mounts.append(entry) }
  }

  /// A path begins at the root or with a dot; a variable, and what has a slash in it, is taken for one.
  private static func kind(of source: ArraySlice<UInt8>) -> Storage.Kind {
    let isPath =
      source.first == GoPath.dot || source.first == UInt8(ascii: "$") || source.contains(GoPath.slash)
      || (source.first == UInt8(ascii: "%") && source.dropFirst().first.map(isFolder) == true)
    return isPath ? .bind : .volume
  }

  private static func isFolder(_ specifier: UInt8) -> Bool {
    EnvironmentFileReference.folderSpecifiers.utf8.contains(specifier)
  }

  mutating func note(_ kind: Storage.Kind, _ source: String, _ change: (inout Storage) -> Void) {
    let index = storage.firstIndex { $0.kind == kind && $0.source == source } ?? storage.count
    if index == storage.count { storage.append(Storage(kind: kind, source: source)) }
    change(&storage[index])
  }

  mutating func note(network name: String, _ change: (inout Network) -> Void) {
    let index = networks.firstIndex { $0.name == name } ?? networks.count
    if index == networks.count { networks.append(Network(name: name)) }
    change(&networks[index])
  }
}
