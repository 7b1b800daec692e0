import CSystem
import Glibc
import QuadletAnalysis

/// legerd: keeps a local store of secrets, and serves it to this machine.
struct SecretDaemon {
  let folders: DaemonFolders
  let host: any Host
  /// Takes what happens, a line without its newline each, for a log.
  let report: (String) -> Void

  init(_ scope: Scope, on host: any Host, report: @escaping (String) -> Void) throws(HostFailure) {
    folders = try DaemonFolders(scope, on: host)
    self.host = host
    self.report = report
  }

  /// Serves until SIGTERM or SIGINT comes.
  func run() throws(HostFailure) {
    leger_forbid_dumps()
    try host.makeFolders(folders.state, mode: 0o700)
    try checkPrivacy(of: folders.state)
    let lock = try takeLock()
    defer { lock.release() }
    let key = try StoreKey.find(in: folders.keys, database: folders.database, within: folders.state, on: host)
    if key.isNew {
      report("the key of the store is new, and lies beside the data, in \(key.source): keep a copy elsewhere")
    }
    let service = SecretService(
      try SecretDatabase(folders.database, within: folders.state, key: key.keyset, on: host),
      audit: AuditLog(path: folders.audit, root: folders.state, host: host),
      report: report,
      identify: identification()
    )
    guard let server = HTTPServer(handler: service.answer) else {
      throw HostFailure(.environment, "the server cannot be made")
    }
    try host.makeFolders(Path.parent(of: folders.socket), mode: 0o700)
    let socket = try LocalSocket.listen(folders.socket, mode: 0o600)
    guard server.accept(on: socket) else {
      close(socket)
      throw HostFailure(folders.socket, "cannot be served")
    }
    for number in [SIGTERM, SIGINT] { server.onSignal(number) { [unowned server] in server.stop() } }
    report("serving on \(VisibleText.string(folders.socket))")
    server.run()
    unlink(CPath(folders.socket).bytes)
    report("ended")
  }

  /// Only the owner may read or change the store.
  private func checkPrivacy(of folder: [UInt8]) throws(HostFailure) {
    guard let status = try? host.status(folder, followingLinks: true) else { return }
    if status.owner.user == host.user.user, status.mode & 0o077 == 0 { return }
    throw HostFailure(
      .environment,
      "\(VisibleText.quoted(folder)) is not yours alone",
      details: ["owner \(status.owner.user), mode \(String(status.mode & 0o777, radix: 8))"],
      help: "chown \(host.user.user) \(VisibleText.quoted(folder)) && chmod 700 \(VisibleText.quoted(folder))"
    )
  }

  private func takeLock() throws(HostFailure) -> FileLock {
    do throws(LockFailure) {
      return try host.lock(folders.lock, within: folders.state, holder: [])
    } catch {
      switch error {
      case .held: throw HostFailure(.locked, "another legerd serves \(VisibleText.quoted(folders.state))")
      case .failed(let failure): throw HostFailure(folders.lock, failure.message)
      }
    }
  }

  /// Who may do what over the socket: the user of the daemon and root everything, others nothing.
  private func identification() -> (Peer) -> SecretService.Caller? {
    let name = (try? host.bytes(at: Array("/proc/sys/kernel/hostname".utf8), limit: 1024)) ?? []
    let hostname = String(decoding: name, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    let own = host.user.user
    return { peer in
      guard case .process(let user, _) = peer else { return nil }
      return SecretService.Caller(
        principal: Principal(hostname: hostname, user: "uid:\(user)"),
        rules: user == own || user == 0 ? [.everything] : []
      )
    }
  }
}
