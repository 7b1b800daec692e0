import QuadletSyntax

/// What becomes of one unit in a copy: edits of its files, and what is in the way.
struct UnitCopy {
  private var converter: Converter<FactsEmitter>
  private let names: CopyNames
  private let options: ProjectCopy.Options
  private let ownFiles: Set<Int>
  private(set) var edits: [Int: Set<TextEdit>] = [:]
  private(set) var reasons: [ProjectCopy.Reason] = []
  private(set) var movedPorts: Set<UInt16> = []
  private(set) var hasLabels = false

  init(
    _ converter: Converter<FactsEmitter>,
    _ names: CopyNames,
    _ options: ProjectCopy.Options,
    ownFiles: Set<Int>
  ) {
    self.converter = converter
    self.names = names
    self.options = options
    self.ownFiles = ownFiles
  }

  mutating func convert(_ unit: Int) {
    converter.convert(unit)
    let file = converter.project.units[unit].file
    if converter.view.kind == .kube {
      return refuse("names its pods and containers in Kubernetes YAML, where leger does not rename them", file, line: 1)
    }
    if let refusal = converter.refusals.first {
      var nearest = NearestUnit()
      let why = refusal.words(for: unit, in: converter.project, &nearest).message.text
      return refuse("is refused by Podman: \(why)", file, line: 1)
    }
    for assignment in converter.view.assignments { follow(assignment) }
    checkArguments(converter.keys.podmanArgs, of: .command(of: converter.view.kind))
    checkArguments(converter.keys.globalArgs, of: .global)
    let facts = converter.out.facts.all
    for fact in facts { follow(fact) }
    addAlias(facts)
  }

  // MARK: Edits and reasons

  private func file(of assignment: UnitView.Assignment) -> Int { converter.view.files[Int(assignment.document)] }

  private mutating func refuse(_ message: String, _ assignment: UnitView.Assignment) {
    refuse(message, file(of: assignment), line: Int(assignment.line) + 1)
  }

  private mutating func refuse(_ message: String, _ file: Int, line: Int) {
    reasons.append(ProjectCopy.Reason(file: file, line: line, message: message))
  }

  /// Edits a part of an assignment's text.
  private mutating func replace(_ range: Range<Int>, _ replacement: [UInt8], in assignment: UnitView.Assignment) {
    let document = converter.view.documents[Int(assignment.document)]
    let line = Int(assignment.line)
    let place =
      range.isEmpty
      ? document.sourceOffset(of: range.lowerBound, inLine: line)
      : document.sourceRange(of: range, inLine: line).lowerBound
    let end = range.isEmpty ? place : document.sourceRange(of: range, inLine: line).upperBound
    edit(TextEdit(place..<end, replacement: replacement), assignment)
  }

  private mutating func edit(_ edit: TextEdit, _ assignment: UnitView.Assignment) {
    let file = file(of: assignment)
    guard ownFiles.contains(file) else {
      return refuse("stands in a file that is not part of the deployment, and would have to change", assignment)
    }
    edits[file, default: []].insert(edit)
  }

  private mutating func addPrefix(at offset: Int, in assignment: UnitView.Assignment) {
    replace(offset..<offset, names.prefix, in: assignment)
  }

  /// Removes an assignment with its lines.
  private mutating func drop(_ assignment: UnitView.Assignment) {
    let document = converter.view.documents[Int(assignment.document)]
    let line = document.line(Int(assignment.line))
    let end = document.line(line.endIndex - 1).range.upperBound
    edit(TextEdit(line.range.lowerBound..<end, replacement: []), assignment)
  }

  // MARK: Assignments

  /// Keys of the unit's own section whose value is a name that podman or systemd has once for a host.
  private static let names: Set<String> = ["ContainerName", "NetworkName", "PodName", "ServiceName", "VolumeName"]

  private mutating func follow(_ assignment: UnitView.Assignment) {
    let text = converter.text(of: assignment)
    let value = text[assignment.valueRange]
    let document = converter.view.documents[Int(assignment.document)]
    let key = document.line(Int(assignment.line)).nameText
    if names(folder: options.folder, in: value) { refuse("names the folder of the deployment by its path", assignment) }
    switch assignment.section {
    case .own: followOwn(key, value, assignment)
    case .unit:
      let isSafe =
        CopySafety.unitKeys.contains(key) || key.hasPrefix("Condition") || key.hasPrefix("Assert")
        || key.hasPrefix("X-")
      if CopySafety.naming.contains(key) {
        followUnits(key, assignment)
      } else if !isSafe {
        refuse(key: key, assignment)
      }
    case .install: if CopySafety.naming.contains(key) { followUnits(key, assignment) }
    case .service: followService(key, value, assignment)
    case .quadlet, .other: return
    }
  }

  private mutating func refuse(key: String, _ assignment: UnitView.Assignment) {
    refuse("says \(key)=, by which the copy could reach beyond itself", assignment)
  }

  private mutating func followService(_ key: String, _ value: ArraySlice<UInt8>, _ assignment: UnitView.Assignment) {
    let text = String(decoding: value, as: UTF8.self)
    if key.hasPrefix("Exec") {
      if !CopySafety.isIdle(text) { refuse("runs a command on the host", assignment) }
    } else if key == "StandardOutput" || key == "StandardError" {
      if !CopySafety.outputs.contains(text) { refuse("writes its output to the host", assignment) }
    } else if CopySafety.naming.contains(key) {
      followUnits(key, assignment)
    } else if !CopySafety.serviceKeys.contains(key), !key.hasPrefix("X-") {
      refuse(key: key, assignment)
    }
  }

  /// Whether a value has the path of a folder in it, or its end below a folder that a specifier stands for.
  private func names(folder: [UInt8], in value: ArraySlice<UInt8>) -> Bool {
    let end = Array("/containers/systemd/".utf8) + (folder.split(separator: GoPath.slash).last ?? [])
    return [folder, end].contains { path in
      var rest = value
      while let range = rest.firstRange(of: path) {
        if range.upperBound == rest.endIndex || !Self.isNamePart(rest[range.upperBound]) { return true }
        rest = rest[range.upperBound...]
      }
      return false
    }
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte >= 0x30 && byte <= 0x39 || "_.-".utf8.contains(byte)
  }

  private mutating func followOwn(_ key: String, _ value: ArraySlice<UInt8>, _ assignment: UnitView.Assignment) {
    let kind = converter.view.kind
    switch key {
    case "ServiceName" where value.isEmpty || value.contains(GoPath.slash):
      refuse("has a name that no service can have", assignment)
    case _ where value.isEmpty: return
    case _ where Self.names.contains(key):
      if CopyNames.followsUnit(value) { return }
      addPrefix(at: converter.value(of: assignment).range.lowerBound, in: assignment)
    case "ImageTag" where kind == .build:
      addPrefix(at: assignment.valueRange.lowerBound + CopyNames.prefixPlace(inTag: value), in: assignment)
    case "Label" where kind == .container || kind == .pod:
      if options.dropsLabels { drop(assignment) } else { hasLabels = true }
    default:
      if CopySafety.ownKeys.contains(key) || CopySafety.followedKeys.contains(key) { return }
      if let reason = CopySafety.fixedKeys[key] { return refuse(reason, assignment) }
      let text = String(decoding: value, as: UTF8.self)
      if CopySafety.isSafe(key, text, kind) != true {
        refuse("says \(key)=\(text), by which the copy could reach beyond itself", assignment)
      }
    }
  }

  /// Judges the options among the arguments of a key.
  private mutating func checkArguments(_ key: UInt16, of command: PodmanCommands) {
    guard converter.view.has(key) else { return }
    var words: [OptionWords.Word] = []
    converter.forEachWord(of: key) { words.append(OptionWords.Word(text: $1, place: $2)) }
    let entries = OptionWords(words, of: command).entries
    for entry in entries {
      let name = entry.option.map { "\($0.name)" } ?? String(decoding: entry.name, as: UTF8.self)
      if CopySafety.options.contains(name) { continue }
      refuse(
        "has \(name) among arguments of podman, by which the copy could reach beyond itself",
        entry.place.assignment
      )
    }
    if entries.isEmpty, let word = words.first { refuse("has arguments that are no options", word.place.assignment) }
  }

  private mutating func followUnits(_ key: String, _ assignment: UnitView.Assignment) {
    let text = converter.text(of: assignment)
    var words = Words()
    words.append(text.span, assignment.valueRange, style: .plain)
    for word in words.words {
      let name = Array(words.text(word))
      guard names.isOwn(name) || key == "Alias" else {
        let isShared = CopySafety.sharedSuffixes.contains { name.span.hasSuffix(name.indices, $0) }
        if !isShared, !CopySafety.ordering.contains(key), !CopyNames.followsUnit(name.prefix(2)) {
          refuse(CopyNames.outside(name[...]), assignment)
        }
        continue
      }
      let isQuoted = text[word.source.lowerBound] != name.first
      addPrefix(at: word.source.lowerBound + (isQuoted ? 1 : 0), in: assignment)
    }
  }

  // MARK: Facts

  private mutating func follow(_ fact: UnitFacts.Fact) {
    let assignment = fact.place.assignment
    // Of arguments only those are left that name nothing.
    guard fact.source == .key else { return }
    switch fact.subject {
    case .image, .pod: followImage(fact)
    case .network: followNetwork(fact)
    case .volume, .mount: followStorage(fact)
    case .publish: followPort(fact)
    case .ip, .ip6, .macAddress: refuse("has a fixed address", assignment)
    case .device: refuse("uses a device of the host", assignment)
    default: return
    }
  }

  /// Puts the prefix before the name of a unit; returns whether the fact names one.
  private mutating func followUnit(_ fact: UnitFacts.Fact, at offset: Int = 0) -> Bool {
    guard fact.unit >= 0 else { return false }
    let unit = Int(fact.unit)
    let name = converter.project.name(of: unit)
    guard ownFiles.contains(converter.project.units[unit].file) else {
      refuse(CopyNames.outside(name), fact.place.assignment)
      return true
    }
    replace(fact, offset..<offset, names.prefix)
    return true
  }

  /// Edits a part of a fact's text.
  private mutating func replace(_ fact: UnitFacts.Fact, _ part: Range<Int>, _ replacement: [UInt8]) {
    guard fact.text.document >= 0 else {
      return refuse("has quotes or escapes around a name; write it without", fact.place.assignment)
    }
    replace(fact.place(of: part).range, replacement, in: fact.place.assignment)
  }

  private mutating func followImage(_ fact: UnitFacts.Fact) {
    if followUnit(fact) { return }
    let name = converter.bytes(fact)
    guard names.tags.contains(Array(name)) else { return }
    let place = CopyNames.prefixPlace(inTag: name)
    replace(fact, place..<place, names.prefix)
  }

  private mutating func followNetwork(_ fact: UnitFacts.Fact) {
    let assignment = fact.place.assignment
    let text = Array(converter.bytes(fact))
    guard let network = try? NetworkReference(parsing: text.span) else {
      return refuse("has a network that leger cannot read", assignment)
    }
    if let part = network.options, network.kind != .joined {
      let words = text[part].split(separator: UInt8(ascii: ","))
      let isFixed = words.contains { word in
        ["ip=", "ip6=", "mac=", "interface_name="].contains { word.starts(with: $0.utf8) }
      }
      if isFixed { return refuse("has a fixed address", assignment) }
      let isPublished = words.contains { word in
        ["-t", "-u", "--tcp-ports", "--udp-ports"].contains { word.starts(with: $0.utf8) }
      }
      if isPublished {
        return refuse("publishes ports by options of the network", assignment)
      }
    }
    if followUnit(fact) { return }
    switch network.kind {
    case .mode:
      if text[network.name].elementsEqual("host".utf8) { refuse("uses the network of the host", assignment) }
    case .joined:
      let name = network.options.map { Array(text[$0]) } ?? []
      guard text[network.name].elementsEqual("container".utf8), let new = names.containers[name],
        let place = network.options
      else { return refuse(CopyNames.outside(text[...]), assignment) }
      replace(fact, place, new)
    case .named, .unit, .later:
      guard let new = names.networks[Array(text[network.name])] else {
        return refuse(
          "is in the network \(String(decoding: text[network.name], as: UTF8.self)), which is not part of the deployment",
          assignment
        )
      }
      replace(fact, network.name, new)
    }
  }

  // MARK: Storage

  private mutating func followStorage(_ fact: UnitFacts.Fact) {
    let assignment = fact.place.assignment
    let text = Array(converter.bytes(fact))
    guard let use = StorageUse(fact, text[...]) else { return }
    if let source = use.source, followUnit(fact, at: source.lowerBound) { return }
    let isChanged = !use.options.contains(.isReadOnly) || use.options.contains(.adaptsOwner)
    if use.kind == .other {
      let fields = text.split { $0 == UInt8(ascii: ",") || $0 == 0 }.map { String(decoding: $0, as: UTF8.self) }
      let isOwn = fields.contains(where: CopySafety.ownMountTypes.contains)
      if !isOwn, !use.options.contains(.isReadOnly) {
        refuse("mounts files of the host, and can write there", assignment)
      }
      return
    }
    guard let source = use.source else { return }
    let written = Array(text[source])
    guard use.kind == .bind else {
      if CopyNames.followsUnit(written[...]) { return }
      return replace(fact, source, names.volume(written))
    }
    guard let path = converter.storageName(of: fact, written) else { return }
    let isInside = path.starts(with: options.folder + [GoPath.slash])
    if written.first == GoPath.dot, isInside { return }
    let shown = String(decoding: written, as: UTF8.self)
    if CopySafety.isLive(path) { return refuse("uses \(shown) of the host", assignment) }
    if isChanged { return refuse("mounts \(shown) of the host, and can change it", assignment) }
    if use.options.contains(.isPrivate) { refuse("labels \(shown) of the host for itself alone", assignment) }
  }

  // MARK: Ports

  private mutating func followPort(_ fact: UnitFacts.Fact) {
    let assignment = fact.place.assignment
    let text = Array(converter.bytes(fact))
    let mapping = try? PortMapping(parsing: text.span)
    guard let mapping, let host = mapping.hostPorts?.value, let place = options.ports[host.first] else {
      if options.dropsPorts { return drop(assignment) }
      // Podman picks a free one.
      if let mapping, mapping.hostPorts == nil { return }
      let message = "publishes \(String(decoding: text, as: UTF8.self)), and needs another port for that"
      let (file, line) = (file(of: assignment), Int(assignment.line) + 1)
      let port = mapping?.hostPorts?.value?.first
      return reasons.append(ProjectCopy.Reason(file: file, line: line, message: message, port: port))
    }
    guard Int(place.port) + host.count - 1 <= UInt16.max, let container = mapping.containerPorts.value,
      let transport = mapping.networkProtocol.value, mapping.address == nil || mapping.address?.value != nil
    else { return refuse("publishes ports that cannot be moved to \(place.port)", assignment) }
    let range = PortRange(first: place.port, last: place.port + UInt16(host.count - 1))
    let address = place.address ?? mapping.address?.value.map { $0.isV4 ? "\($0)" : "[\($0)]" }
    let ending = text.contains(GoPath.slash) ? "/\(transport.rawValue)" : ""
    let new = "\(address.map { "\($0):" } ?? "")\(range):\(container)\(ending)"
    movedPorts.insert(host.first)
    replace(fact, 0..<text.count, Array(new.utf8))
  }

  // MARK: Names in networks

  /// Other containers, and files that they read, know a container by its name: the copy's networks have that name for the
  /// copy's container.
  private mutating func addAlias(_ facts: ContiguousArray<UnitFacts.Fact>) {
    let kind = converter.view.kind
    guard kind == .container || kind == .pod else { return }
    let isInOwnNetwork = facts.contains { fact in
      guard fact.subject == .network, fact.source == .key else { return false }
      if fact.unit >= 0 { return converter.project.units[Int(fact.unit)].kind == .network }
      return names.networks[Array(converter.bytes(fact).prefix { $0 != UInt8(ascii: ":") })] != nil
    }
    let unit = converter.out.facts.names
    let resource = unit.text[unit.resource]
    guard isInOwnNetwork, !resource.isEmpty, !resource.contains(Specifiers.sign),
      converter.schema.isKnown(converter.keys.networkAlias, in: SectionTable(kind), since: converter.target.version),
      let document = converter.view.documents.first,
      let header = document.lines.first(where: { line in
        line.kind == .header && converter.schema.sections.role(of: line.name, for: kind) == .own
      })
    else { return }
    let file = converter.view.files[0]
    let end = header.range.upperBound
    let isEnded = document.bytes.prefix(end).last == UInt8(ascii: "\n")
    let text = "\(isEnded ? "" : "\n")NetworkAlias=\(String(decoding: resource, as: UTF8.self))\n"
    edits[file, default: []].insert(TextEdit(end..<end, replacement: text))
  }
}
