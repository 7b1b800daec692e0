import QuadletSyntax

/// What the comments of one file allow: `# leger: allow RULE` for the line that follows, `allow-file` for the file.
///
/// Several rules stand apart by commas or blanks; text behind ` -- ` is a reason. The line that follows is the next that
/// is neither blank nor a comment, with all its continuations; a comment within a continued line means that line.
public struct Suppressions: Sendable {
  let document: Document
  private(set) var comments: [Comment] = []
  /// The file as a whole, then each line that comments stand before, in order.
  private var blocks = [Block(range: 0..<Int.max)]

  /// One comment that allows rules.
  struct Comment: Sendable {
    /// The index of its line.
    let line: Int
    let isForFile: Bool
    fileprivate var block: Int
    let names: [Name]
    /// What is wrong with it, when it names no rule at all.
    let mistake: Mistake?
  }

  /// A rule that a comment names.
  struct Name: Sendable {
    let range: Range<Int>
    let text: String
    /// Nil when there is no such rule.
    let rule: Rule?
  }

  /// A comment that names no rule; a replacement is for the word that stands where `allow` should.
  struct Mistake: Sendable {
    let range: Range<Int>
    let message: String
    var replacement: String?
  }

  /// Some comments with the line that they are about, or the file.
  private struct Block {
    var range: Range<Int>
    var allowed: Set<String> = []
    var used: Set<String> = []
  }

  /// Reads the comments of a file; nil when none allows anything.
  public init?(_ document: Document) {
    guard document.hasInstructions else { return nil }
    self.document = document
    readLines()
    if comments.isEmpty { return nil }
    for comment in comments {
      for name in comment.names where name.rule != nil { blocks[comment.block].allowed.insert(name.text) }
    }
  }

  /// Whether a comment allows a finding of this file; remembers that the comment was needed.
  public mutating func allows(_ finding: Finding) -> Bool {
    let rule = finding.rule.name
    // What is about the file as a whole stands at its start, but on no line.
    let isAboutFile = finding.range.isEmpty && finding.range.lowerBound == 0
    let line = isAboutFile ? nil : block(at: finding.range.lowerBound)
    var isAllowed = false
    for block in [0, line].compactMap(\.self) where blocks[block].allowed.contains(rule) {
      blocks[block].used.insert(rule)
      isAllowed = true
    }
    return isAllowed
  }

  /// Whether a rule that a comment names has been needed there.
  func isUsed(_ name: Name, of comment: Comment) -> Bool { blocks[comment.block].used.contains(name.text) }

  private func block(at offset: Int) -> Int? {
    var low = 1
    var high = blocks.count
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < blocks.count && blocks[low].range.contains(offset) ? low : nil
  }

  // MARK: Reading

  private mutating func readLines() {
    // Where the comments begin that wait for their line.
    var waiting: Int?
    // The last line that is neither blank nor a comment, and the block that is about it.
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
        mistake = Mistake(range: verb.range, message: "\"\(verb.text)\" names no rule, so it allows nothing")
      }
    } else {
      guard !words.isEmpty, let right = Self.meaning(of: verb.text) else { return nil }
      let message = "\"leger: \(verb.text)\" allows nothing; write \"leger: \(right)\""
      mistake = Mistake(range: verb.range, message: message, replacement: right)
    }
    return Comment(line: line.index, isForFile: isForFile, block: 0, names: names, mistake: mistake)
  }

  /// What another word than `allow` was meant to be; text that is meant for people is none of leger's business.
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

  /// The words of a comment, apart by blanks and commas.
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
