import QuadletSyntax

/// Checks updates, health checks, restarts and slow starts.
extension Linter {
  // MARK: Updates

  mutating func lintAutoUpdate() {
    let keys = schema.keys
    guard let policy = converter.nonEmpty(keys.autoUpdate) else { return }
    let isLocal = converter.equals(policy, "local")
    guard isLocal || converter.equals(policy, "registry") || converter.equals(policy, "image") else { return }
    if converter.view.has(keys.rootfs), !converter.view.has(keys.image) {
      reportAutoUpdate(policy, .autoUpdateOfRootfs, removal(of: policy.assignment))
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
        .autoUpdateOfDigest(converter.string(policy)),
        removal(of: policy.assignment)
      )
    } else if isLocal {
      return
    } else if let transport = reference.transport, !name.span.equals(transport, "docker") {
      reportAutoUpdate(
        policy,
        .autoUpdateOfTransport(shown, converter.string(policy)),
        replacement(of: policy, by: "local"),
        preventsStart: true
      )
    } else if let registry = reference.registry, name.span.equals(registry, "localhost") {
      reportAutoUpdate(
        policy,
        .autoUpdateOfLocalImage(shown),
        replacement(of: policy, by: "local")
      )
    } else if reference.registry == nil {
      reportAutoUpdate(
        policy,
        .autoUpdateOfShortName(shown, converter.string(policy)),
        nil,
        preventsStart: true
      )
    }
  }

  /// Whether the name of an image has a registry and no digest, as most do.
  private func isInRegistry(_ image: Value) -> Bool {
    let text = converter.view.texts[Int(image.assignment.document)]
    guard let slash = text.span.first(GoPath.slash, in: image.range) else { return false }
    let domain = image.range.lowerBound..<slash
    return text.span.contains(GoPath.dot, in: domain) && !text.span.contains(UInt8(ascii: ":"), in: domain)
      && !text.span.contains(UInt8(ascii: "@"), in: image.range)
  }

  private mutating func reportAutoUpdate(
    _ policy: Value,
    _ message: Message,
    _ fix: Fix?,
    preventsStart: Bool = false
  ) {
    report(.autoUpdateWithoutEffect, value: policy, message, fix: fix, preventsStart: preventsStart)
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
        .healthCheckOff,
        preventsStart: true
      )
    } else if tellsNotes, !converter.view.has(keys.healthStartupCmd) {
      report(
        .neverHealthy,
        value: notify,
        severity: .note,
        .missingHealthCheck
      )
    }
  }

  /// Whether an argument sets what `HealthCmd=` or `Notify=` set.
  private var hasHealthOption: Bool {
    uses.contains { ($0.subject == .healthCmd || $0.subject == .sdnotify) && $0.source != .key }
  }

  mutating func lintIdleKeys() {
    for row in IdleKey.all where converter.view.has(row.name) && (tellsNotes || row.severity > .note) {
      guard let value = converter.nonEmpty(row.name), converter.nonEmpty(row.needed) == nil,
        !uses.contains(where: { $0.subject == row.subject }), !converter.equals(value, "none")
      else { continue }
      report(
        .idleKey,
        value.assignment,
        severity: row.severity,
        .idleKey(schema.names.name(row.name), needs: schema.names.name(row.needed), row.consequence),
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
        ? .oneshotRestart(converter.string(restart), of: kind)
        : .oneshotRestart(converter.string(restart)),
      fix: replacement(of: restart, by: "on-failure"),
      preventsStart: true
    )
  }

  mutating func lintPull() {
    // A unit that Podman refuses has worse problems than a slow start.
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
      .pullDuringStart
    )
  }
}
