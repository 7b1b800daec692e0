import CSystem
import Glibc
import QuadletAnalysis

/// legerd: keeps a local store of secrets, and serves it to this machine.
final class SecretDaemon {
  let folders: DaemonFolders
  private let scope: Scope
  private let host: any Host
  private let notice: ServiceNotice
  /// Takes what happens, a line without its newline each, for a log.
  private let report: (String) -> Void
  private var access: LocalAccess
  private let settings: HostSettings
  /// The name of this machine.
  private let hostname: String

  init(_ scope: Scope, on host: any Host, report: @escaping (String) -> Void) throws(HostFailure) {
    folders = try DaemonFolders(scope, on: host)
    (self.scope, self.host, self.report) = (scope, host, report)
    notice = ServiceNotice(on: host)
    settings = try HostSettings(scope, on: host)
    access = try LocalAccess(settings.localAccess, on: host)
    let name = (try? host.bytes(at: Array("/proc/sys/kernel/hostname".utf8), limit: 1024)) ?? []
    hostname = String(decoding: name, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
  }

  /// Serves until SIGTERM or SIGINT comes, and meanwhile keeps another process running.
  func run(with companion: Companion?) throws(HostFailure) {
    leger_forbid_dumps()
    try host.makeFolders(folders.state, mode: 0o700)
    let lock = try takeLock()
    defer { lock.release() }
    try checkPrivacy(of: folders.state)
    let key = try findKey()
    if key.isNew {
      report(
        "the key of the store is new, and lies on the same disk as the data, in \(key.source): keep a copy elsewhere"
      )
    }
    guard let loop = EventLoop() else { throw HostFailure(.environment, "there is no memory left") }
    let store = LocalStore(try openDatabase(key))
    key.record(folders, on: host, report)
    let service = { [self] (identify: @escaping (HTTPRequest) -> SecretService.Caller?) in
      SecretService(
        store,
        audit: AuditLog(path: folders.audit, root: folders.state, host: host),
        report: report,
        identify: identify
      )
    }
    let network = try NetworkEntrances(
      settings,
      folders,
      loop,
      on: host,
      access: { [unowned self] in access },
      service,
      report
    )
    let local = service { [unowned self] request in caller(of: request.peer) }
    guard let server = HTTPServer(on: loop, handler: local.answer) else {
      throw HostFailure(.environment, "the server cannot be made")
    }
    let inherited = try InheritedSocket.take(on: host)
    let socket: Int32
    if let inherited { socket = inherited } else { socket = try openSocket() }
    guard server.accept(on: socket) else {
      close(socket)
      throw HostFailure(folders.socket, "cannot be served")
    }
    // The socket of systemd is still served, by it.
    defer { if inherited == nil { unlink(CPath(folders.socket).bytes) } }
    try network.open()
    for number in [SIGTERM, SIGINT] { loop.onSignal(number) { loop.stop() } }
    loop.onSignal(SIGHUP) { [unowned self] in reload() }
    if let interval = notice.watchInterval { loop.every(interval) { [notice] in notice.send("WATCHDOG=1") } }
    report("serving on \(VisibleText.string(folders.socket))")
    notice.send("READY=1", "STATUS=Serving \(store.list().count) secrets")
    companion?.start(on: loop)
    loop.run()
    server.end()
    network.end()
    notice.send("STOPPING=1")
    companion?.end()
    report("ended")
  }

  private func findKey() throws(HostFailure) -> StoreKey {
    for folder in [folders.state, folders.keys] { host.removeLeftovers(in: folder, within: folders.state) }
    if host.isMissing(folders.database), StoreKeyRecord.read(folders, on: host) != nil {
      throw HostFailure(
        .integrity,
        "the store is missing: \(VisibleText.quoted(folders.database))",
        details: StoreKeyRecord.details(folders, on: host),
        help:
          "bring it back from where you keep a copy, or to begin with an empty one: rm \(VisibleText.quoted(folders.keyRecord))"
      )
    }
    return try StoreKey.find(settings.keyFile, folders, on: host)
  }

  private func openDatabase(_ key: StoreKey) throws(HostFailure) -> SecretDatabase {
    do throws(HostFailure) {
      return try SecretDatabase(folders.database, within: folders.state, key: key.keyset, on: host)
    } catch {
      var failure = error
      if failure.kind == .integrity { failure.details += StoreKeyRecord.details(folders, on: host) }
      throw failure
    }
  }

  /// Gives the store, which nobody serves, a new key; returns where that lies.
  func rekey() throws(HostFailure) -> String {
    leger_forbid_dumps()
    guard !host.isMissing(folders.database) else {
      throw HostFailure(.usage, "there is no store yet: \(VisibleText.quoted(folders.database))")
    }
    let lock = try takeLock()
    defer { lock.release() }
    try checkPrivacy(of: folders.state, allowsService: true)
    var key = try findKey()
    if key.file == nil {
      throw HostFailure(
        .refused,
        "the key of the store is \(key.source), which leger cannot change",
        help:
          "decrypt it into a file that key-file of config.yaml names, change it there, and encrypt it again (systemd-creds)"
      )
    }
    var database = try openDatabase(key)
    try StoreKey.replace(&key, of: &database, on: host)
    key.record(folders, on: host) { _ in }
    return key.source
  }

  /// Opens the socket, for the members of the group `leger`, too, where root serves and there is one.
  private func openSocket() throws(HostFailure) -> Int32 {
    let folder = Path.parent(of: folders.socket)
    let group = scope == .system && host.user.isRoot ? try LocalAccess.find("leger", in: "group", on: host) : nil
    try host.makeFolders(folder, mode: group == nil ? 0o700 : 0o750)
    let socket = try LocalSocket.listen(folders.socket, mode: 0o600)
    guard let group else { return socket }
    guard chown(CPath(folder).bytes, 0, group) == 0, chown(CPath(folders.socket).bytes, 0, group) == 0,
      chmod(CPath(folders.socket).bytes, 0o660) == 0
    else {
      let failure = HostFailure(folders.socket, SystemError.last.message)
      close(socket)
      throw failure
    }
    return socket
  }

  /// Reads the configuration again; a mistake in it leaves what was.
  private func reload() {
    do throws(HostFailure) {
      access = try LocalAccess(HostSettings(scope, on: host).localAccess, on: host)
      report("the configuration was read again")
    } catch {
      report("the configuration stays as it was: \(error.message)")
    }
  }

  /// Only the owner may read or change the store.
  ///
  /// `allowsService` when root works on the folder of legerd.service, which has a user of its own.
  private func checkPrivacy(of folder: [UInt8], allowsService: Bool = false) throws(HostFailure) {
    guard let status = try? host.status(folder, followingLinks: true) else { return }
    let isOwn = status.owner.user == host.user.user || allowsService && host.user.isRoot
    if isOwn, status.mode & 0o077 == 0 { return }
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
      case .held:
        throw HostFailure(
          .locked,
          "another legerd serves \(VisibleText.quoted(folders.state))",
          help: "leger daemon stop"
        )
      case .failed(let failure): throw HostFailure(folders.lock, failure.message)
      }
    }
  }

  /// Who calls over the socket.
  private func caller(of peer: Peer) -> SecretService.Caller? {
    guard case .process(let user, let groups) = peer else { return nil }
    return SecretService.Caller(
      principal: Principal(hostname: hostname, user: "uid:\(user)"),
      rules: access.rules(user: user, groups: groups)
    )
  }
}
