import QuadletSyntax

/// What the comments of one file allow: `# leger: allow RULE` for the line that follows, `allow-file` for the file.
///
/// Several rules stand apart by commas or blanks; text behind ` -- ` is a reason. The line that follows is the next that
/// is neither blank nor a comment, with all its continuations; a comment within a continued line means that line.
public struct Suppressions: Sendable {
  let document: Document
  private(set) var comments: [Comment] = []

  /// One comment that allows rules.
  struct Comment: Sendable {
    /// The index of its line.
    let line: Int
    /// What it is good for: bytes of the file from the comment itself on; nil for the whole file.
    let scope: Range<Int>?
    var names: [Name]
    /// What is wrong with it, when it names no rule at all.
    var mistake: (range: Range<Int>, message: String, replacement: String?)?
  }

  /// A rule that a comment names.
  struct Name: Sendable {
    let range: Range<Int>
    let text: String
    let rule: Rule?
    /// Whether it has silenced a finding.
    var isUsed = false
  }

  /// Reads the comments of a file; nil when none allows anything.
  public init?(_ document: Document) {
    guard document.hasInstructions else { return nil }
    self.document = document
    for line in document.lines {
      if let instruction = line.instruction, let comment = comment(line, instruction) { comments.append(comment) }
    }
    if comments.isEmpty { return nil }
  }

  /// Whether a comment allows a finding of this file; remembers that the comment was needed.
  public mutating func allows(_ finding: Finding) -> Bool {
    var isAllowed = false
    for comment in comments.indices where comments[comment].covers(finding) {
      for name in comments[comment].names.indices
      where comments[comment].names[name].rule?.isSame(as: finding.rule) ?? false {
        comments[comment].names[name].isUsed = true
        isAllowed = true
      }
    }
    return isAllowed
  }

  // MARK: Reading

  private func comment(_ line: Line, _ instruction: Range<Int>) -> Comment? {
    var words = words(in: instruction)
    guard let verb = words.first else { return nil }
    words.removeFirst()
    let isForFile = verb.text == "allow-file"
    guard isForFile || verb.text == "allow" else { return mistaken(verb, line, hasRules: !words.isEmpty) }
    var comment = Comment(line: line.index, scope: isForFile ? nil : scope(of: line), names: [])
    for word in words.prefix(while: { !$0.text.hasPrefix("--") }) {
      comment.names.append(Name(range: word.range, text: word.text, rule: Rule.named(word.text)))
    }
    if comment.names.isEmpty {
      comment.mistake = (verb.range, "\"\(verb.text)\" names no rule, so it allows nothing", nil)
    }
    return comment
  }

  /// Another word than `allow`; text that is meant for people is none of leger's business.
  private func mistaken(_ verb: Word, _ line: Line, hasRules: Bool) -> Comment? {
    let others = ["ignore", "disable", "suppress", "skip", "noqa", "off"]
    let stem = verb.text.split(separator: "-").first.map { $0.lowercased() } ?? ""
    let isForFile = verb.text.hasSuffix("-file")
    guard hasRules,
      let right = others.contains(stem) ? "allow" : Nearest.match(verb.text, among: ["allow", "allow-file"])
    else { return nil }
    let replacement = isForFile ? "allow-file" : right
    return Comment(
      line: line.index,
      scope: 0..<0,
      names: [],
      mistake: (verb.range, "\"leger: \(verb.text)\" allows nothing; write \"leger: \(replacement)\"", replacement)
    )
  }

  /// From a comment to the end of the line that it is about.
  private func scope(of comment: Line) -> Range<Int> {
    let start = comment.range.lowerBound
    var index = comment.index
    if comment.kind == .skipped {
      while index > 0, [.skipped, .continuation].contains(document.line(index).kind) { index -= 1 }
    } else {
      while index < document.lineCount, [.comment, .blank, .skipped].contains(document.line(index).kind) { index += 1 }
    }
    guard index < document.lineCount else { return start..<document.byteCount }
    let target = document.line(index)
    return min(start, target.range.lowerBound)..<document.line(target.endIndex - 1).range.upperBound
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
      let byte = offset < range.upperBound ? bytes[bytes.startIndex + offset] : Separator.blank
      if !Separator.contains(byte) {
        start = start ?? offset
      } else if let first = start {
        let text = bytes[bytes.startIndex + first..<bytes.startIndex + offset]
        words.append(Word(range: first..<offset, text: String(decoding: text, as: UTF8.self)))
        start = nil
      }
    }
    return words
  }

  private enum Separator {
    static let blank = UInt8(ascii: " ")
    static func contains(_ byte: UInt8) -> Bool { WhiteSpace.isASCII(byte) || byte == UInt8(ascii: ",") }
  }
}

extension Suppressions.Comment {
  /// Whether it is good for the place of a finding; one about the file as a whole needs `allow-file`.
  func covers(_ finding: Finding) -> Bool {
    guard let scope else { return true }
    let isAboutFile = finding.range.isEmpty && finding.range.lowerBound == 0
    return !isAboutFile && scope.contains(finding.range.lowerBound)
  }
}
