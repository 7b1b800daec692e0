import Glibc

/// Where legerd is reached besides its socket: at addresses of the tailnet, and at those that only this machine reaches.
///
/// Never at any other: what is not in `listen` of `config.yaml` is not opened.
final class NetworkEntrances {
  typealias ServiceMaker = (_ identify: @escaping (HTTPRequest) -> SecretService.Caller?) -> SecretService

  private let listen: [HostSettings.ListenAddress]
  private let loop: EventLoop
  private let host: any Host
  private let report: (String) -> Void
  /// Who serves at the addresses of the tailnet, and at those of this machine; nil where nothing listens.
  private var tailnet: HTTPServer?
  private var loopback: HTTPServer?
  private var callers: TailnetCallers?
  /// The addresses at which the tailnet's server listens.
  private var served: Set<NetworkAddress> = []
  private var lastProblem: String?

  /// How often the addresses of the tailnet are looked for, since Tailscale may come later and give others.
  private static let interval = Duration.seconds(15)
  /// Everybody who comes by `tailscale serve` comes from one process.
  private static let proxyLimits = HTTPServer.Limits(proxy: .local(user: 0))

  init(
    _ settings: HostSettings,
    _ folders: DaemonFolders,
    _ loop: EventLoop,
    on host: any Host,
    access: @escaping () -> LocalAccess,
    _ service: ServiceMaker,
    _ report: @escaping (String) -> Void
  ) throws(HostFailure) {
    listen = settings.listen
    (self.loop, self.host, self.report) = (loop, host, report)
    if !ports.isEmpty {
      let tailscale = try Tailscale(on: host)
      let callers = TailnetCallers(on: loop) { tailscale.caller(at: $0) }
      let service = service { request in
        if case .tailnet(let address) = request.peer { callers.caller(at: address) } else { nil }
      }
      self.callers = callers
      tailnet = HTTPServer(on: loop, admit: callers.admit, handler: service.answer)
    }
    if !addresses.isEmpty { loopback = try makeLoopback(settings, folders, access, service) }
  }

  private var ports: [UInt16] { listen.compactMap { if case .tailnet(let port) = $0 { port } else { nil } } }

  private var addresses: [NetworkAddress] {
    listen.compactMap { if case .loopback(let address) = $0 { address } else { nil } }
  }

  private func makeLoopback(
    _ settings: HostSettings,
    _ folders: DaemonFolders,
    _ access: @escaping () -> LocalAccess,
    _ service: ServiceMaker
  ) throws(HostFailure) -> HTTPServer? {
    let admit: HTTPServer.Admission = { [host] socket, answer in
      let own = NetworkAddress.own(of: socket)
      let user = own.flatMap { NetworkAddress.peer(of: socket)?.user(connectedTo: $0, on: host) }
      answer((user.map { .local(user: $0) } ?? .unknown, nil))
    }
    if settings.servesProxy {
      let service = service { ProxiedCaller.find($0, access()) }
      return HTTPServer(Self.proxyLimits, on: loop, admit: admit, handler: service.answer)
    }
    let gate = try LoopbackGate(folders.token, within: folders.state, on: host)
    let service = service { _ in
      SecretService.Caller(
        principal: Principal(hostname: "", address: "127.0.0.1", user: "token"),
        rules: [.everything]
      )
    }
    return HTTPServer(on: loop, admit: admit) { gate.refusal(of: $0) ?? service.answer($0) }
  }

  /// Opens what can be opened; the addresses of the tailnet follow when Tailscale runs.
  func open() throws(HostFailure) {
    for address in addresses {
      let socket = try address.listen()
      guard loopback?.accept(on: socket) == true else {
        close(socket)
        throw HostFailure(.environment, "cannot serve \(address)")
      }
      report("serving on http://\(address)")
    }
    guard tailnet != nil else { return }
    findAddresses()
    loop.every(Self.interval) { [unowned self] in findAddresses() }
  }

  func end() {
    tailnet?.end()
    loopback?.end()
  }

  // MARK: The tailnet

  private func findAddresses() {
    let host = host
    loop.perform { () -> Result<[String], HostFailure> in
      do throws(HostFailure) {
        let status = try Tailscale(on: host).status()
        if status.isRunning { return .success(status.addresses) }
        throw HostFailure(.environment, "Tailscale is \(status.state), and not Running")
      } catch {
        return .failure(error)
      }
    } then: { [unowned self] result in
      switch result {
      case .success(let addresses):
        for port in ports { for address in addresses { listen(at: NetworkAddress(address, port: port)) } }
      case .failure(let failure): tell(failure)
      }
    }
  }

  private func listen(at address: NetworkAddress) {
    if served.contains(address) { return }
    do throws(HostFailure) {
      let socket = try address.listen()
      guard tailnet?.accept(on: socket) == true else {
        close(socket)
        throw HostFailure(.environment, "cannot serve \(address)")
      }
      served.insert(address)
      report("serving on http://\(address)")
    } catch {
      tell(error)
    }
  }

  /// Reports a problem once, until it is another one.
  private func tell(_ failure: HostFailure) {
    if failure.message != lastProblem { report("the tailnet is not served: \(failure.message)") }
    lastProblem = failure.message
  }
}
