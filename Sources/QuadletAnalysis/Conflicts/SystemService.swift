/// Services of a machine with podman and systemd; a container of that name is hardly ever intended.
///
/// A generated service stands before the one that a package installs (systemd.unit(5), "Unit File Load Path"). Names of
/// programs that people do run in containers, such as postfix.service, are not here; `check-conflicts --installed` looks
/// at what is there.
enum SystemService {
  /// The names in a scope; of the system when that is not known.
  static func names(_ scope: Scope?) -> [StaticString] { scope == .user ? ofBoth : ofBoth + ofSystem }

  private static let ofBoth: [StaticString] = [
    "podman.service", "podman-auto-update.service", "podman-clean-transient.service", "podman-restart.service",
    "podman-user-wait-network-online.service", "dbus.service", "dbus-broker.service", "systemd-tmpfiles-setup.service",
    "systemd-tmpfiles-clean.service",
  ]

  private static let ofSystem: [StaticString] = [
    "cron.service", "crond.service", "getty@tty1.service", "NetworkManager.service",
    "NetworkManager-wait-online.service", "polkit.service", "ssh.service", "sshd.service", "systemd-hostnamed.service",
    "systemd-journald.service", "systemd-logind.service", "systemd-machined.service", "systemd-networkd.service",
    "systemd-oomd.service", "systemd-resolved.service", "systemd-timesyncd.service", "systemd-udevd.service",
  ]
}
