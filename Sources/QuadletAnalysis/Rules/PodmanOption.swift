import QuadletSyntax

/// An option that `PodmanArgs=` adds to a command, so that rules see it like a key.
struct PodmanOption {
  /// The option, dashes included.
  let name: [UInt8]
  /// What stands behind `=`, or the next word when it is none of the options.
  let value: [UInt8]?
  /// Where option and value stand.
  let place: Value

  func isOne(of names: [StaticString]) -> Bool {
    names.contains { literal in literal.withUTF8Buffer { name.elementsEqual($0) } }
  }

  /// Whether a switch is on: `--privileged`, `--privileged=true`.
  var isOn: Bool { value.map { PodmanBoolean.isTrue($0[...]) || $0.first == nil } ?? true }
}

extension Linter {
  /// Reads the options of the unit at hand; most units have none.
  mutating func loadOptions() {
    options.removeAll(keepingCapacity: true)
    guard converter.view.has(schema.keys.podmanArgs) else { return }
    options = PodmanOption.all(in: &converter)
  }

  /// The first option of some names.
  func option(_ names: StaticString...) -> PodmanOption? { options.first { $0.isOne(of: names) } }
}

extension PodmanOption {
  static func all<E>(in converter: inout Converter<E>) -> [PodmanOption] {
    var found: [PodmanOption] = []
    var arguments: [(text: [UInt8], place: Value)] = []
    converter.forEachWord(of: converter.keys.podmanArgs) { arguments.append(($1, $2)) }
    for (index, argument) in arguments.enumerated() where argument.text.first == UInt8(ascii: "-") {
      if let equals = argument.text.firstIndex(of: UInt8(ascii: "=")) {
        found.append(
          PodmanOption(
            name: Array(argument.text[..<equals]),
            value: Array(argument.text[(equals + 1)...]),
            place: argument.place
          )
        )
        continue
      }
      let next = index + 1 < arguments.count ? arguments[index + 1] : nil
      let hasValue = next.map { $0.text.first != UInt8(ascii: "-") } ?? false
      let isOneLine = hasValue && next?.place.assignment.line == argument.place.assignment.line
      let end =
        isOneLine ? next?.place.range.upperBound ?? argument.place.range.upperBound : argument.place.range.upperBound
      found.append(
        PodmanOption(
          name: argument.text,
          value: hasValue ? next?.text : nil,
          place: Value(assignment: argument.place.assignment, range: argument.place.range.lowerBound..<end)
        )
      )
    }
    return found
  }
}
