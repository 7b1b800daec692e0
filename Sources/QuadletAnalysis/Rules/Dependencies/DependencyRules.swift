/// Names of other services in [Unit] and [Install].
extension Rule {
  static let wrongServiceName = Rule(
    "wrong-service-name",
    .warning,
    "A dependency uses the wrong name for the service of a unit.",
    why: """
      web.container becomes web.service, but data.volume becomes data-volume.service; pod, network, image and build units \
      likewise add their kind, and ServiceName= replaces the whole name. systemd ignores Wants= and After= for a service \
      that does not exist, so they start nothing and wait for nothing.
      """,
    bad:
      "[Unit]\nAfter=↓db-container.service\n[Container]\nImage=quay.io/podman/hello:v1\n--- db.container\n[Container]\nImage=quay.io/podman/hello:v1\n",
    good:
      "[Unit]\nAfter=db.service\n[Container]\nImage=quay.io/podman/hello:v1\n--- db.container\n[Container]\nImage=quay.io/podman/hello:v1\n",
    isFixable: true
  )

  static let notAUnitName = Rule(
    "not-a-unit-name",
    .warning,
    "A name in a dependency does not end in a suffix that systemd knows.",
    why: """
      The name of every systemd unit ends in a suffix such as .service, .target, .socket or .mount. In [Unit], systemd \
      ignores any other name. In [Install], Podman creates a link for it, but the link leads nowhere.
      """,
    bad: "[Unit]\nAfter=↓nginx\n[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "[Unit]\nAfter=nginx.service\n[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let systemTargetForUser = Rule(
    "system-target-for-user",
    .warning,
    "A unit for a user's service manager names a target that exists only for the system.",
    why: """
      A user's service manager has default.target, but neither multi-user.target nor network-online.target. If [Install] \
      names only one of those, the service never starts by itself. To start a user's services at boot and keep them \
      running after logout, run loginctl enable-linger for that user.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=↓multi-user.target\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=default.target\n",
    isFixable: true,
    scope: .user
  )

  static let deadLink = Rule(
    "dead-link",
    .warning,
    "A name in [Install] contains a slash, so Podman creates no link for it.",
    why: "Podman silently ignores a name with a slash in WantedBy=, RequiredBy= and UpheldBy=.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=↓system/default.target\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=default.target\n"
  )

  static let networkOnlineNotWanted = Rule(
    "network-online-not-wanted",
    .note,
    "A service waits for network-online.target, but nothing starts that target.",
    why: """
      After= only sets the order. systemd starts network-online.target only if a unit has Wants= for it; since 5.3, Podman \
      adds that line unless DefaultDependencies= in [Quadlet] is off.
      """,
    bad:
      "[Unit]\nAfter=↓network-online.target\n[Container]\nImage=quay.io/podman/hello:v1\n[Quadlet]\nDefaultDependencies=false\n",
    good:
      "[Unit]\nWants=network-online.target\nAfter=network-online.target\n[Container]\nImage=quay.io/podman/hello:v1\n[Quadlet]\nDefaultDependencies=false\n"
  )

  static let systemdDefaultDependencies = Rule(
    "systemd-default-dependencies",
    .note,
    "DefaultDependencies= is in [Unit], where it does not remove the dependencies that Podman adds.",
    why: """
      In [Unit], the key belongs to systemd: without systemd's default dependencies, a service neither stops at shutdown \
      nor waits for the basic system to start. To remove the dependency on the network that Podman adds, write the key in \
      [Quadlet].
      """,
    bad: "[Unit]\n↓DefaultDependencies=false\n[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "[Quadlet]\nDefaultDependencies=false\n[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let dependencies = [
    wrongServiceName, notAUnitName, systemTargetForUser, deadLink, networkOnlineNotWanted, systemdDefaultDependencies,
  ]
}
