import QuadletSyntax

/// The start of every conversion: keys checked, dependencies translated, the common lines added.
extension Converter {
  /// The start of every conversion: unknown keys, dependencies, the default ones, the sections renamed.
  mutating func begin(_ own: StaticString, _ renamed: StaticString) {
    if target.has(.commonStart) {
      checkKeys()
      if E.keepsText { out.service.begin(view) }
      translateDependencies()
      addDefaultDependencies()
      addSourcePath()
      add("Unit", "RequiresMountsFor", "%t/containers")
      rename(own, renamed)
    } else {
      if E.keepsText { out.service.begin(view) }
      if translatesDependencies { translateDependencies() }
      addDefaultDependencies()
      if view.kind == .build { add("Unit", "RequiresMountsFor", "%t/containers") }
      addSourcePath()
      checkKeys()
      rename(own, renamed)
      if view.kind != .build, view.kind != .container { add("Unit", "RequiresMountsFor", "%t/containers") }
    }
  }

  private mutating func addSourcePath() {
    guard E.keepsText else { return }
    add("Unit", "SourcePath", bytes: project.inventory.path(of: project.units[unit].file, resolved: true), from: nil)
  }

  private mutating func addDefaultDependencies() {
    guard E.keepsText, waitsForNetwork else { return }
    let text = out.service.text(Self.networkUnit(target))
    out.service.prepend("Unit", "After", text)
    out.service.prepend("Unit", "Wants", text)
  }

  /// Whether the generator orders the service after the network.
  var waitsForNetwork: Bool {
    target.has(.waitsForNetwork) && boolean(keys.defaultDependencies, in: .quadlet) ?? true
  }

  /// The systemd unit that stands for the network being there.
  static func networkUnit(_ target: Target) -> StaticString {
    target.scope == .user ? "podman-user-wait-network-online.service" : "network-online.target"
  }

  /// Whether the target translates the names of quadlet units in [Unit].
  var translatesDependencies: Bool { target.has(.commonStart) || target.has(.translatesDependencies) }

  /// Replaces names of quadlet units in the dependencies of [Unit] by those of their services.
  private mutating func translateDependencies() {
    guard dependencies.mayNameUnits else { return }
    for key in keys.dependencies where view.has(key, in: .unit) {
      var translated: [[UInt8]] = []
      var changed = false
      forEachWord(of: key, in: .unit, style: .plain) { converter, word, value in
        let known = word.span.extracting(0..<word.count)
        guard UnitKind.isKnown(GoPath.fileExtension(word[...]), in: converter.target) else {
          translated.append(word)
          return
        }
        if let other = converter.project.unit(named: known, for: converter.unit) {
          changed = true
          if E.keepsText { translated.append(converter.resolver.serviceName(other) + Array(".service".utf8)) }
        } else {
          converter.refuseMissing(
            word,
            value,
            podman: "unable to translate dependency for \(String(decoding: word, as: UTF8.self))"
          )
        }
      }
      guard E.keepsText, changed else { continue }
      let name = schema.names.name(key)
      out.service.replace("Unit", name, Array(translated.joined(separator: [UInt8(ascii: " ")])))
    }
  }

  private mutating func rename(_ own: StaticString, _ renamed: StaticString) {
    guard E.keepsText else { return }
    out.service.rename(own, to: renamed)
    out.service.rename("Quadlet", to: "X-Quadlet")
  }
}
