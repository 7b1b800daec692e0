import QuadletSyntax

/// Checks what the containers of a user cannot have, because it is root's.
extension Linter {
  private static let sockets: WordTable<2> = ["/run/podman/podman.sock", "/var/run/podman/podman.sock"]

  mutating func lintRootOnly() {
    guard project.target.scope == .user else { return }
    let publishes = tellsNotes && converter.publishing == .mapped
    for fact in uses where fact.source.isForCommand {
      switch fact.subject {
      case .volume, .mount: lintRootOnlyPath(fact)
      case .publish where publishes: lintLowPort(fact)
      default: continue
      }
    }
  }

  private mutating func lintRootOnlyPath(_ fact: UnitFacts.Fact) {
    let text = converter.bytes(fact)
    guard let source = StorageUse(fact, text)?.source, !source.isEmpty else { return }
    let span = text.span
    let place = fact.place(of: source)
    if span.isOne(source, of: Linter.sockets) {
      report(
        .rootOnly,
        value: place,
        .rootOnlySocket(span.text(source)),
        fix: replacement(of: place, by: "%t/podman/podman.sock"),
        preventsStart: true
      )
    } else if span.hasPrefix(source, "/var/lib/containers/") {
      report(.rootOnly, value: place, .rootOnlyPath(span.text(source)))
    }
  }

  private mutating func lintLowPort(_ fact: UnitFacts.Fact) {
    guard let mapping = try? PortMapping(parsing: converter.bytes(fact).span),
      let port = mapping.hostPorts?.value?.first, port > 0, port < 1024
    else { return }
    report(.rootOnly, value: fact.valuePlace, severity: .note, .rootOnlyPort(Int(port)))
  }
}
