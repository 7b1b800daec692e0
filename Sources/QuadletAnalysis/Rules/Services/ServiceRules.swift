/// What the services of a project have to do with each other and with the system.
extension Rule {
  static let orderingCycle = Rule(
    "ordering-cycle",
    .warning,
    "Services wait for each other in a circle.",
    why: """
      Podman generates such services without a word. systemd finds "ordering cycle" when it starts them, and drops a start \
      or refuses all of them. Network=, Volume=, Image= and their like order services as After= does.
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
    "A unit takes the place of one of the system's own services.",
    why: """
      A generated service stands before the one of the same name that a package has installed. podman.container becomes \
      podman.service, and the API of Podman is gone.
      """,
    bad: "--- podman.container\n↓[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "--- podman-hello.container\n[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let notStartedAtBoot = Rule(
    "not-started-at-boot",
    .note,
    "Nothing starts a container, pod or kube unit at boot.",
    why: """
      Generated services cannot be enabled with `systemctl enable`; the section [Install] does it. Without one, and when no \
      other service needs it, the unit starts when somebody starts it, and is gone after the next boot. User services start \
      with the first login, or at boot after `loginctl enable-linger`.
      """,
    bad: "↓[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=default.target\n",
    isFixable: true
  )

  static let services = [orderingCycle, reservedServiceName, notStartedAtBoot]
}
