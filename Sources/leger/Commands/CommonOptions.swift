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
  /// The target that the options name, else the settings of the project.
  init(_ invocation: Invocation, defaultScope: Scope?, settings: ProjectSettings? = nil) throws(UsageError) {
    var version = settings?.podman ?? .verified
    if let text = invocation.value("podman-version") {
      guard let given = PodmanVersion(text) else {
        throw UsageError("\"\(text)\" is not a version of Podman from 4.4 to \(PodmanVersion.newest)")
      }
      version = given
    }
    let scope: Scope? =
      invocation.flag("user") ? .user : invocation.flag("system") ? .system : settings?.scope ?? defaultScope
    self.init(version: version, scope: scope)
  }
}
