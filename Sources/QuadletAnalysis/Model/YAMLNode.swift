/// A value of a YAML document with its place; aliases and merge keys are resolved.
///
/// The core does not read YAML itself: the host parses the text and hands over the tree.
public struct YAMLNode: Sendable, Equatable {
  /// What kind of value it is.
  public enum Content: Sendable, Equatable {
    /// Text; what stands in quotes or in a block is text and never a number, a boolean or null.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    /// Keys and values in the order in which they are written; no key occurs twice.
    case mapping([Entry])
  }

  /// A key with its value.
  public struct Entry: Sendable, Equatable {
    /// The key, nearly always a scalar.
    public let key: YAMLNode
    /// The value.
    public let value: YAMLNode

    /// Makes an entry.
    public init(key: YAMLNode, value: YAMLNode) {
      self.key = key
      self.value = value
    }
  }

  /// What it holds.
  public let content: Content
  /// Where it stands in the file.
  public let place: YAMLPlace

  /// Makes a node.
  public init(_ content: Content, at place: YAMLPlace) {
    self.content = content
    self.place = place
  }
}

/// Where something stands in a YAML file.
public struct YAMLPlace: Sendable, Hashable {
  /// The line, counted from 1.
  public let line: Int
  /// The column in bytes, counted from 1.
  public let column: Int
  /// The bytes of the file; empty where only the start is known.
  public let range: Range<Int>

  /// Makes a place.
  public init(line: Int, column: Int, range: Range<Int> = 0..<0) {
    self.line = line
    self.column = column
    self.range = range
  }
}

/// Why a text is not YAML that leger or podman reads.
public struct YAMLProblem: Error, Sendable, Equatable {
  /// What is wrong, without final period.
  public let message: String
  /// Where.
  public let place: YAMLPlace

  /// Makes a problem.
  public init(_ message: String, at place: YAMLPlace) {
    self.message = message
    self.place = place
  }
}

extension YAMLNode {
  /// The values of a mapping by key, nil for one that is not there and for what is no mapping.
  public subscript(key: String) -> YAMLNode? { entries.first { $0.key.text == key }?.value }

  /// Keys and values of a mapping; none for what is no mapping.
  public var entries: [Entry] { if case .mapping(let entries) = content { entries } else { [] } }

  /// The elements of a sequence; none for what is no sequence.
  public var elements: [YAMLNode] { if case .sequence(let elements) = content { elements } else { [] } }

  /// The text of a scalar as it is written, nil for a list or a mapping.
  public var text: String? { if case .scalar(let text, _) = content { text } else { nil } }

  /// Whether it stands for nothing: empty, `~` or `null` without quotes.
  public var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// The boolean that it is: `true` or `false` without quotes. The words of YAML 1.1, such as yes, are text for Podman's
  /// reader (yaml.v3).
  public var boolean: Bool? {
    guard case .scalar(let text, isPlain: true) = content else { return nil }
    if ["true", "True", "TRUE"].contains(text) { return true }
    return ["false", "False", "FALSE"].contains(text) ? false : nil
  }

  /// The whole number that it is: decimal, `0x`, `0o` or, as in YAML 1.1, octal behind a zero.
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
