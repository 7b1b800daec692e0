import QuadletSyntax

/// Names: of services, and of what podman makes.
extension Claims {
  mutating func gatherNames(_ converter: inout Converter<FactsEmitter>) {
    let names = converter.out.facts.names
    let service = names.text.span.extracting(names.service)
    gather(service, .serviceName, place(converter.lookup(converter.keys.serviceName), &converter))
    switch converter.view.kind {
    case .container:
      // The last --name is the one that podman takes.
      let given = converter.out.facts.all.last { $0.subject == .name }
      if let given {
        gather(converter.bytes(given).span, .containerName, place(given.valuePlace, &converter))
      } else {
        gather(names, .containerName, converter.keys.containerName, &converter)
      }
    case .pod: gather(names, .podName, converter.keys.podName, &converter)
    case .volume: gather(names, .volumeName, converter.keys.volumeName, &converter)
    case .network: gather(names, .networkName, converter.keys.networkName, &converter)
    case .build:
      for assignment in converter.view.list(converter.keys.imageTag) {
        let value = converter.whole(assignment)
        gather(converter.bytes(value).span, .imageName, place(value, &converter))
      }
    case .kube:
      for fact in converter.out.facts.all {
        if fact.subject == .podName { gather(converter.bytes(fact).span, .podName, place(fact.place, &converter)) }
        if fact.subject == .name { gather(converter.bytes(fact).span, .containerName, place(fact.place, &converter)) }
      }
    case .image, .artifact: break
    }
  }

  private mutating func gather(
    _ names: borrowing UnitNames,
    _ kind: Conflict.Kind,
    _ key: UInt16,
    _ converter: inout Converter<FactsEmitter>
  ) {
    let raw = names.text.span.extracting(names.resource)
    if raw.isEmpty { return }
    let place = place(converter.nonEmpty(key), &converter)
    guard raw.contains(byte: Specifiers.sign) else { return gather(raw, kind, place) }
    let service = Array(names.text[names.service])
    if let name = Specifiers.expanded(Array(names.text[names.resource]), service: service) {
      gather(name.span, kind, place)
    }
  }

  private mutating func gather(_ name: Span<UInt8>, _ kind: Conflict.Kind, _ place: Place) {
    if name.isEmpty || name.contains(byte: Specifiers.sign) { return }
    self.names.append(Name(kind: kind, name: add(name), place: place))
  }
}
