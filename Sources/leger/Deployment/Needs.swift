import Glibc
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
    try checkForeignSecrets(of: candidate, old, options.allowedSecrets)
    if isForced { return }
    try checkRequiredUnits(of: candidate)
    try checkConflictingUnits(of: candidate)
    try checkSecrets(of: candidate)
    try checkBinds(of: candidate)
    try checkPorts(of: candidate, old)
  }

  /// Paths of the host that are mounted must exist, since podman makes none of them.
  private func checkBinds(of candidate: Candidate) throws(HostFailure) {
    for storage in candidate.overview.storage where storage.kind == .bind {
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

  /// Units that systemd must start together with a service must exist, or else none of them starts.
  private func checkRequiredUnits(of candidate: Candidate) throws(HostFailure) {
    let own = Set(candidate.services.all.map(\.name))
    var required: [String: String] = [:]
    for entry in candidate.services.all where !entry.isTemplate {
      for name in LoadedText.requiredUnits(of: entry.text) where !own.contains(name) {
        required[name] = required[name] ?? entry.unitName
      }
    }
    let templates = candidate.services.all.filter(\.isTemplate).map { $0.name.prefix { $0 != "@" } + "@" }
    let names = required.keys.filter { name in !templates.contains { name.hasPrefix($0) } }.sorted()
    if names.isEmpty { return }
    let states = try systemd.states(of: names, allowingAliases: true)
    guard let missing = names.first(where: { states[$0]?.loadState == "not-found" }), let unit = required[missing]
    else {
      return
    }
    throw HostFailure(
      .refused,
      "\(unit) requires \(missing), which systemd does not know, so it could not be started",
      help: "\(folders.systemctl) list-unit-files"
    )
  }

  /// Services of others that a start would stop: nothing would start them again.
  private func checkConflictingUnits(of candidate: Candidate) throws(HostFailure) {
    let own = Set(candidate.services.all.map(\.name))
    for entry in candidate.services.all {
      let names = LoadedText.conflictingUnits(of: entry.text).filter { !own.contains($0) }
      let states = try systemd.states(of: names, allowingAliases: true)
      guard let name = names.first(where: { states[$0]?.isUp ?? false }) else { continue }
      throw HostFailure(
        .refused,
        "\(entry.unitName) conflicts with \(name), which runs and would be stopped",
        help: "\(folders.systemctl) stop \(name)"
      )
    }
  }

  /// Secrets are shared by all units of a scope, so a repository could ask for those of another deployment.
  private func checkForeignSecrets(
    of candidate: Candidate,
    _ old: InstalledDeployment?,
    _ allowed: Set<String>
  ) throws(HostFailure) {
    let known = allowed.union(old?.generation.secrets ?? [])
    let name = candidate.name.description
    let foreign = (candidate.record.secrets ?? []).filter { secret in
      // What systemd fills in could become any name.
      let isPlain = !secret.contains("%") && candidate.isNameTrusted
      let rest = isPlain && secret.hasPrefix(name) ? secret.dropFirst(name.count).first : " "
      return !known.contains(secret) && !(rest == nil || rest == "-" || rest == "_" || rest == ".")
    }
    if foreign.isEmpty { return }
    let list = foreign.map { "\"\($0)\"" }.joined(separator: ", ")
    throw HostFailure(
      .refused,
      "\(name) uses \(foreign.count == 1 ? "the secret" : "the secrets") \(list), whose \(foreign.count == 1 ? "name does" : "names do") not begin with \"\(name)\", so \(foreign.count == 1 ? "it" : "they") may belong to another deployment",
      help: "if that is right, add: --allow-secret \(foreign.joined(separator: ","))"
    )
  }

  private func checkSecrets(of candidate: Candidate) throws(HostFailure) {
    let wanted = Set(candidate.record.secrets ?? []).filter { !$0.contains("%") }
    if wanted.isEmpty { return }
    let missing = wanted.subtracting(try podman.secrets()).sorted()
    guard let first = missing.first else { return }
    throw HostFailure(
      .refused,
      "podman has no secret \(missing.map { "\"\($0)\"" }.joined(separator: ", "))",
      help: "podman secret create \(first) -"
    )
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

/// The ports of this host on which programs listen (proc_net_tcp of the kernel's documentation).
struct ListeningPorts {
  private struct Socket: Hashable {
    let transport: String
    let port: Int
    /// The address in hexadecimal digits; zeros for every one.
    let address: String
  }

  private var sockets: Set<Socket> = []
  private static let limit = 64 << 20

  init(on host: any Host) {
    for (file, transport) in [("tcp", "tcp"), ("tcp6", "tcp"), ("udp", "udp"), ("udp6", "udp")] {
      guard let bytes = try? host.read(Array("/proc/net/\(file)".utf8), limit: Self.limit) else { continue }
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
        let fields = line.split(separator: " ")
        guard fields.count > 3, let colon = fields[1].lastIndex(of: ":") else { continue }
        // 0A is LISTEN; a socket of UDP is 07 when it is open for everyone.
        guard fields[3] == (transport == "tcp" ? "0A" : "07"),
          let port = Int(fields[1][fields[1].index(after: colon)...], radix: 16)
        else { continue }
        sockets.insert(Socket(transport: transport, port: port, address: String(fields[1][..<colon])))
      }
    }
  }

  /// Returns the first port of a range, such as `8080-8085`, that a program has at an address, nil for every address.
  func first(in ports: String, _ transport: String, _ address: String?, except own: Set<Int> = []) -> Int? {
    let numbers = Self.numbers(ports)
    let wanted = address.flatMap(Self.hexadecimal)
    return sockets.filter { socket in
      socket.transport == transport && numbers.contains(socket.port) && !own.contains(socket.port)
        && (wanted.map { Self.meets($0, socket.address) } ?? true)
    }.map(\.port).min()
  }

  /// The numbers of a range, such as `8080-8085`; none for anything else.
  static func numbers(_ ports: String) -> ClosedRange<Int> {
    let bounds = ports.split(separator: "-").compactMap { Int($0) }
    guard let low = bounds.first, let high = bounds.last, low <= high else { return -1 ... -1 }
    return low...high
  }

  /// Whether a program that listens at one address keeps another program from listening at the other; one that listens at
  /// every address of IPv6 listens at those of IPv4 as well.
  private static func meets(_ wanted: String, _ used: String) -> Bool {
    used == wanted || used.allSatisfy { $0 == "0" } && used.utf8.count >= wanted.utf8.count
  }

  /// An address as the kernel prints it: 32-bit numbers of the machine in hexadecimal digits; nil for every address.
  private static func hexadecimal(_ address: String) -> String? {
    let text = address.filter { $0 != "[" && $0 != "]" }
    let isLong = text.contains(":")
    var words: [UInt32] = Array(repeating: 0, count: isLong ? 4 : 1)
    guard inet_pton(isLong ? AF_INET6 : AF_INET, text, &words) == 1, words.contains(where: { $0 != 0 }) else {
      return nil
    }
    return words.map { word in
      let digits = String(word, radix: 16, uppercase: true)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
}
