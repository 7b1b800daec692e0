import QuadletSyntax

/// A key of [Service] that takes away from podman what it needs to start a container.
///
/// systemd confines podman with it, not the container. Every row was tried with Podman 5.8.6 and systemd 262 on a plain
/// container: `always` fails at each start, `afterBoot` fails at the first one after a boot. What was not tried is not listed.
struct SandboxKey: Sendable {
  /// When podman cannot start.
  enum Failure: Sendable {
    case always, afterBoot
  }

  /// Which values count.
  enum Values: Sendable {
    /// All but those that mean false.
    case on
    /// One of these.
    case words([StaticString])
    /// Any but the empty one.
    case any
    /// The empty one, which takes away everything.
    case empty
  }

  /// What does to the container what the key was meant to do.
  enum Remedy: Sendable {
    case readOnly, newPrivileges, capabilities, systemCalls, network, devices, none

    var help: String {
      switch self {
      case .readOnly:
        "remove it; a container sees only what Volume= gives it, and ReadOnly=true keeps its own files as they are"
      case .newPrivileges: "remove it; for the container, write NoNewPrivileges=true in [Container]"
      case .capabilities: "remove it; for the container, write DropCapability=all in [Container]"
      case .systemCalls: "remove it; podman filters the system calls of the container, and SeccompProfile= changes how"
      case .network: "remove it; for the container, write Network=none, or a .network unit with Internal=true"
      case .devices: "remove it; a container has no devices but those of AddDevice="
      case .none: "remove it; it confines podman, and not the container"
      }
    }
  }

  let name: StaticString
  let values: Values
  /// When it fails for the system, and for a user; nil where it works.
  let system: Failure?
  let user: Failure?
  let remedy: Remedy
  /// Whether the container's network decides, and a container with its usual one was tried.
  let dependsOnNetwork: Bool

  private init(
    _ name: StaticString,
    _ values: Values = .on,
    system: Failure? = nil,
    user: Failure? = .always,
    _ remedy: Remedy = .none,
    dependsOnNetwork: Bool = false
  ) {
    (self.name, self.values, self.system, self.user) = (name, values, system, user)
    (self.remedy, self.dependsOnNetwork) = (remedy, dependsOnNetwork)
  }

  static let all = [
    SandboxKey("ProtectSystem", .words(["strict"]), system: .always, .readOnly),
    SandboxKey("ProtectSystem", .on, .readOnly),
    SandboxKey("ProtectHome", .on, .readOnly),
    SandboxKey("PrivateTmp", .on, .readOnly),
    SandboxKey("NoNewPrivileges", user: .afterBoot, .newPrivileges),
    SandboxKey("PrivateDevices", system: .always, .devices),
    SandboxKey("PrivateNetwork", .on, .network),
    SandboxKey("PrivateUsers", system: .always),
    SandboxKey("PrivateMounts"),
    SandboxKey("ProtectKernelTunables", system: .always, dependsOnNetwork: true),
    SandboxKey("ProtectKernelModules"),
    SandboxKey("ProtectKernelLogs"),
    SandboxKey("ProtectControlGroups", system: .always),
    SandboxKey("ProtectClock"),
    SandboxKey("ProtectHostname", system: .always),
    SandboxKey("ProcSubset", .words(["pid"]), system: .always, user: nil, dependsOnNetwork: true),
    SandboxKey("RestrictNamespaces", .words(["yes", "true", "on", "1"]), system: .always),
    SandboxKey("RestrictNamespaces", user: .afterBoot),
    SandboxKey("RestrictSUIDSGID", user: .afterBoot, .newPrivileges),
    SandboxKey("RestrictRealtime", user: .afterBoot),
    SandboxKey("LockPersonality", user: .afterBoot),
    SandboxKey("MemoryDenyWriteExecute", user: .afterBoot),
    SandboxKey("RestrictAddressFamilies", .words(["AF_UNIX"]), system: .always, .network),
    SandboxKey("RestrictAddressFamilies", .any, user: .afterBoot, .network),
    SandboxKey("SystemCallArchitectures", .any, user: .afterBoot, .systemCalls),
    SandboxKey("SystemCallFilter", .words(["@system-service"]), system: .always, .systemCalls),
    SandboxKey("SystemCallFilter", .any, user: .afterBoot, .systemCalls),
    SandboxKey("CapabilityBoundingSet", .empty, system: .always, .capabilities),
    SandboxKey("ReadOnlyPaths", .words(["/"]), system: .always, .readOnly),
    SandboxKey("ReadOnlyPaths", .any, .readOnly),
    SandboxKey("InaccessiblePaths", .any, .readOnly),
    SandboxKey("RootDirectory", .any, system: .always, .readOnly),
  ]

  /// The rows of each key, by its number.
  static let byKey: [UInt16: [SandboxKey]] = {
    var rows: [UInt16: [SandboxKey]] = [:]
    for row in all { rows[row.name.withUTF8Buffer { Schema.shared.names.id(of: $0.span) }, default: []].append(row) }
    return rows
  }()

  /// When a value fails in a scope; nil for never. Without a scope, only what fails in both counts.
  func failure(of value: Span<UInt8>, in scope: Scope?) -> Failure? {
    guard counts(value) else { return nil }
    switch scope {
    case .system: return system
    case .user: return user
    case nil: return system == nil ? nil : user
    }
  }

  private func counts(_ value: Span<UInt8>) -> Bool {
    switch values {
    case .on:
      !value.isEmpty && !value.isOne(0..<value.count, of: ["no", "false", "off", "0", "n", "f"], ignoringCase: true)
    case .words(let words): words.contains { value.equals(0..<value.count, $0, ignoringCase: true) }
    case .any: !value.isEmpty
    case .empty: value.isEmpty
    }
  }
}

extension Linter {
  /// Reports what keeps podman from starting although it was meant for the container.
  mutating func lintSandbox() {
    for index in converter.view.assignments.indices {
      let assignment = converter.view.assignments[index]
      guard assignment.section == .service, let rows = SandboxKey.byKey[assignment.name] else { continue }
      let isLast = converter.view.last(assignment.name, in: .service).map {
        $0.document == assignment.document && $0.line == assignment.line
      }
      guard isLast == true else { continue }
      let value = converter.bytes(converter.whole(assignment))
      for row in rows {
        guard let failure = row.failure(of: value.span, in: project.target.scope), !mayBeSpared(row) else { continue }
        report(
          .sandboxAroundPodman,
          assignment,
          .sandboxAroundPodman(
            "\(row.name)=\(String(decoding: value, as: UTF8.self).shortened)",
            failure,
            project.target.scope,
            row.remedy
          ),
          fix: removal(of: assignment),
          preventsStart: true
        )
        break
      }
    }
  }

  /// Whether other lines may let podman start after all, in a way that was not tried.
  private func mayBeSpared(_ row: SandboxKey) -> Bool {
    if project.target.scope == .user { return false }
    return row.dependsOnNetwork && uses.contains { Self.isNetwork($0) }
      || row.remedy == .readOnly && converter.view.has(schema.keys.readWritePaths, in: .service)
  }
}
