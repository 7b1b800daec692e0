import QuadletSyntax

/// A systemd unit file as it was read at a reload: its sections with their assignments.
struct UnitDefinition: Sendable, Equatable {
  /// The name of the unit, `.service` included; of an instance with what stands after the `@`.
  let name: String
  let path: String
  let text: String
  private var assignments: [(section: String, key: String, value: String)] = []
  private let runtimeFolder: String
  /// The other units that the section `[Unit]` names, by key; read once, since systemd looks at them all the time.
  private(set) var requires: [String] = []
  private(set) var bindsTo: [String] = []
  private(set) var wants: [String] = []
  private(set) var partOf: [String] = []
  private(set) var after: [String] = []
  private(set) var before: [String] = []

  /// Parses a unit file.
  init(name: String, path: String, text: String, runtimeFolder: String) {
    self.name = name
    self.path = path
    self.text = text
    self.runtimeFolder = runtimeFolder
    var section = ""
    var pending = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = pending + line
      pending = ""
      if line.hasSuffix("\\") {
        pending = line.dropLast() + " "
      } else if line.hasPrefix("["), let end = line.firstIndex(of: "]") {
        section = String(line[line.index(after: line.startIndex)..<end])
      } else if !line.hasPrefix("#"), !line.hasPrefix(";"), let equals = line.firstIndex(of: "=") {
        let value = line[line.index(after: equals)...].drop { $0 == " " }
        assignments.append((section, line[..<equals].trimmed, String(value)))
      }
    }
    (requires, bindsTo, wants) = (words("Unit", "Requires"), words("Unit", "BindsTo"), words("Unit", "Wants"))
    (partOf, after, before) = (words("Unit", "PartOf"), words("Unit", "After"), words("Unit", "Before"))
  }

  static func == (left: UnitDefinition, right: UnitDefinition) -> Bool {
    left.name == right.name && left.path == right.path && left.text == right.text
  }

  /// The last value of a key.
  func value(_ section: String, _ key: String) -> String? {
    assignments.last { $0.section == section && $0.key == key }.map { $0.value }
  }

  /// The words of all values of a key; an empty value removes those before it.
  func words(_ section: String, _ key: String) -> [String] {
    assignments.reduce(into: []) { words, assignment in
      guard assignment.section == section, assignment.key == key else { return }
      if assignment.value.isEmpty { words = [] }
      words += assignment.value.split(separator: " ").map { expand(String($0)) }
    }
  }

  /// The commands of a key, each split into words, with the prefixes of systemd in the first one.
  func commands(_ key: String) -> [[String]] {
    assignments.reduce(into: []) { commands, assignment in
      guard assignment.section == "Service", assignment.key == key else { return }
      if assignment.value.isEmpty { commands = [] }
      let words = Self.split(assignment.value).map(expand)
      if !words.isEmpty { commands.append(words) }
    }
  }

  /// Splits a command line as systemd does, quotes removed and escapes decoded.
  static func split(_ text: String) -> [String] {
    var words = Words()
    let bytes = Array(text.utf8)
    words.append(bytes.span, 0..<bytes.count, style: .command)
    return words.words.map { String(decoding: words.text($0), as: UTF8.self) }
  }

  /// A duration such as `500ms`, `3` or `1min 30s`; nil when the key is missing.
  func duration(_ key: String, in section: String = "Service") -> Duration? {
    guard let text = value(section, key) else { return nil }
    if text == "infinity" { return .seconds(1_000_000_000) }
    return text.split(separator: " ").reduce(Duration.zero) { $0 + Duration(timeSpan: $1) }
  }

  private func expand(_ word: String) -> String {
    guard word.contains("%") else { return word }
    let stem = name.hasSuffix(".service") ? String(name.dropLast(8)) : name
    let parts = stem.split(separator: "@", maxSplits: 1).map(String.init)
    var result = ""
    var isSpecifier = false
    for character in word {
      guard isSpecifier else {
        if character == "%" { isSpecifier = true } else { result.append(character) }
        continue
      }
      isSpecifier = false
      switch character {
      case "%": result += "%"
      case "N": result += stem
      case "n": result += name
      case "p": result += parts.first ?? stem
      case "i", "I": result += parts.count > 1 ? parts[1] : ""
      case "t": result += runtimeFolder
      case "h": result += runtimeFolder == "/run" ? "/root" : "/home/tester"
      default: result += "%\(character)"
      }
    }
    return result
  }
}

extension Duration {
  /// Reads one number with a unit of time, as systemd and podman write it; seconds when there is no unit.
  init(timeSpan text: some StringProtocol) {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let number = Double(digits) ?? 0
    switch text.dropFirst(digits.count) {
    case "ms": self = .milliseconds(Int64(number))
    case "m", "min": self = .seconds(number * 60)
    case "h": self = .seconds(number * 3600)
    default: self = .seconds(number)
    }
  }
}

extension StringProtocol {
  /// The text without blanks at its ends.
  var trimmed: String {
    var text = self[...]
    while text.first == " " || text.first == "\t" { text = text.dropFirst() }
    while text.last == " " || text.last == "\t" { text = text.dropLast() }
    return String(text)
  }
}
