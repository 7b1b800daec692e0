/// A store of secrets that speaks setec's protocol, wherever it is.
///
/// Every call throws what the protocol answers, or `.other` with a sentence for people when there is no answer.
protocol SecretStore {
  /// Every secret that the caller may see, sorted by name.
  func list() throws(SecretFailure) -> [SecretInfo]
  func info(_ name: SecretName) throws(SecretFailure) -> SecretInfo
  /// Returns a version; 0 is the active one.
  func value(_ name: SecretName, version: UInt32) throws(SecretFailure) -> SecretValue
  /// Returns the active version; throws `notChanged` when it is the one that the caller knows.
  func value(_ name: SecretName, unlessActive known: UInt32) throws(SecretFailure) -> SecretValue
  /// Adds a version, which becomes active only when it is the first, and returns it; the value of the latest version again
  /// adds none.
  func put(_ name: SecretName, _ value: SecretBytes) throws(SecretFailure) -> UInt32
  /// Adds a version of a given number and makes it active.
  func create(_ name: SecretName, version: UInt32, _ value: SecretBytes) throws(SecretFailure)
  func activate(_ name: SecretName, version: UInt32) throws(SecretFailure)
  func delete(_ name: SecretName) throws(SecretFailure)
  func delete(_ name: SecretName, version: UInt32) throws(SecretFailure)
}
