/// The names that environment variables have.
enum VariableName {
  /// Whether systemd takes it for a name: letters, digits and `_`, no digit first.
  static func isValid(_ name: some Collection<UInt8>) -> Bool {
    guard let first = name.first, !first.isDigit else { return false }
    return name.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
  }
}
