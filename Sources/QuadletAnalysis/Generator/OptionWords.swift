import QuadletSyntax

/// The options among the words of `PodmanArgs=` or `GlobalArgs=`, told apart as podman does it (spf13/pflag).
///
/// A long option has its value after `=` or in the next word, one of a single letter in the same word or the next one;
/// letters that take no value can stand together. Podman looks for options of `run` no further than the first word that is
/// none: that would be the image. Of an option that leger does not know, the next word counts as its value unless it
/// begins with a dash.
struct OptionWords {
  /// One option, as it was written.
  struct Entry {
    /// What it is; nil for one that the command does not have.
    let option: PodmanOption?
    /// The name as it was written, dashes included.
    let name: [UInt8]
    /// Its value; nil when it has none.
    let value: [UInt8]?
    /// Where the value is written.
    let valuePlace: Value
    /// Where option and value are written.
    let place: Value
  }

  /// A word, and where it is written.
  struct Word {
    let text: [UInt8]
    let place: Value
  }

  private(set) var entries: [Entry] = []
  private let words: [Word]
  private let command: PodmanCommands
  private var position = 0
  private static let dash = UInt8(ascii: "-")
  private static let equals = UInt8(ascii: "=")

  /// Reads the words of a command's arguments.
  init(_ words: [Word], of command: PodmanCommands) {
    self.words = words
    self.command = command
    while position < words.count {
      let word = words[position]
      position += 1
      guard word.text.first == Self.dash, word.text.count > 1 else {
        if command == .run { return }
        continue
      }
      if word.text[1] != Self.dash {
        readLetters(word)
      } else if word.text.count > 2 {
        readLong(word)
      } else {
        return
      }
    }
  }

  private mutating func readLong(_ word: Word) {
    let end = word.text.firstIndex(of: Self.equals) ?? word.text.count
    let name = word.text[..<end]
    let option = PodmanOption.named(name, of: command)
    if end < word.text.count {
      add(option, Array(name), Array(word.text[(end + 1)...]), in: word, from: end + 1)
    } else if let option, option.argument == .flag {
      add(option, Array(name), nil, in: word, from: end)
    } else {
      addWithNext(option, Array(name), word)
    }
  }

  private mutating func readLetters(_ word: Word) {
    var index = 1
    while index < word.text.count {
      let name = [Self.dash, word.text[index]]
      let option = PodmanOption.short(word.text[index], of: command)
      index += 1
      guard let option else {
        add(nil, name, nil, in: word, from: index)
        return
      }
      if option.argument == .flag {
        let isLast = index == word.text.count
        let value = !isLast && word.text[index] == Self.equals ? Array(word.text[(index + 1)...]) : nil
        add(option, name, value, in: word, from: min(index + 1, word.text.count))
        if value != nil { return }
      } else if index == word.text.count {
        addWithNext(option, name, word)
      } else {
        let start = word.text[index] == Self.equals ? index + 1 : index
        add(option, name, Array(word.text[start...]), in: word, from: start)
        return
      }
    }
  }

  /// Adds an option whose value is the next word.
  private mutating func addWithNext(_ option: PodmanOption?, _ name: [UInt8], _ word: Word) {
    guard position < words.count, option != nil || words[position].text.first != Self.dash else {
      return add(option, name, nil, in: word, from: word.text.count)
    }
    let next = words[position]
    position += 1
    let isOneLine =
      next.place.assignment.document == word.place.assignment.document
      && next.place.assignment.line == word.place.assignment.line
    let end = isOneLine ? next.place.range.upperBound : word.place.range.upperBound
    add(
      option,
      name,
      next.text,
      Value(assignment: word.place.assignment, range: word.place.range.lowerBound..<end),
      valuePlace: next.place
    )
  }

  /// Adds an option with what follows in its own word.
  private mutating func add(_ option: PodmanOption?, _ name: [UInt8], _ value: [UInt8]?, in word: Word, from start: Int)
  {
    // With quotes or escapes in the word, the place of its parts is not known.
    let isPlain = word.text.count == word.place.range.count
    let valueStart = word.place.range.lowerBound + (isPlain ? start : 0)
    add(
      option,
      name,
      value,
      word.place,
      valuePlace: Value(assignment: word.place.assignment, range: valueStart..<word.place.range.upperBound)
    )
  }

  /// Adds an option; each part of a list is one entry.
  private mutating func add(
    _ option: PodmanOption?,
    _ name: [UInt8],
    _ value: [UInt8]?,
    _ place: Value,
    valuePlace: Value
  ) {
    let comma = UInt8(ascii: ",")
    guard let option, option.argument == .list, let value, value.contains(comma), !value.contains(UInt8(ascii: "\""))
    else {
      entries.append(Entry(option: option, name: name, value: value, valuePlace: valuePlace, place: place))
      return
    }
    let isPlain = value.count == valuePlace.range.count
    var start = 0
    while let part = value.span.next(from: &start, until: value.count, separator: comma) {
      let first = valuePlace.range.lowerBound
      let partPlace =
        isPlain
        ? Value(assignment: valuePlace.assignment, range: first + part.lowerBound..<first + part.upperBound)
        : valuePlace
      entries.append(
        Entry(option: option, name: name, value: Array(value[part]), valuePlace: partPlace, place: place)
      )
    }
  }
}

extension OptionWords.Entry {
  /// Whether a flag is on: `--privileged`, `--privileged=true`.
  var isOn: Bool { value.map { PodmanBoolean.isTrue($0[...]) || $0.isEmpty } ?? true }
}
