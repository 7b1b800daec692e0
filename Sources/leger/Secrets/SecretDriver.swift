import QuadletAnalysis

/// podman's driver `shell`, set up so that podman asks leger for a value whenever a container starts, and keeps none itself.
///
/// podman keeps the commands with each secret and runs them by /bin/sh, as root of a user namespace for containers of a user.
struct SecretDriver: Codable, Equatable, Sendable {
  /// The path of leger.
  var program: String
  var socket: String
  /// `user` or `system`.
  var scope: String

  private static let fileName = Array("secret-driver.json".utf8)
  private static let limit = 1 << 16
  private static let lookup = "lookup"
  private static let words = " secrets driver lookup --"

  /// The driver of this machine for a scope; nil when leger does not know where it is itself.
  init?(_ scope: Scope, on host: any Host) throws(HostFailure) {
    guard let program = host.ownProgram else { return nil }
    self.program = String(decoding: program, as: UTF8.self)
    socket = String(decoding: try DaemonFolders(scope, on: host).socket, as: UTF8.self)
    self.scope = scope.word
  }

  /// The commands for a secret: what podman would store goes nowhere, and nothing is there to be listed or deleted.
  func commands(for secret: SecretName) -> [String: String] {
    let name = ShellWord.always(String(decoding: secret.bytes, as: UTF8.self))
    return [
      Self.lookup:
        "LEGERD_SOCKET=\(ShellWord.always(socket)) exec \(ShellWord.always(program))\(Self.words)\(scope) -- \(name)",
      "store": "cat >/dev/null", "delete": "true", "list": "true",
    ]
  }

  /// Whether a secret of podman is read by leger.
  static func isUsed(by secret: PodmanSecret) -> Bool { secret.driverOptions[lookup]?.contains(words) == true }

  // MARK: Installed or not

  /// Reads which driver is installed; nil when none is.
  static func installed(in folder: [UInt8], on host: any Host) throws(HostFailure) -> SecretDriver? {
    try host.record(SecretDriver.self, at: Path.join(folder, fileName), limit: limit)
  }

  func install(in folder: [UInt8], on host: any Host) throws(HostFailure) {
    try host.makeFolders(folder, mode: 0o700)
    try host.write(JSONText.encode(self), to: Path.join(folder, Self.fileName), within: folder, mode: 0o600)
  }

  static func remove(from folder: [UInt8], on host: any Host) throws(HostFailure) {
    try host.removeIfPresent(Path.join(folder, fileName), within: folder)
  }
}
