/// Services that come with podman, systemd or most distributions, under whose names nobody means to run a container.
///
/// A generated service stands before the one that a package installs (systemd.unit(5), "Unit File Load Path").
enum SystemService {
  static let names: [StaticString] = [
    "podman.service", "podman-auto-update.service", "podman-clean-transient.service", "podman-restart.service",
    "podman-user-wait-network-online.service", "auditd.service", "autofs.service", "avahi-daemon.service",
    "bluetooth.service", "chronyd.service", "chrony.service", "cloud-init.service", "containerd.service",
    "cron.service",
    "crond.service", "cups.service", "dbus.service", "dbus-broker.service", "docker.service", "firewalld.service",
    "gdm.service", "getty@tty1.service", "irqbalance.service", "kdump.service", "libvirtd.service", "lightdm.service",
    "logrotate.service", "ModemManager.service", "network.service", "networking.service", "NetworkManager.service",
    "NetworkManager-wait-online.service", "nftables.service", "iptables.service", "ntpd.service", "polkit.service",
    "postfix.service", "rpcbind.service", "rsyslog.service", "sddm.service", "ssh.service", "sshd.service",
    "sssd.service",
    "systemd-hostnamed.service", "systemd-journald.service", "systemd-logind.service", "systemd-networkd.service",
    "systemd-oomd.service", "systemd-resolved.service", "systemd-timesyncd.service", "systemd-tmpfiles-setup.service",
    "systemd-udevd.service", "tuned.service", "udisks2.service", "unattended-upgrades.service", "upower.service",
    "wpa_supplicant.service",
  ]
}
