import QuadletSyntax

/// References from a unit to others: images, networks, volumes.
extension Converter {
  /// Refuses a reference to a unit that the project does not have.
  mutating func refuseMissing(_ name: [UInt8], _ value: Value, podman: String) {
    refuse(.missingUnit(String(decoding: name, as: UTF8.self)), .value(value), podman: podman)
  }

  /// An image, or the name that a `.image` or `.build` unit gives it; nothing when no text is made.
  mutating func imageSource(_ value: Value) -> [UInt8] {
    let isUnit = hasSuffix(value, ".build") || hasSuffix(value, ".image")
    if !isUnit { state(.image, value) }
    guard isUnit || E.keepsText else { return [] }
    let name = Array(bytes(value))
    if isUnit {
      let other = project.unit(named: name.span, for: unit)
      state(.image, value, unit: other)
      guard let other else {
        refuseMissing(
          name,
          value,
          podman: "requested Quadlet image \(String(decoding: name, as: UTF8.self)) was not found"
        )
        return name
      }
      require(other, from: value)
      return E.keepsText ? resolver.resourceName(other) : []
    }
    return name
  }

  /// `Network=`, of containers, pods, builds and kube units.
  mutating func addNetworks() {
    for assignment in view.list(keys.network) {
      let value = whole(assignment)
      let document = self.text(of: assignment)
      let colon = document.span.first(UInt8(ascii: ":"), in: value.range)
      let nameValue = Value(assignment: assignment, range: value.range.lowerBound..<(colon ?? value.range.upperBound))
      let isContainer = target.has(.joinsContainerNetworks) && hasSuffix(nameValue, ".container")
      guard hasSuffix(nameValue, ".network") || isContainer else {
        state(.network, value)
        option("--network", value)
        continue
      }
      let name = document[nameValue.range]
      let other = project.unit(named: name.span, for: unit)
      state(.network, value, unit: other)
      guard let other else {
        refuseMissing(
          Array(name),
          nameValue,
          podman: "requested Quadlet unit \(String(decoding: name, as: UTF8.self)) was not found"
        )
        continue
      }
      let needsName = E.keepsText || isContainer || !resolver.converts(other)
      let resource = needsName ? resolver.resourceName(other) : []
      if needsName, resource.isEmpty {
        let shown = String(decoding: name, as: UTF8.self)
        refuse(
          .unresolvableName(shown, isContainer: isContainer),
          .value(nameValue),
          podman: "cannot get the resource name of \(shown)"
        )
        continue
      }
      require(other, from: value)
      if isContainer, colon != nil {
        refuse(
          .optionsOfJoinedNetwork(container: String(decoding: name, as: UTF8.self)),
          .value(value),
          podman: "extra options are not supported when joining another container's network"
        )
        continue
      }
      guard E.keepsText else { continue }
      out.service.word("--network", ServiceBuilder.Origin(assignment))
      let prefix: StaticString = isContainer ? "container:" : ""
      word(prefix, resource + document[(colon ?? value.range.upperBound)..<value.range.upperBound], from: value)
    }
  }

  /// `Volume=`, of containers, pods and builds.
  mutating func addVolumes() {
    for assignment in view.list(keys.volume) {
      let value = whole(assignment)
      guard let colon = self.text(of: assignment).span.first(UInt8(ascii: ":"), in: value.range) else {
        state(.volume, value)
        option("-v", value)
        continue
      }
      let source = Value(assignment: assignment, range: value.range.lowerBound..<colon)
      if !E.keepsText, source.isEmpty || !mayNameUnit(source) {
        state(.volume, value)
        continue
      }
      let found = source.isEmpty ? nil : storageSource(Array(bytes(source)), source, checksImage: false)
      let resolved = found?.text
      state(.volume, value, unit: found?.unit)
      guard E.keepsText else { continue }
      out.service.word("-v", ServiceBuilder.Origin(assignment))
      let text = bytes(value)
      if let resolved, !resolved.isEmpty {
        word("", resolved + text[colon...], from: value)
      } else {
        // Without a source, or one whose unit is refused, Podman passes on the destination alone, options or not.
        let rest = text[(colon + 1)...]
        word("", Array(rest.prefix { $0 != UInt8(ascii: ":") }), from: value)
      }
    }
  }

  /// The source of a volume or mount, and the unit that it names: a path, a unit, or a name that is passed on.
  mutating func storageSource(
    _ source: [UInt8],
    _ value: Value,
    checksImage: Bool
  ) -> (text: [UInt8], unit: Int?)? {
    guard let first = source.first else {
      refuse(
        .emptySource,
        .value(value),
        podman: "source cannot be empty"
      )
      return nil
    }
    var source = source
    if first == GoPath.dot { source = absolutePath(source) }
    if source.first == GoPath.slash {
      requireMount(source, from: value)
    } else if hasSuffix(source, ".volume") || (checksImage && hasSuffix(source, ".image"))
      || (target.has(.artifactMounts) && hasSuffix(source, ".artifact"))
    {
      guard let other = project.unit(named: source.span, for: unit) else {
        refuseMissing(
          source,
          value,
          podman: "requested Quadlet source \(String(decoding: source, as: UTF8.self)) was not found"
        )
        return nil
      }
      require(other, from: value)
      return (E.keepsText ? resolver.resourceName(other) : source, other)
    }
    return (source, nil)
  }

  private func mayNameUnit(_ source: Value) -> Bool {
    text(of: source.assignment)[source.range.lowerBound] != GoPath.slash
      && (hasSuffix(source, ".volume") || hasSuffix(source, ".artifact"))
  }

  /// A path made absolute by the unit's folder, unless a specifier begins it.
  func absolutePath(_ path: [UInt8]) -> [UInt8] {
    if startsWithSpecifier(path[...]) || GoPath.isAbsolute(path) { return path }
    let file = project.inventory.path(of: project.units[unit].file, resolved: true)
    return GoPath.join(GoPath.folder(file), path)
  }

  func startsWithSpecifier(_ path: ArraySlice<UInt8>) -> Bool {
    let percent = UInt8(ascii: "%")
    return path.first == percent && path.dropFirst().first != percent
  }
}
