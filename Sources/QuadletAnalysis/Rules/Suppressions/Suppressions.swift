import QuadletSyntax

/// What the comments of one file allow: `# leger: allow RULE` for the next line, `allow-file` for the whole file.
///
/// Commas or blanks separate several rules; text after ` -- ` is a reason. The next line is the first one that is neither
/// blank nor a comment, with all its continuations; a comment within a continued line applies to that line.
public struct Suppressions: Sendable {
  let document: Document
  private(set) var comments: [Comment] = []
  /// The whole file, then each line that has comments before it, in order.
  private var blocks = [Block(range: 0..<Int.max)]

  /// One comment that allows rules.
  struct Comment: Sendable {
    /// The index of its line.
    let line: Int
    let isForFile: Bool
    fileprivate var block: Int
    let names: [Name]
    /// What is wrong with the comment, if it names no rule at all.
    let mistake: Mistake?
  }

  /// A rule that a comment names.
  struct Name: Sendable {
    let range: Range<Int>
    let text: String
    /// Nil if no such rule exists.
    let rule: Rule?
  }

  /// A comment that names no rule.
  struct Mistake: Sendable {
    let range: Range<Int>
    let message: Message
    /// `allow` or `allow-file`, in place of another word.
    var replacement: String?
  }

  /// Consecutive comments with the line that they apply to, or the whole file.
  private struct Block {
    var range: Range<Int>
    var allowed: Set<String> = []
    var used: Set<String> = []
  }

  /// Reads the comments of a file; nil if none allows anything.
  public init?(_ document: Document) {
    guard document.hasInstructions else { return nil }
    self.document = document
    readLines()
    if comments.isEmpty { return nil }
    for comment in comments {
      for name in comment.names where name.rule != nil { blocks[comment.block].allowed.insert(name.text) }
    }
  }

  /// Returns whether a comment allows a finding of this file, and remembers that the comment was needed.
  public mutating func allows(_ finding: Finding) -> Bool {
    let rule = finding.rule.name
    // A finding about the whole file is placed at its start, but belongs to no line.
    let isAboutFile = finding.range.isEmpty && finding.range.lowerBound == 0
    let line = isAboutFile ? nil : block(at: finding.range.lowerBound)
    var isAllowed = false
    for block in [0, line].compactMap(\.self) where blocks[block].allowed.contains(rule) {
      blocks[block].used.insert(rule)
      isAllowed = true
    }
    return isAllowed
  }

  /// Whether a rule that a comment names was needed there.
  func isUsed(_ name: Name, of comment: Comment) -> Bool { blocks[comment.block].used.contains(name.text) }

  private func block(at offset: Int) -> Int? {
    let place = blocks.dropFirst().partitioned { $0.range.upperBound > offset }
    return place < blocks.count && blocks[place].range.contains(offset) ? place : nil
  }

  // MARK: Reading

  private mutating func readLines() {
    // The start of comments whose line has not come yet.
    var waiting: Int?
    // The last line that is neither blank nor a comment, and its block.
    var target: (range: Range<Int>, block: Int?)?
    for line in document.lines {
      if line.kind == .continuation { continue }
      guard [.comment, .blank, .skipped].contains(line.kind) else {
        let end = document.line(line.endIndex - 1).range.upperBound
        target = (line.range.lowerBound..<end, waiting == nil ? nil : blocks.count - 1)
        if waiting != nil { extend(blocks.count - 1, to: end) }
        waiting = nil
        continue
      }
      guard let instruction = line.instruction, var comment = comment(line, instruction) else { continue }
      if !comment.isForFile {
        if line.kind == .skipped, let within = target {
          if within.block == nil {
            blocks.append(Block(range: within.range))
            target?.block = blocks.count - 1
          }
        } else if waiting == nil {
          waiting = line.range.lowerBound
          blocks.append(Block(range: line.range))
        }
        comment.block = blocks.count - 1
        extend(comment.block, to: line.range.upperBound)
      }
      comments.append(comment)
    }
  }

  private mutating func extend(_ block: Int, to end: Int) {
    blocks[block].range = blocks[block].range.lowerBound..<max(blocks[block].range.upperBound, end)
  }

  private func comment(_ line: Line, _ instruction: Range<Int>) -> Comment? {
    var words = words(in: instruction)
    guard let verb = words.first else { return nil }
    words.removeFirst()
    let isForFile = verb.text == "allow-file"
    var names: [Name] = []
    var mistake: Mistake?
    if isForFile || verb.text == "allow" {
      for word in words.prefix(while: { !$0.text.hasPrefix("--") }) {
        names.append(Name(range: word.range, text: word.text, rule: Rule.named(word.text)))
      }
      if names.isEmpty {
        mistake = Mistake(range: verb.range, message: .suppressionWithoutRule(verb.text))
      }
    } else {
      guard !words.isEmpty, let right = Self.meaning(of: verb.text) else { return nil }
      mistake = Mistake(range: verb.range, message: .unknownVerb(verb.text, near: right), replacement: right)
    }
    return Comment(line: line.index, isForFile: isForFile, block: 0, names: names, mistake: mistake)
  }

  /// Returns what a word other than `allow` was meant to be; nil for text that is meant for people.
  private static func meaning(of verb: String) -> String? {
    let others = ["ignore", "disable", "suppress", "skip", "noqa", "off"]
    let stem = verb.split(separator: "-").first.map { $0.lowercased() } ?? ""
    if others.contains(stem) { return verb.hasSuffix("-file") ? "allow-file" : "allow" }
    return verb.utf8.count > 16 ? nil : Nearest.match(verb, among: ["allow", "allow-file"])
  }

  private struct Word {
    let range: Range<Int>
    let text: String
  }

  /// The words of a comment, separated by blanks and commas.
  private func words(in range: Range<Int>) -> [Word] {
    let bytes = document.bytes
    var words: [Word] = []
    var start: Int?
    for offset in range.lowerBound...range.upperBound {
      let byte = offset < range.upperBound ? bytes[bytes.startIndex + offset] : UInt8(ascii: " ")
      if !WhiteSpace.isASCII(byte), byte != UInt8(ascii: ",") {
        start = start ?? offset
      } else if let first = start {
        let text = bytes[bytes.startIndex + first..<bytes.startIndex + offset]
        words.append(Word(range: first..<offset, text: String(decoding: text, as: UTF8.self)))
        start = nil
      }
    }
    return words
  }
}
