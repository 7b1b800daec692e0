/// How the services of a project affect each other and the system.
extension Rule {
  static let orderingCycle = Rule(
    "ordering-cycle",
    .warning,
    "Services wait for each other in a cycle.",
    why: """
      Podman generates such services without a warning. systemd reports "ordering cycle" when it starts them, and drops one \
      of them or refuses them all. Network=, Volume=, Image= and similar keys order services as After= does.
      """,
    bad: """
      --- blog.container
      [Container]
      Image=quay.io/podman/hello:v1
      Network=↓shop.container
      --- shop.container
      [Container]
      Image=quay.io/podman/hello:v1
      Network=↓blog.container
      """,
    good: """
      --- blog.container
      [Container]
      Image=quay.io/podman/hello:v1
      Network=shop.container
      --- shop.container
      [Container]
      Image=quay.io/podman/hello:v1
      """
  )

  static let reservedServiceName = Rule(
    "reserved-service-name",
    .warning,
    "A unit replaces one of the system's own services.",
    why: """
      A generated service takes precedence over one of the same name that a package installed. podman.container becomes \
      podman.service, and the Podman API is no longer available.
      """,
    bad: "--- podman.container\n↓[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "--- podman-hello.container\n[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let notStartedAtBoot = Rule(
    "not-started-at-boot",
    .note,
    "Nothing starts a .container, .pod or .kube unit at boot.",
    why: """
      `systemctl enable` does not work for generated services; the section [Install] enables them. Without it, and if no \
      other service needs the unit, the service runs only when it is started by hand, and it does not start again after a \
      reboot. A user's services start when the user first logs in, or at boot after `loginctl enable-linger`.
      """,
    bad: "↓[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=default.target\n",
    isFixable: true
  )

  static let services = [orderingCycle, reservedServiceName, notStartedAtBoot]
}
