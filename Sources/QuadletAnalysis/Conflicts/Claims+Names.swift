import QuadletSyntax

/// Names: of services, and of what podman makes.
extension Claims {
  mutating func gatherNames<E>(_ names: borrowing UnitNames, _ converter: inout Converter<E>) {
    let service = names.text.span.extracting(names.service)
    gather(service, .serviceName, place(converter.lookup(converter.keys.serviceName), &converter))
    switch converter.view.kind {
    case .container: gather(names, .containerName, converter.keys.containerName, &converter)
    case .pod: gather(names, .podName, converter.keys.podName, &converter)
    case .volume: gather(names, .volumeName, converter.keys.volumeName, &converter)
    case .network: gather(names, .networkName, converter.keys.networkName, &converter)
    case .build:
      for assignment in converter.view.list(converter.keys.imageTag) {
        let value = converter.whole(assignment)
        gather(converter.bytes(value).span, .imageName, place(value, &converter))
      }
    case .image, .kube, .artifact: break
    }
  }

  private mutating func gather<E>(
    _ names: borrowing UnitNames,
    _ kind: Conflict.Kind,
    _ key: UInt16,
    _ converter: inout Converter<E>
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

/// The specifiers of systemd.unit(5) that the name of a service decides.
enum Specifiers {
  static let sign = UInt8(ascii: "%")

  /// Whether a text can mean something else in each unit: a variable, or a specifier for the unit or its instance.
  static func dependOnUnit(_ text: Span<UInt8>) -> Bool {
    // `$` and `%` are neighbours.
    var position = 0
    while let index = text.first(in: position..<text.count, where: { $0 &- UInt8(ascii: "$") <= 1 }) {
      if text[index] == UInt8(ascii: "$") || index + 1 < text.count && isOfUnit(text[index + 1]) { return true }
      position = index + 1
    }
    return false
  }

  private static func isOfUnit(_ specifier: UInt8) -> Bool {
    switch specifier {
    case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "p"), UInt8(ascii: "P"), UInt8(ascii: "i"),
      UInt8(ascii: "I"), UInt8(ascii: "j"), UInt8(ascii: "J"), UInt8(ascii: "f"), UInt8(ascii: "y"), UInt8(ascii: "Y"):
      true
    default: false
    }
  }

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
