/// Where leger intentionally differs from Podman's generator, and why.
enum KnownDifferences {
  /// One stored run that differs: its suite and name, as in `edge/NAME`, and the reason.
  struct Entry: Sendable {
    let run: String
    let reason: String
  }

  /// None so far.
  static let all: [Entry] = []
}
