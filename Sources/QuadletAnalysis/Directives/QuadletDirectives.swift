extension Directive {
  /// The keys of `[Quadlet]`, a section that every kind of unit may have.
  // swift-format-ignore
  static let quadlet: [Directive] = [
    Directive("DefaultDependencies", .boolean, .boolean, since: .podman(5, 3),
      "Orders the service after the network comes online; on by default."),
  ]
}
