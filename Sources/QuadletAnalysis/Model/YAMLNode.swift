/// A value of a YAML document with its place; aliases and merge keys are resolved.
///
/// This module does not read YAML itself: its user parses the text and passes in the tree.
public struct YAMLNode: Sendable, Equatable {
  /// What kind of value it is.
  public enum Content: Sendable, Equatable {
    /// Text; a quoted or block scalar is always text, never a number, a boolean or null.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    /// Keys and values in the order in which they are written; no key occurs twice.
    case mapping([Entry])
  }

  /// A key with its value.
  public struct Entry: Sendable, Equatable {
    /// The key, almost always a scalar.
    public let key: YAMLNode
    /// The value.
    public let value: YAMLNode

    /// Creates an entry.
    public init(key: YAMLNode, value: YAMLNode) {
      self.key = key
      self.value = value
    }
  }

  /// What it holds.
  public let content: Content
  /// Where it is in the file.
  public let place: YAMLPlace

  /// Creates a node.
  public init(_ content: Content, at place: YAMLPlace) {
    self.content = content
    self.place = place
  }
}

/// A position in a YAML file.
public struct YAMLPlace: Sendable, Hashable {
  /// The line, counted from 1.
  public let line: Int
  /// The column in bytes, counted from 1.
  public let column: Int
  /// The range in the file, in bytes; empty when only the start is known.
  public let range: Range<Int>

  /// Creates a place.
  public init(line: Int, column: Int, range: Range<Int> = 0..<0) {
    self.line = line
    self.column = column
    self.range = range
  }
}

/// Why a text is not YAML that leger or podman accepts.
public struct YAMLProblem: Error, Sendable, Equatable {
  /// What is wrong, without a final period.
  public let message: String
  /// Where it is wrong.
  public let place: YAMLPlace

  /// Creates a problem.
  public init(_ message: String, at place: YAMLPlace) {
    self.message = message
    self.place = place
  }
}

extension YAMLNode {
  /// Returns the value for a key of a mapping; nil when the key is absent or the node is not a mapping.
  public subscript(key: String) -> YAMLNode? { entries.first { $0.key.text == key }?.value }

  /// The keys and values of a mapping; empty when the node is not a mapping.
  public var entries: [Entry] { if case .mapping(let entries) = content { entries } else { [] } }

  /// The elements of a sequence; empty when the node is not a sequence.
  public var elements: [YAMLNode] { if case .sequence(let elements) = content { elements } else { [] } }

  /// The text of a scalar, as written; nil for a sequence or a mapping.
  public var text: String? { if case .scalar(let text, _) = content { text } else { nil } }

  /// Whether the node is null: empty, `~` or `null`, without quotes.
  public var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// The boolean value: `true` or `false`, without quotes. Podman's reader (yaml.v3) treats the other words of YAML 1.1,
  /// such as yes, as text.
  public var boolean: Bool? {
    guard case .scalar(let text, isPlain: true) = content else { return nil }
    if ["true", "True", "TRUE"].contains(text) { return true }
    return ["false", "False", "FALSE"].contains(text) ? false : nil
  }

  /// The value as a whole number: decimal, `0x`, `0o`, `0b` or, as in YAML 1.1, octal after a zero.
  public var integer: Int? {
    guard case .scalar(let text, isPlain: true) = content else { return nil }
    let isNegative = text.hasPrefix("-")
    let digits = text.drop { $0 == "-" || $0 == "+" }.filter { $0 != "_" }
    guard text.count - digits.count <= 1 || text.contains("_"), let first = digits.first, first.isNumber else {
      return nil
    }
    let number: Int? =
      if digits.hasPrefix("0x") {
        Int(digits.dropFirst(2), radix: 16)
      } else if digits.hasPrefix("0o") {
        Int(digits.dropFirst(2), radix: 8)
      } else if digits.hasPrefix("0b") {
        Int(digits.dropFirst(2), radix: 2)
      } else if digits.hasPrefix("0"), digits.count > 1 {
        Int(digits.dropFirst(), radix: 8)
      } else {
        Int(digits)
      }
    return isNegative ? number.map { -$0 } : number
  }
}
