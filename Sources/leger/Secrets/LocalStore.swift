/// The store of this machine: a database in memory, whose changes are on the disk before they are acknowledged.
final class LocalStore: SecretStore {
  private var database: SecretDatabase

  init(_ database: SecretDatabase) { self.database = database }

  func list() -> [SecretInfo] { database.table.infos }

  func info(_ name: SecretName) throws(SecretFailure) -> SecretInfo { try database.table.info(name) }

  func value(_ name: SecretName, version: UInt32) throws(SecretFailure) -> SecretValue {
    try database.table.value(name, version: version)
  }

  func value(_ name: SecretName, unlessActive known: UInt32) throws(SecretFailure) -> SecretValue {
    try database.table.value(name, unlessActive: known)
  }

  func put(_ name: SecretName, _ value: SecretBytes) throws(SecretFailure) -> UInt32 {
    try database.change { table throws(SecretFailure) in try table.put(name, value) }
  }

  func create(_ name: SecretName, version: UInt32, _ value: SecretBytes) throws(SecretFailure) {
    try database.change { table throws(SecretFailure) in try table.create(name, version: version, value) }
  }

  func activate(_ name: SecretName, version: UInt32) throws(SecretFailure) {
    try database.change { table throws(SecretFailure) in try table.activate(name, version: version) }
  }

  func delete(_ name: SecretName) throws(SecretFailure) {
    try database.change { table throws(SecretFailure) in try table.delete(name) }
  }

  func delete(_ name: SecretName, version: UInt32) throws(SecretFailure) {
    try database.change { table throws(SecretFailure) in try table.delete(name, version: version) }
  }
}
