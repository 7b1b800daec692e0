import QuadletAnalysis

extension Option {
  /// The Podman that must read the units.
  static let podmanVersion = Option(
    "podman-version",
    .value("X.Y[.Z]"),
    help: "the Podman that must read the units (default: \(PodmanVersion.verified))"
  )
  /// What a unit from standard input is called.
  static let standardInputName = Option(
    "stdin-filename",
    .path("FILE"),
    help: "the name and place of the unit that - reads"
  )
}

extension Target {
  /// The target that the options name.
  init(_ invocation: Invocation, defaultScope: Scope?) throws(UsageError) {
    var version = PodmanVersion.verified
    if let text = invocation.value("podman-version") {
      guard let given = PodmanVersion(text) else {
        throw UsageError("\"\(text)\" is not a version of Podman from 4.4 to \(PodmanVersion.newest)")
      }
      version = given
    }
    let scope: Scope? = invocation.flag("user") ? .user : invocation.flag("system") ? .system : defaultScope
    self.init(version: version, scope: scope)
  }
}
