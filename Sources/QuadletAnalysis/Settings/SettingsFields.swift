/// Reads the values of a YAML file whose keys are known, and collects what is wrong with them.
public struct SettingsFields {
  /// What was wrong, in the order in which it was found.
  public private(set) var mistakes: [SettingsMistake] = []

  /// Starts without mistakes.
  public init() {}

  /// Reports something that is wrong.
  public mutating func report(_ message: String, help: String? = nil, at place: YAMLPlace) {
    mistakes.append(SettingsMistake(message: Message(message, help: help), place: place))
  }

  /// Returns the key of an entry; reports one that is not in a list, with the nearest that is.
  public mutating func known(_ entry: YAMLNode.Entry, of keys: [String], in parent: String?) -> String? {
    let key = entry.key.text ?? ""
    if keys.contains(key) { return key }
    let near = Nearest.match(key, among: keys)
    let list = keys.dropLast().joined(separator: ", ") + " or " + keys.suffix(1).joined()
    report(
      "unknown key \"\(key)\"" + (parent.map { " in \($0)" } ?? "")
        + (near.map { "; did you mean \"\($0)\"?" } ?? "; use \(list)"),
      at: entry.key.place
    )
    return nil
  }

  /// Whether a node has keys with values; reports one that has not. `help` says what to write instead.
  public mutating func isMapping(_ node: YAMLNode, _ what: String, help: String? = nil) -> Bool {
    if case .mapping = node.content { return true }
    report("\(what) must be a mapping of keys to values", help: help, at: node.place)
    return false
  }

  /// Returns a string; reports anything else.
  public mutating func text(_ node: YAMLNode, _ key: String) -> String? {
    if let text = node.text, !node.isNull { return text }
    report("\(key) must be a string", at: node.place)
    return nil
  }

  /// Returns the elements of a list; reports anything else.
  public mutating func list(_ node: YAMLNode, _ key: String) -> [YAMLNode] {
    if case .sequence(let elements) = node.content { return elements }
    report("\(key) must be a list", help: "write each element on its own line, after a dash", at: node.place)
    return []
  }
}
