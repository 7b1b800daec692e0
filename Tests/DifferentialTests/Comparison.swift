/// The first difference between two runs of a generator.
struct Difference: Sendable, CustomStringConvertible {
  /// What differs: the name of a service, the messages or the exit status.
  let subject: String
  let expected: [String]
  let actual: [String]

  /// A small diff: only the lines that are on one side.
  var description: String {
    let shared = Set(expected).intersection(actual)
    let removed = expected.filter { !shared.contains($0) }.prefix(6).map { "  - \($0)" }
    let added = actual.filter { !shared.contains($0) }.prefix(6).map { "  + \($0)" }
    let lines = removed.isEmpty && added.isEmpty ? ["  the same lines in another order"] : removed + added
    return (["\(subject) (- Podman, + leger)"] + lines).joined(separator: "\n")
  }
}

/// Compares the output of the real generator with that of leger.
enum Comparison {
  /// Returns the first difference; the order of messages counts only if it is the same in every run.
  static func difference(
    expected: GeneratorOutput,
    actual: GeneratorOutput,
    ordersMessages: Bool = false
  ) -> Difference? {
    if expected.isCrash {
      return actual.hasErrors ? nil : Difference(subject: "crash", expected: expected.messages, actual: ["no error"])
    }
    let unequal = !same(expected.services, actual.services)
    let left = unequal ? texts(expected) : [:]
    let right = unequal ? texts(actual) : [:]
    for name in Set(left.keys).union(right.keys).sorted(by: { $0.lexicographicallyPrecedes($1) })
    where left[name] != right[name] {
      return Difference(
        subject: String(decoding: name, as: UTF8.self),
        expected: lines(left[name]),
        actual: lines(right[name])
      )
    }
    let messages = [expected, actual].map { output in
      let messages = output.messages.map { Array($0.utf8) }
      return ordersMessages ? messages : messages.sorted { $0.lexicographicallyPrecedes($1) }
    }
    if messages[0] != messages[1] {
      return Difference(subject: "messages", expected: expected.messages, actual: actual.messages)
    }
    if expected.hasErrors != actual.hasErrors {
      return Difference(
        subject: "exit status",
        expected: ["\(expected.hasErrors ? 1 : 0)"],
        actual: ["\(actual.hasErrors ? 1 : 0)"]
      )
    }
    return nil
  }

  private static func same(_ left: [GeneratorOutput.Service], _ right: [GeneratorOutput.Service]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.name == $1.name && $0.text == $1.text }
  }

  private static func texts(_ output: GeneratorOutput) -> [[UInt8]: [[UInt8]]] {
    Dictionary(grouping: output.services, by: \.name).mapValues { services in
      services.map { CanonicalOrder.sorted($0.text) }.sorted { $0.lexicographicallyPrecedes($1) }
    }
  }

  private static func lines(_ texts: [[UInt8]]?) -> [String] {
    guard let texts else { return ["(no such service)"] }
    return texts.flatMap { GeneratorOutput.lines(of: $0).map { String(decoding: $0, as: UTF8.self) } }
  }
}
