extension SystemdDirective {
  /// The keys of `[Install]`, from systemd.unit(5); Podman itself ignores `Also`.
  static let install: [SystemdDirective] = [
    SystemdDirective("Alias", .systemdUnitNames),
    SystemdDirective("Also", .systemdUnitNames),
    SystemdDirective("DefaultInstance"),
    SystemdDirective("RequiredBy", .systemdUnitNames),
    SystemdDirective("UpheldBy", .systemdUnitNames),
    SystemdDirective("WantedBy", .systemdUnitNames),
  ]
}
