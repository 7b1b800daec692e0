import QuadletSyntax

/// Compares how long podman and systemd wait for a container to stop.
extension Linter {
  /// What systemd waits when nothing is said (systemd-system.conf(5)), and podman (podman-run(1)), in seconds.
  private static let defaults = (systemd: 90, podman: 10)

  mutating func lintStopTime() {
    let stop = uses.last { $0.subject == .stopTimeout }
    let own = converter.nonEmpty(schema.keys.timeoutStopSec, in: .service)
    if stop == nil, own == nil || !tellsNotes { return }
    let limit = own ?? converter.nonEmpty(schema.keys.timeoutSec, in: .service)
    var seconds: Int? = Self.defaults.systemd
    if let limit {
      guard let span = try? TimeSpan(parsing: converter.bytes(limit).span) else { return }
      switch span.length {
      // 0 is no limit (systemd.service(5)).
      case .infinite, .finite(0): seconds = nil
      case .finite(let length): seconds = Int(length / 1_000_000)
      }
    }
    guard let seconds else { return }
    if let stop {
      guard let wanted = Int(converter.string(stop)), wanted > seconds else { return }
      report(
        .stopCutOff,
        value: stop.valuePlace,
        .stopCutOff(after: seconds, before: wanted)
      )
    } else if let own, seconds > Self.defaults.systemd {
      report(
        .stopCutOff,
        value: own,
        severity: .note,
        .stopTimeUnused(seconds: seconds)
      )
    }
  }
}
