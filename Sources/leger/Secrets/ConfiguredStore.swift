import QuadletAnalysis

extension SetecClient {
  /// The store that a machine uses: the server that config.yaml names, else the daemon of the scope; throws when there is
  /// neither.
  static func configured(
    _ settings: HostSettings,
    _ scope: Scope,
    on host: any Host
  ) throws(HostFailure) -> SetecClient {
    if let client = try present(settings, scope, on: host) { return client }
    throw HostFailure(
      .environment,
      "the daemon that keeps the secrets does not run: there is no \(VisibleText.quoted(try DaemonFolders(scope, on: host).socket))",
      help: "leger daemon start\(scope == .system ? " --system" : "")"
    )
  }

  /// The same; nil when no server is named and the daemon has no socket.
  static func present(
    _ settings: HostSettings,
    _ scope: Scope,
    on host: any Host
  ) throws(HostFailure) -> SetecClient? {
    if let text = settings.secretServer {
      guard let server = Address(text) else {
        throw HostFailure(
          .usage,
          "config.yaml: daemon: setec-server must be a URL with https, or with http an address of this machine or a tailnet, not \"\(text)\""
        )
      }
      return try SetecClient(server, on: host)
    }
    let socket = try DaemonFolders(scope, on: host).socket
    return host.isMissing(socket) ? nil : try SetecClient(.socket(socket), on: host)
  }
}
