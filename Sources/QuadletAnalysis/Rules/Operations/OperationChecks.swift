import QuadletSyntax

/// What goes wrong while services run.
extension Linter {
  // MARK: Updates

  mutating func lintAutoUpdate() {
    let keys = schema.keys
    guard let policy = converter.nonEmpty(keys.autoUpdate) else { return }
    let isLocal = converter.equals(policy, "local")
    guard isLocal || converter.equals(policy, "registry") || converter.equals(policy, "image") else { return }
    if converter.view.has(keys.rootfs), !converter.view.has(keys.image) {
      reportAutoUpdate(policy, "a container with Rootfs= has no image to update", removal(of: policy.assignment))
      return
    }
    guard let image = converter.nonEmpty(keys.image) else { return }
    if isInRegistry(image) { return }
    var name = Array(converter.bytes(image))
    if converter.hasSuffix(name, ".image") || converter.hasSuffix(name, ".build"),
      let other = project.unit(named: name.span)
    {
      name = converter.resolver.resourceName(other)
    }
    guard !name.isEmpty, !name.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "$") }),
      let reference = try? ImageReference(parsing: name.span)
    else { return }
    var shown: String { String(decoding: name, as: UTF8.self) }
    if reference.digest != nil {
      reportAutoUpdate(
        policy,
        "the digest of the image names one version for ever, so AutoUpdate=\(converter.string(policy)) never finds a newer one",
        removal(of: policy.assignment),
        help: "name the image by a tag, or remove AutoUpdate="
      )
    } else if isLocal {
      return
    } else if let transport = reference.transport, !name.span.equals(transport, "docker") {
      reportAutoUpdate(
        policy,
        "\"\(shown)\" comes from no registry; podman refuses to start the container with AutoUpdate=\(converter.string(policy))",
        replacement(of: policy, by: "local"),
        help: "write AutoUpdate=local",
        preventsStart: true
      )
    } else if let registry = reference.registry, name.span.equals(registry, "localhost") {
      reportAutoUpdate(
        policy,
        "\"\(shown)\" is in no registry, so every update fails; write AutoUpdate=local",
        replacement(of: policy, by: "local")
      )
    } else if reference.registry == nil {
      reportAutoUpdate(
        policy,
        "\"\(shown)\" is a short name; podman refuses to start the container with AutoUpdate=\(converter.string(policy))",
        nil,
        help: "write the registry too, as in docker.io/library/NAME",
        preventsStart: true
      )
    }
  }

  /// Whether the name of an image has a registry and no digest; most have, and nothing is wrong with them.
  private func isInRegistry(_ image: Value) -> Bool {
    let text = converter.view.texts[Int(image.assignment.document)]
    guard let slash = text.span.first(GoPath.slash, in: image.range) else { return false }
    let domain = image.range.lowerBound..<slash
    return text.span.contains(GoPath.dot, in: domain) && !text.span.contains(UInt8(ascii: ":"), in: domain)
      && !text.span.contains(UInt8(ascii: "@"), in: image.range)
  }

  private mutating func reportAutoUpdate(
    _ policy: Value,
    _ message: String,
    _ fix: Fix?,
    help: String? = nil,
    preventsStart: Bool = false
  ) {
    report(.autoUpdateWithoutEffect, value: policy, message, help: help, fix: fix, preventsStart: preventsStart)
  }

  // MARK: Health

  mutating func lintHealth() {
    let keys = schema.keys
    guard project.target.has(.healthyNotify), let notify = converter.nonEmpty(keys.notify),
      converter.string(notify).lowercased() == "healthy", !hasHealthOption
    else { return }
    if let command = converter.nonEmpty(keys.healthCmd) {
      guard converter.string(command).lowercased() == "none" else { return }
      report(
        .neverHealthy,
        value: command,
        "HealthCmd=none switches off the health check that Notify=healthy waits for, so the start times out",
        help: "write a command that tells whether the container is healthy, or Notify=true",
        preventsStart: true
      )
    } else if tellsNotes, !converter.view.has(keys.healthStartupCmd) {
      report(
        .neverHealthy,
        value: notify,
        severity: .note,
        "Notify=healthy needs HealthCmd=, unless the image has a health check of its own",
        help: "add HealthCmd="
      )
    }
  }

  /// Whether an argument says what `HealthCmd=` or `Notify=` say.
  private var hasHealthOption: Bool {
    uses.contains { ($0.subject == .healthCmd || $0.subject == .sdnotify) && $0.source != .key }
  }

  mutating func lintIdleKeys() {
    for row in IdleKey.all where converter.view.has(row.name) && (tellsNotes || row.severity > .note) {
      guard let value = converter.nonEmpty(row.name), converter.nonEmpty(row.needed) == nil,
        !uses.contains(where: { $0.subject == row.subject }), !converter.equals(value, "none")
      else { continue }
      let name = schema.names.name(row.name)
      let needed = schema.names.name(row.needed)
      report(
        .idleKey,
        value.assignment,
        severity: row.severity,
        "\"\(name)=\" needs \(needed)=: without it \(row.consequence)",
        help: "add \(needed)=, or remove the line",
        fix: row.severity == .note ? nil : removal(of: value.assignment)
      )
    }
  }

  // MARK: Starts

  mutating func lintOneshotRestart() {
    let keys = schema.keys
    let kind = converter.view.kind
    let hasType = converter.view.has(keys.type, in: .service)
    if kind == .pod || !converter.view.has(keys.restart, in: .service) { return }
    if kind == .container || kind == .kube, !hasType { return }
    let type = hasType ? converter.nonEmpty(keys.type, in: .service) : nil
    guard let restart = converter.nonEmpty(keys.restart, in: .service),
      converter.equals(restart, "always") || converter.equals(restart, "on-success"),
      type.map({ converter.equals($0, "oneshot") }) ?? (kind != .container && kind != .kube)
    else { return }
    report(
      .oneshotRestart,
      value: restart,
      type == nil
        ? "the service of a .\(converter.view.kind.word) is of Type=oneshot, for which systemd refuses Restart=\(converter.string(restart))"
        : "systemd refuses Restart=\(converter.string(restart)) for Type=oneshot",
      help: "write Restart=on-failure",
      fix: replacement(of: restart, by: "on-failure"),
      preventsStart: true
    )
  }

  mutating func lintPull() {
    // A unit that Podman refuses has more to fix before it starts at all.
    guard converter.isAccepted else { return }
    let keys = schema.keys
    let view = converter.view
    guard !view.has(keys.timeoutStartSec, in: .service), !view.has(keys.timeoutSec, in: .service),
      let image = converter.nonEmpty(keys.image)
    else { return }
    if let type = converter.lookup(keys.type, in: .service), converter.equals(type, "oneshot") { return }
    if let pull = converter.lookup(keys.pull), converter.equals(pull, "never") { return }
    let name = converter.bytes(image)
    if name.starts(with: "localhost/".utf8) || converter.hasSuffix(name, ".image")
      || converter.hasSuffix(name, ".build")
    {
      return
    }
    report(
      .pullDuringStart,
      value: image,
      "the first start pulls the image, for which systemd gives 90 seconds",
      help: "pull it by a .image unit, or set [Service] TimeoutStartSec="
    )
  }
}
