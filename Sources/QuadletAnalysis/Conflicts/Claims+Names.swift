import QuadletSyntax

/// Names: of services, and of what podman makes.
extension Claims {
  mutating func gatherNames<E>(_ names: UnitNames, _ converter: inout Converter<E>) {
    let keys = converter.keys
    gather(names.service, .serviceName, place(converter.lookup(keys.serviceName), &converter))
    switch converter.view.kind {
    case .container: gather(names, .containerName, keys.containerName, &converter)
    case .pod: gather(names, .podName, keys.podName, &converter)
    case .volume: gather(names, .volumeName, keys.volumeName, &converter)
    case .network: gather(names, .networkName, keys.networkName, &converter)
    case .build:
      for assignment in converter.view.list(keys.imageTag) {
        let value = converter.whole(assignment)
        gather(converter.bytes(value), .imageName, place(value, &converter))
      }
    case .image, .kube, .artifact: break
    }
  }

  private mutating func gather<E>(
    _ names: UnitNames,
    _ kind: Conflict.Kind,
    _ key: UInt16,
    _ converter: inout Converter<E>
  ) {
    let raw = names.resource
    guard !raw.isEmpty else { return }
    let place = place(converter.nonEmpty(key), &converter)
    guard raw.contains(Specifiers.sign) else { return gather(raw, kind, place) }
    if let name = Specifiers.expanded(raw, service: names.service) { gather(name, kind, place) }
  }

  private mutating func gather(
    _ name: some Collection<UInt8>,
    _ kind: Conflict.Kind,
    _ place: Place
  ) {
    if name.isEmpty || name.contains(Specifiers.sign) { return }
    names.append(Name(kind: kind, name: add(name), place: place))
  }
}

/// The specifiers of systemd.unit(5) that the name of a service decides.
enum Specifiers {
  static let sign = UInt8(ascii: "%")

  /// Whether a text can mean something else in each unit: a variable, or a specifier for the unit or its instance.
  static func dependOnUnit(_ text: ArraySlice<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in text {
      if byte == UInt8(ascii: "$") { return true }
      if previous == sign, ofUnit.contains(byte) { return true }
      previous = byte
    }
    return false
  }

  private static let ofUnit = Array("nNpPiIjJfyY".utf8)

  /// A text with `%n`, `%N`, `%p`, `%i` and `%%` replaced; nil when another one is in it, or for a template, whose
  /// instances have names of their own.
  static func expanded(_ text: [UInt8], service: [UInt8]) -> [UInt8]? {
    let at = service.firstIndex(of: UInt8(ascii: "@"))
    if at == service.count - 1 { return nil }
    var result: [UInt8] = []
    var position = 0
    while position < text.count {
      guard text[position] == sign else {
        result.append(text[position])
        position += 1
        continue
      }
      guard position + 1 < text.count else { return nil }
      switch text[position + 1] {
      case UInt8(ascii: "N"): result += service
      case UInt8(ascii: "n"): result += service + Array(".service".utf8)
      case UInt8(ascii: "p"): result += service[..<(at ?? service.count)]
      case UInt8(ascii: "i"): result += at.map { service[($0 + 1)...] } ?? []
      case sign: result.append(sign)
      default: return nil
      }
      position += 2
    }
    return result
  }
}
