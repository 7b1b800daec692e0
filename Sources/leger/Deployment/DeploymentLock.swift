/// Keeps two commands from changing the deployments of a scope at the same time.
///
/// There is one lock for all deployments of a scope, since they share systemd's reload and the names of services, ports and
/// networks. It ends with the process, however that ends.
enum DeploymentLock {
  /// How the holder describes itself, and reads what another one wrote.
  private struct Holder: Codable {
    let command: String
    /// In seconds since 1970.
    let since: Int
  }

  /// Takes the lock, waiting for a while.
  static func take(
    _ folders: DeploymentFolders,
    for command: String,
    timeLimit: Duration,
    on host: any Host
  ) throws(HostFailure) -> FileLock {
    try folders.make(Path.parent(of: folders.lock))
    let holder = JSONText.encode(Holder(command: command, since: Int(host.wallClock.components.seconds)))
    do throws(LockFailure) {
      return try host.lock(folders.lock, within: folders.state, holder: holder, timeLimit: timeLimit)
    } catch {
      switch error {
      case .held(let bytes):
        guard let other = JSONText.decode(Holder.self, from: bytes) else {
          throw HostFailure(.locked, "another leger is changing this host")
        }
        let age = max(0, Int(host.wallClock.components.seconds) - other.since)
        throw HostFailure(
          .locked,
          "\"\(VisibleText.string(Array(other.command.utf8)))\" has been changing this host for \(age) s",
          help: "wait for it to end, or wait longer with --lock-timeout"
        )
      case .failed(let failure): throw HostFailure(folders.lock, failure.message)
      }
    }
  }
}
