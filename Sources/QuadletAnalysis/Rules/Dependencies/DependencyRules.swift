/// Names of other services in [Unit] and [Install].
extension Rule {
  static let wrongServiceName = Rule(
    "wrong-service-name",
    .warning,
    "A dependency names the service of a unit by a name that it does not have.",
    why: """
      web.container becomes web.service, and data.volume becomes data-volume.service; pod, network, image and build add \
      their word as volume does, and ServiceName= replaces it all. systemd passes over Wants= and After= on a service that \
      does not exist, so that nothing is started and nothing waits.
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
    "A dependency has no ending that systemd knows.",
    why: """
      The name of a systemd unit ends in .service, .target, .socket, .mount and so on. systemd passes over any other word \
      in a dependency, and a link of [Install] for one leads nowhere.
      """,
    bad: "[Unit]\nAfter=↓nginx\n[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "[Unit]\nAfter=nginx.service\n[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let systemTargetForUser = Rule(
    "system-target-for-user",
    .warning,
    "A unit for a user's service manager names a target that only the system has.",
    why: """
      A user's service manager has default.target, and neither multi-user.target nor network-online.target. A unit that is \
      wanted by one of those never starts by itself. Services of a user start at boot and outlive the session once \
      loginctl enable-linger has been called for that user.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=↓multi-user.target\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=default.target\n",
    isFixable: true,
    scope: .user
  )

  static let deadLink = Rule(
    "dead-link",
    .warning,
    "A name in [Install] has a slash, so Podman makes no link for it.",
    why: "Podman passes over a name with a slash in WantedBy=, RequiredBy= and UpheldBy= without a word.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=↓system/default.target\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=default.target\n"
  )

  static let networkOnlineNotWanted = Rule(
    "network-online-not-wanted",
    .note,
    "A service waits for network-online.target, and nothing starts that target.",
    why: """
      After= only says what comes first. network-online.target is reached when somebody wants it; Podman adds that from 5.3 \
      on, unless [Quadlet] DefaultDependencies= is off.
      """,
    bad:
      "[Unit]\nAfter=↓network-online.target\n[Container]\nImage=quay.io/podman/hello:v1\n[Quadlet]\nDefaultDependencies=false\n",
    good:
      "[Unit]\nWants=network-online.target\nAfter=network-online.target\n[Container]\nImage=quay.io/podman/hello:v1\n[Quadlet]\nDefaultDependencies=false\n"
  )

  static let systemdDefaultDependencies = Rule(
    "systemd-default-dependencies",
    .note,
    "DefaultDependencies= stands in [Unit], where it does not switch off what Podman adds.",
    why: """
      [Unit] DefaultDependencies= is systemd's: without its default dependencies a service is neither stopped at shutdown \
      nor started behind the basic system. What waits for the network is Podman's, and [Quadlet] DefaultDependencies= \
      switches that off.
      """,
    bad: "[Unit]\n↓DefaultDependencies=false\n[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "[Quadlet]\nDefaultDependencies=false\n[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let dependencies = [
    wrongServiceName, notAUnitName, systemTargetForUser, deadLink, networkOnlineNotWanted, systemdDefaultDependencies,
  ]
}
