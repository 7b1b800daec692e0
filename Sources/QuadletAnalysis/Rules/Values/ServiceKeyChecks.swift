import QuadletSyntax

/// Checks keys of [Service] that Podman sets itself or does not support.
extension Linter {
  mutating func lintServiceUsers() {
    lintServiceUser(schema.keys.user)
    lintServiceUser(schema.keys.group)
    lintServiceUser(schema.keys.dynamicUser)
  }

  private mutating func lintServiceUser(_ key: UInt16) {
    guard let assignment = converter.view.last(key, in: .service), !assignment.isEmpty else { return }
    let name = schema.names.name(key)
    report(
      .unsupportedServiceUser,
      assignment,
      .unsupportedServiceUser(key: name),
      podman: project.target.has(.warnsOfServiceUser)
        ? "Warning: using key \(name) in the Service group is not supported - use at your own risk" : nil
    )
  }

  mutating func lintSecondExecStart() {
    guard let command = converter.view.last(schema.keys.execStart, in: .service), !command.isEmpty
    else { return }
    if let type = converter.lookup(schema.keys.type, in: .service), converter.equals(type, "oneshot") { return }
    report(
      .secondExecStart,
      command,
      .secondExecStart(in: converter.view.kind),
      fix: fixForExecStart(command),
      preventsStart: true
    )
  }

  /// Turns the command into that of the container if the container has none; otherwise removes it.
  private mutating func fixForExecStart(_ command: UnitView.Assignment) -> Fix {
    let view = converter.view
    let value = converter.string(converter.whole(command))
    let isPlain = value.first.map { !"-@:+!|".contains($0) } ?? false
    guard view.kind == .container, !view.has(schema.keys.exec), isPlain else { return removal(of: command) }
    let document = view.documents[Int(command.document)]
    let file = view.files[Int(command.document)]
    return move(line: Int(command.line), of: document, file, toSection: view.kind.section, as: "Exec=\(value)")
  }
}
