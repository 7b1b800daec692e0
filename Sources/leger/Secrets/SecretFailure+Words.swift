extension SecretFailure {
  /// What happened, for people.
  func inWords(_ name: SecretName = SecretName([]), version: UInt32 = 0) -> HostFailure {
    switch self {
    case .host(let failure): return failure
    case .notFound:
      let what = version > 0 ? "version \(version) of \(name)" : "secret \(name)"
      return HostFailure(.usage, "the store has no \(what)", help: "leger secrets list")
    case .notAllowed:
      return HostFailure(
        .environment,
        "the store does not allow you to do that\(name.bytes.isEmpty ? "" : " with \(name)")"
      )
    case .versionTaken: return HostFailure(.failed, "version \(version) of \(name) exists, or has existed")
    case .notChanged, .noVersion: return HostFailure(.environment, "the store's answer is not as setec gives it")
    case .other(let reason): return HostFailure(.environment, reason)
    }
  }
}
