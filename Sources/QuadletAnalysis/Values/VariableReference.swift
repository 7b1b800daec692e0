/// A `$` that systemd interprets in a word of a command (systemd.service(5), "Command lines").
struct VariableReference: Equatable {
  /// What systemd replaces the reference with.
  enum Meaning {
    /// The value of the variable, or nothing when it has none: `${NAME}`, or `$NAME` as a separate word.
    case value
    /// Nothing, because the name is not valid: `${NAME%x}`, or a word that starts with `$NAME/`.
    case nothing
    /// The text unchanged: systemd does not support `${NAME:-default}`.
    case text
  }

  /// What systemd replaces the reference with.
  let meaning: Meaning
  /// The whole reference, as offsets in the word.
  let range: Range<Int>
  /// The name in it.
  let name: Range<Int>

  /// Returns the references in a word; `$$` is not one, and `$NAME` inside a word stays unchanged.
  static func all(in word: ArraySlice<UInt8>) -> [VariableReference] {
    let (dollar, open) = (UInt8(ascii: "$"), UInt8(ascii: "{"))
    guard let first = word.firstIndex(of: dollar) else { return [] }
    if first == word.startIndex {
      let next = word.dropFirst().first
      if next != open, next != dollar {
        let name = first + 1..<word.endIndex
        return [
          VariableReference(
            meaning: VariableName.isValid(word[name]) ? .value : .nothing,
            range: word.startIndex..<word.endIndex,
            name: name
          )
        ]
      }
    }
    var found: [VariableReference] = []
    var index = first
    // The end of the last reference with a default; one within it is part of it.
    var defaultEnd = first
    while index + 1 < word.endIndex {
      guard word[index] == dollar else {
        index += 1
        continue
      }
      if word[index + 1] != open {
        index += word[index + 1] == dollar ? 2 : 1
        continue
      }
      let start = index
      index += 2
      while index < word.endIndex, word[index] != UInt8(ascii: "}"), word[index] != UInt8(ascii: ":") { index += 1 }
      guard index < word.endIndex else { break }
      let name = start + 2..<index
      if word[index] == UInt8(ascii: ":") {
        if start >= defaultEnd {
          defaultEnd = word[index...].firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? word.endIndex
          found.append(VariableReference(meaning: .text, range: start..<defaultEnd, name: name))
        }
      } else {
        let meaning: Meaning = VariableName.isValid(word[name]) ? .value : .nothing
        found.append(VariableReference(meaning: meaning, range: start..<index + 1, name: name))
      }
      index += 1
    }
    return found
  }
}
