/// What a caller may do with which secrets, as setec's capabilities state it (`acl/acl.go`).
struct AccessRule: Equatable, Sendable {
  /// The actions of setec that a rule can allow. One does not imply another.
  enum Action: String, Sendable, CaseIterable {
    case get, info, put, activate, delete
    case createVersion = "create-version"
  }

  var actions: Set<String>
  var patterns: [[UInt8]]

  /// Whether some rule allows an action on a name; without one nothing is allowed.
  static func allow(_ rules: [AccessRule], _ action: Action, _ name: SecretName) -> Bool {
    rules.contains { rule in
      rule.actions.contains(action.rawValue) && rule.patterns.contains { matches($0, name.bytes) }
    }
  }

  /// Everything.
  static let everything = AccessRule(actions: Set(Action.allCases.map(\.rawValue)), patterns: [[UInt8(ascii: "*")]])

  /// Whether a pattern fits a name: `*` stands for any bytes, also none and slashes; all else for itself.
  static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    let star = UInt8(ascii: "*")
    var (inPattern, inName) = (0, 0)
    // Where to go on when the last star must stand for one byte more.
    var retry: (pattern: Int, name: Int)?
    while inName < name.count {
      if inPattern < pattern.count, pattern[inPattern] == star {
        retry = (inPattern + 1, inName)
        inPattern += 1
      } else if inPattern < pattern.count, pattern[inPattern] == name[inName] {
        inPattern += 1
        inName += 1
      } else if let last = retry {
        retry = (last.pattern, last.name + 1)
        (inPattern, inName) = (last.pattern, last.name + 1)
      } else {
        return false
      }
    }
    return pattern[inPattern...].allSatisfy { $0 == star }
  }
}
