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

  static let sandboxAroundPodman = Rule(
    "sandbox-around-podman",
    .warning,
    "A key of [Service] keeps podman from starting.",
    why: """
      systemd applies what [Service] says to podman, which makes the container. For a user, most sandboxing puts podman into a \
      user namespace in which newuidmap cannot write the map of IDs, and what implies NoNewPrivileges=true takes newuidmap its \
      privileges: the service works until the next boot and then fails. For the system, podman needs the files, devices and \
      system calls that are taken away. Tried key by key on Podman 5.8.6 and systemd 262; see systemd.exec(5), Sandboxing.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\n↓ProtectSystem=strict\n↓NoNewPrivileges=yes\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nReadOnly=true\nNoNewPrivileges=true\n",
    isFixable: true,
    scope: .user
  )

  static let stopCutOff = Rule(
    "stop-cut-off",
    .warning,
    "systemd stops waiting before podman does when the container is to stop.",
    why: """
      podman waits StopTimeout= seconds before it kills a container, and systemd waits TimeoutStopSec= for podman: 90 seconds, \
      unless DefaultTimeoutStopSec= of the manager says otherwise (systemd.service(5)). The shorter one decides. The other way \
      round, a longer TimeoutStopSec= alone gives the container no more than the 10 seconds of podman.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nStopTimeout=↓300\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nStopTimeout=300\n[Service]\nTimeoutStopSec=310\n"
  )

  static let services = [orderingCycle, reservedServiceName, sandboxAroundPodman, stopCutOff, notStartedAtBoot]
}
