/// What weakens the wall around a container, or shows what should be secret; advice, since all of it can be meant.
extension Rule {
  static let privilegedContainer = Rule(
    "privileged-container",
    .note,
    "A container is privileged, or may do what only the administrator does.",
    why: """
      --privileged gives a container every capability and every device, and switches off SELinux and seccomp. Capabilities \
      such as SYS_ADMIN come close to that. One device or one capability is usually enough.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nPodmanArgs=↓--privileged\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nAddDevice=/dev/dri\n"
  )

  static let hostNamespace = Rule(
    "host-namespace",
    .note,
    "A container shares a namespace of the host.",
    why: """
      With the network of the host a container reaches what listens on localhost only, with its processes it sees and \
      signals all of them, with its IPC it reads their shared memory.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=↓host\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=127.0.0.1:8080:80\n"
  )

  static let confinementOff = Rule(
    "confinement-off",
    .note,
    "A container runs without SELinux, seccomp, AppArmor or masked paths.",
    why: """
      These keep a container away from what it has no business with, also when something in it is broken into. A volume \
      that SELinux bars is better opened by the option z or Z.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓SecurityLabelDisable=true\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nVolume=/srv/web:/data:Z\n"
  )

  static let containerSocketMount = Rule(
    "container-socket-mount",
    .note,
    "A container is given the socket of Podman or Docker.",
    why: """
      Whoever can write to the socket can start any container with any folder of its owner mounted: for the system's socket \
      that is root on the host. The option ro does not change it.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nVolume=↓/run/podman/podman.sock:/run/podman.sock\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let hostFolderMount = Rule(
    "host-folder-mount",
    .note,
    "A folder of the operating system is mounted for writing.",
    why: "A container that can write to /etc, /usr or / can change the host at will. Mount what is needed, with ro.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nVolume=↓/etc:/host/etc\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nVolume=/etc:/host/etc:ro\n"
  )

  static let imageWithoutTag = Rule(
    "image-without-tag",
    .note,
    "An image has no tag or the tag latest, so it is not known which version runs.",
    why: """
      Each host runs the version that was the newest when it pulled, and there is no way back to the one before. With \
      AutoUpdate= a moving tag is meant.
      """,
    bad: "[Container]\nImage=↓quay.io/podman/hello:latest\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let portOnEveryAddress = Rule(
    "port-on-every-address",
    .note,
    "A port is published on every address of the host.",
    why: """
      Whatever reaches the host reaches the port, often past the host's firewall. What only the host itself or a proxy on it \
      needs is published on 127.0.0.1; write 0.0.0.0 where all of them are meant.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=↓8080:80\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=127.0.0.1:8080:80\n"
  )

  static let plaintextCredential = Rule(
    "plaintext-credential",
    .note,
    "A password or token stands in the unit.",
    why: """
      Everybody sees it who can read the unit, the repository it is kept in, the journal of systemd or the output of podman \
      inspect. podman secret create keeps it elsewhere, and Secret=NAME,type=env,target=VARIABLE hands it to the container.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nEnvironment=↓DB_PASSWORD=example\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nSecret=db-password,type=env,target=DB_PASSWORD\n"
  )

  static let security = [
    privilegedContainer, hostNamespace, confinementOff, containerSocketMount, hostFolderMount, imageWithoutTag,
    portOnEveryAddress, plaintextCredential,
  ]
}
