import QuadletSyntax

/// Compares what a `.leger.yaml` lists with the units next to it.
public struct SettingsCheck {
  /// What is wrong in `.leger.yaml`.
  public private(set) var findings: [SettingsFinding] = []
  /// What is wrong in units.
  public private(set) var unitFindings: [Finding] = []

  private let project: Project

  /// Checks the settings; the units are read only if there is `secrets:`, `ports:` or `volumes:`.
  public init(_ settings: ProjectSettings, _ project: Project, host: HostFacts = HostFacts()) {
    self.project = project
    checkRules(settings.lint.selected + settings.lint.ignored)
    if let secrets = settings.secrets { check(secrets, host) }
    if settings.ports == nil, settings.volumes == nil, settings.backup.hooks.isEmpty { return }
    let resources = ProjectResources(project, host: host)
    if let ports = settings.ports { check(ports, resources) }
    if let volumes = settings.volumes { check(volumes: volumes, resources) }
    check(settings.backup.hooks, resources)
  }

  private func name(of unit: Int) -> String { String(decoding: project.name(of: unit), as: UTF8.self) }

  // MARK: Rules

  private mutating func checkRules(_ names: [ProjectSettings.Text]) {
    var nearest = NearestNames(Rule.all.map(\.name))
    for name in names where Rule.named(name.text) == nil {
      let near = nearest.match(name.text)
      findings.append(
        SettingsFinding(
          .mistakenSetting,
          .unknownRuleInSettings(name.text, near: near),
          at: name.place
        )
      )
    }
  }

  // MARK: Secrets

  private mutating func check(_ secrets: [ProjectSettings.Secret], _ host: HostFacts) {
    var used: Set<String> = []
    let mapped = Set(secrets.map(\.podmanSecret.text))
    var nearest = NearestNames(mapped.sorted())
    for use in ProjectSecrets(project, host: host).uses {
      used.insert(use.name)
      if use.isOptional || mapped.contains(use.name) || use.name.contains("%") { continue }
      reportUnmapped(use.name, &nearest, file: use.file, range: use.range)
    }
    for secret in secrets where !used.contains(secret.podmanSecret.text) {
      findings.append(
        SettingsFinding(
          .settingsDisagree,
          severity: .note,
          .unusedSecret(secret.podmanSecret.text),
          at: secret.podmanSecret.place
        )
      )
    }
  }

  private mutating func reportUnmapped(_ name: String, _ nearest: inout NearestNames, file: Int, range: Range<Int>) {
    let near = nearest.match(name)
    unitFindings.append(
      Finding(
        file: file,
        range: range,
        rule: .unmappedSecret,
        .unmappedSecret(name, near: near)
      )
    )
  }

  // MARK: Ports

  /// A port as `.leger.yaml` lists it; an absent part matches anything.
  private struct ListedPort {
    let address: IPAddress?
    let host: PortRange
    let container: PortRange?
    let transport: TransportProtocol?

    /// Parses `8080`, `8080/udp` or any value of PublishPort=.
    init?(_ text: String) {
      let bytes = Array(text.utf8)
      let hasTransport = bytes.contains(UInt8(ascii: "/"))
      if !bytes.contains(UInt8(ascii: ":")) {
        guard let exposure = try? PortExposure(parsing: bytes.span), let host = exposure.ports.value else { return nil }
        (address, self.host, container) = (nil, host, nil)
        transport = hasTransport ? exposure.networkProtocol.value : nil
        return
      }
      guard let mapping = try? PortMapping(parsing: bytes.span), let host = mapping.hostPorts?.value else { return nil }
      (address, self.host, container) = (mapping.address?.value, host, mapping.containerPorts.value)
      transport = hasTransport ? mapping.networkProtocol.value : nil
    }

    func covers(_ port: ProjectResources.Port) -> Bool {
      guard host.overlaps(port.host), transport == nil || transport == port.transport else { return false }
      if let address, address != port.address, !(address.isUnspecified && port.address == nil) { return false }
      guard let container, let other = port.container else { return true }
      return Int(container.first) - Int(host.first) == Int(other.first) - Int(port.host.first)
    }
  }

  /// How many elements `ports:` may have, since each is compared with every port of the units.
  private static let portLimit = 500

  private mutating func check(_ list: ProjectSettings.List, _ resources: ProjectResources) {
    if list.elements.count > Self.portLimit {
      let place = list.elements[Self.portLimit].place
      findings.append(SettingsFinding(.mistakenSetting, .tooManyListedPorts(Self.portLimit), at: place))
      return
    }
    var isListed = [Bool](repeating: false, count: resources.ports.count)
    for element in list.elements {
      guard let listed = ListedPort(element.text) else {
        findings.append(SettingsFinding(.mistakenSetting, .invalidListedPort(element.text), at: element.place))
        // The invalid port could be meant as any of them.
        isListed = isListed.map { _ in true }
        continue
      }
      let matching = resources.ports.indices.filter { listed.covers(resources.ports[$0]) }
      for index in matching { isListed[index] = true }
      if matching.isEmpty, resources.knowsAllPorts {
        let near = resources.ports.firstIndex { $0.host.overlaps(listed.host) }
        if let near { isListed[near] = true }
        findings.append(
          SettingsFinding(
            .settingsDisagree,
            near.map {
              .otherPort(element.text, than: resources.ports[$0].text, of: name(of: resources.ports[$0].unit))
            } ?? .unpublishedPort(element.text),
            at: element.place
          )
        )
      }
    }
    for (index, port) in resources.ports.enumerated() where !isListed[index] {
      findings.append(
        SettingsFinding(.settingsDisagree, .unlistedPort(port.text, of: name(of: port.unit)), at: list.place)
      )
    }
  }

  // MARK: Volumes

  /// A command for a volume that no unit has would never run.
  private mutating func check(_ hooks: [ProjectSettings.Backup.Hook], _ resources: ProjectResources) {
    if hooks.isEmpty || !resources.knowsAllVolumes { return }
    let known = Set(resources.volumes.flatMap(\.names))
    var nearest = NearestNames(known.sorted())
    for hook in hooks where !known.contains(hook.volume.text) {
      findings.append(
        SettingsFinding(
          .settingsDisagree,
          .unknownVolume(hook.volume.text, near: nearest.match(hook.volume.text)),
          at: hook.volume.place
        )
      )
    }
  }

  private mutating func check(volumes list: ProjectSettings.List, _ resources: ProjectResources) {
    var indices: [String: [Int]] = [:]
    for (index, volume) in resources.volumes.enumerated() {
      for name in Set(volume.names) { indices[name, default: []].append(index) }
    }
    var nearest = NearestNames(indices.keys.sorted())
    var listed: Set<String> = []
    for element in list.elements {
      let name = String(element.text.prefix { $0 != ":" })
      // A path on the host is not a volume.
      if ["/", ".", "%", "~"].contains(where: { name.hasPrefix($0) }) { continue }
      listed.insert(name)
      if indices[name] == nil, resources.knowsAllVolumes {
        findings.append(
          SettingsFinding(
            .settingsDisagree,
            .unknownVolume(name, near: nearest.match(name)),
            at: element.place
          )
        )
      }
    }
    let isListed = resources.volumes.map { $0.names.contains { listed.contains($0) } }
    var reported: Set<[String]> = []
    for (index, volume) in resources.volumes.enumerated()
    where !isListed[index] && reported.insert(volume.names).inserted {
      if indices[volume.names[0], default: []].contains(where: { isListed[$0] }) { continue }
      findings.append(
        SettingsFinding(
          .settingsDisagree,
          .unlistedVolume(volume.names[0], of: name(of: volume.unit)),
          at: list.place
        )
      )
    }
  }
}

/// Finds the name that a misspelled one may mean; after some that it looked for, it gives up.
private struct NearestNames {
  private let names: [String]
  private var rest = 100

  init(_ names: [String]) { self.names = names }

  mutating func match(_ name: String) -> String? {
    if rest == 0 { return nil }
    rest -= 1
    return Nearest.match(name, among: names)
  }
}
