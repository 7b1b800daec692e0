import QuadletAnalysis

/// What a deployment needs of its host besides its own files.
extension Deployer {
  /// Refuses a deployment that the host, or the user, does not give what it needs.
  func checkNeeds(
    of candidate: Candidate,
    _ old: InstalledDeployment?,
    _ options: Planner.Options,
    isForced: Bool
  ) throws(HostFailure) {
    try checkRequired(by: candidate)
    try checkSecretNames(of: candidate, options)
    if isForced { return }
    try checkOtherUnits(of: candidate)
    try checkBinds(of: candidate, restored: options.swap?.volumes.compactMap(\.archived.hostFolder) ?? [])
    try checkPorts(of: candidate, old)
  }

  /// Paths of the host that are mounted must exist, since podman makes none of them.
  private func checkBinds(of candidate: Candidate, restored: [String]) throws(HostFailure) {
    for storage in candidate.overview.storage where storage.kind == .bind && !restored.contains(storage.source) {
      let path = Array(storage.source.utf8)
      guard path.first == UInt8(ascii: "/"), !path.contains(UInt8(ascii: "%")), !candidate.tree.exists(path),
        let mount = storage.mounts.first,
        // The YAML of a .kube unit can say that a path is to be made.
        candidate.project.units[mount.unit].kind == .container || candidate.project.units[mount.unit].kind == .pod
      else { continue }
      let unit = String(decoding: candidate.project.name(of: mount.unit), as: UTF8.self)
      throw HostFailure(
        .refused,
        "\(unit) mounts \(VisibleText.quoted(path)), which does not exist; podman does not make it",
        help: "\(folders.scope == .system ? "sudo " : "")mkdir -p \(VisibleText.quoted(path))"
      )
    }
  }

  private func checkRequired(by candidate: Candidate) throws(HostFailure) {
    for text in candidate.record.requires ?? [] {
      if let name = DeploymentName(text), try store.record(name) != nil { continue }
      throw HostFailure(
        .refused,
        "\(candidate.name) requires \(VisibleText.quoted(Array(text.utf8))), which is not installed (requires: in .leger.yaml)",
        help: "install it first: leger install SOURCE --name \(text)"
      )
    }
  }

  /// Units that a service requires must exist, or systemd does not start it; those that it conflicts with must not run, since
  /// a start would stop them and nothing would start them again.
  private func checkOtherUnits(of candidate: Candidate) throws(HostFailure) {
    let entries = candidate.services.all
    let own = Set(entries.map(\.name))
    let templates = entries.filter(\.isTemplate).map { $0.name.prefix { $0 != "@" } + "@" }
    let isForeign = { (name: String) in !own.contains(name) }
    // An instance of a template of its own exists once that does.
    let isLacking = { (name: String) in isForeign(name) && !templates.contains { name.hasPrefix($0) } }
    let named = entries.flatMap { $0.requiredUnits + $0.conflictingUnits }.filter(isForeign)
    let states = try systemd.states(of: Set(named).sorted(), allowingAliases: true)
    for entry in entries {
      let required = entry.isTemplate ? [] : entry.requiredUnits.filter(isLacking)
      if let missing = required.first(where: { states[$0]?.loadState == "not-found" }) {
        throw HostFailure(
          .refused,
          "\(entry.unitName) requires \(missing), which systemd does not know, so it could not be started",
          help: "\(folders.systemctl) list-unit-files"
        )
      }
      if let running = entry.conflictingUnits.filter(isForeign).first(where: { states[$0]?.isUp == true }) {
        throw HostFailure(
          .refused,
          "\(entry.unitName) conflicts with \(running), which runs and would be stopped",
          help: "\(folders.systemctl) stop \(running)"
        )
      }
    }
  }

  // MARK: The installer

  /// Refuses what `podman quadlet install` would not install as it is.
  func checkInstaller(_ content: [DeploymentFile]) throws(HostFailure) {
    guard podman.version >= PodmanClient.nativeOldest else {
      throw HostFailure(
        .environment,
        "podman \(podman.versionText) puts the files of all deployments into one folder and leaves out drop-ins; "
          + "--installer native needs Podman \(PodmanClient.nativeOldest)",
        help: "leave out --installer native"
      )
    }
    let podmanFolder = UnitFolders(host).podman(folders.scope)
    guard podmanFolder.map(host.resolvedOrSame).contains(folders.units) else {
      throw HostFailure(.refused, "podman does not install into \(VisibleText.quoted(folders.units))")
    }
    // It gives all files this mode.
    if let file = content.first(where: { $0.mode != 0o644 }) {
      throw HostFailure(
        .refused,
        "podman quadlet install would make the mode of \(file.name) 644 instead of \(String(file.mode, radix: 8))",
        help: "leave out --installer native"
      )
    }
  }

  // MARK: Ports

  /// Refuses ports on which another program listens, unless the deployment has them now.
  private func checkPorts(of candidate: Candidate, _ old: InstalledDeployment?) throws(HostFailure) {
    let wanted = candidate.overview.ports
    if wanted.isEmpty { return }
    var own: [String: Set<Int>] = [:]
    for port in old?.candidate.overview.ports ?? [] {
      own[port.transport ?? "", default: []].formUnion(ListeningPorts.numbers(port.hostPorts ?? ""))
    }
    let used = ListeningPorts(on: host)
    for port in wanted {
      guard let hostPorts = port.hostPorts, let transport = port.transport,
        let number = used.first(in: hostPorts, transport, port.address, except: own[transport] ?? [])
      else { continue }
      throw HostFailure(
        .refused,
        "port \(number)/\(transport) is in use by another program, and \(String(decoding: candidate.project.name(of: port.unit), as: UTF8.self)) publishes it",
        help: "sudo ss -lnp 'sport = :\(number)'"
      )
    }
  }
}
