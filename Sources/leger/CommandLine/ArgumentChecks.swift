extension Option {
  /// Returns what is wrong with a value, or nil.
  func problem(with bytes: [UInt8]) -> String? {
    var spelling: String { "\"--\(name)\"" }
    var shown: String { UsageError.quote(bytes) }
    switch value {
    case .flag, .path: return nil
    case .choice(_, let words):
      return wrongChoice(bytes, of: words).map { "unknown value \(shown) for \(spelling)\($0)" }
    case .number(_, let first, let last):
      let isDecimal = bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      let number = isDecimal ? Int(String(decoding: bytes, as: UTF8.self)) : nil
      if let number, first <= number, number <= last { return nil }
      let bounds = "from \(first) to \(last)"
      return "option \(spelling) needs a whole number \(bounds), not \(shown)"
    case .value, .list:
      guard String(validating: bytes, as: UTF8.self) != nil else {
        return "the value of \(spelling) is not valid UTF-8: \(shown)"
      }
      if case .list(let label) = value, Invocation.words(in: bytes).isEmpty {
        return "option \(spelling) needs a value: --\(name) \(label)"
      }
      return nil
    }
  }
}

extension Command {
  /// Returns what is wrong with the operands, or nil.
  func problem(withOperands given: [[UInt8]]) -> String? {
    var index = 0
    for operand in operands {
      let isLong = operand.arity == .many || operand.arity == .oneOrMore
      let taken = isLong ? given[index...] : given[index...].prefix(1)
      if taken.isEmpty, operand.isRequired { return "missing operand \(operand.label)" }
      if !operand.choices.isEmpty {
        for word in taken {
          guard let rest = wrongChoice(word, of: operand.choices) else { continue }
          return "unknown \(operand.label) \(UsageError.quote(word))\(rest)"
        }
      }
      index += taken.count
    }
    guard index < given.count else { return nil }
    let names = subcommands.filter { !$0.isHidden }.map(\.name)
    let nearest = NearestName.nearest(to: String(decoding: given[0], as: UTF8.self), among: names)
    let message = "unexpected operand \(UsageError.quote(given[index]))"
    return UsageError.suggesting(nearest.map { "\(name) \($0)" }, after: message)
  }
}

/// Returns the second half of a message about a word that is not among the choices, or nil when it is.
private func wrongChoice(_ word: [UInt8], of choices: [String]) -> String? {
  guard !choices.contains(where: { $0.utf8.elementsEqual(word) }) else { return nil }
  let nearest = NearestName.nearest(to: String(decoding: word, as: UTF8.self), among: choices)
  let suggestion = nearest.map { "; did you mean \"\($0)\"? Choose from " } ?? "; choose from "
  return suggestion + choices.joined(separator: ", ")
}
