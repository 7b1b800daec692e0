/// What weakens container isolation, or exposes a secret; advice only, because all of it can be intended.
extension Rule {
  static let privilegedContainer = Rule(
    "privileged-container",
    .note,
    "A container is privileged, or has nearly root privileges.",
    why: """
      --privileged gives a container every capability and every device, and switches off SELinux and seccomp. Capabilities \
      such as SYS_ADMIN come close to that. Usually one device or one capability is enough.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nPodmanArgs=↓--privileged\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nAddDevice=/dev/dri\n"
  )

  static let hostNamespace = Rule(
    "host-namespace",
    .note,
    "A container shares a namespace with the host.",
    why: """
      With the host's network, a container can reach services that listen only on localhost. With the host's process IDs, it \
      can see and signal every process; with the host's IPC, it can read the shared memory of those processes.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=↓host\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=127.0.0.1:8080:80\n"
  )

  static let confinementOff = Rule(
    "confinement-off",
    .note,
    "A container runs without SELinux, seccomp, AppArmor or masked paths.",
    why: """
      These protect the host even if an attacker controls the container. If SELinux denies access to a volume, add the option \
      z or Z to the volume instead.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓SecurityLabelDisable=true\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nVolume=/srv/web:/data:Z\n"
  )

  static let containerSocketMount = Rule(
    "container-socket-mount",
    .note,
    "A container has access to the socket of Podman or Docker.",
    why: """
      Anyone who can write to the socket can start a container that mounts any folder of the socket's owner; with the system's \
      socket, that means root on the host. The option ro does not prevent it.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nVolume=↓/run/podman/podman.sock:/run/podman.sock\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let hostFolderMount = Rule(
    "host-folder-mount",
    .note,
    "A folder of the operating system is mounted writable.",
    why:
      "A container that can write to /etc, /usr or / can change anything on the host. Mount only what the container needs, read-only.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nVolume=↓/etc:/host/etc\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nVolume=/etc:/host/etc:ro\n"
  )

  static let imageWithoutTag = Rule(
    "image-without-tag",
    .note,
    "An image has no tag or the tag latest, so the version that runs is unknown.",
    why: """
      Each host runs the version that was the newest when it pulled the image, and there is no way to return to the \
      previous one. With AutoUpdate=, a moving tag is intended.
      """,
    bad: "[Container]\nImage=↓quay.io/podman/hello:latest\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let portOnEveryAddress = Rule(
    "port-on-every-address",
    .note,
    "A port is published on every address of the host.",
    why: """
      Anyone who can reach the host can reach the port, often past the host's firewall. If only the host or a proxy on it \
      needs the port, publish it on 127.0.0.1; write 0.0.0.0 if every address is intended.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=↓8080:80\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=127.0.0.1:8080:80\n"
  )

  static let plaintextCredential = Rule(
    "plaintext-credential",
    .note,
    "A unit contains a password or token in plain text.",
    why: """
      Anyone who can read the unit, its repository, the journal or the output of podman inspect can see it. Store it with \
      podman secret create, and pass it to the container with Secret=NAME,type=env,target=VARIABLE.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nEnvironment=↓DB_PASSWORD=example\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nSecret=db-password,type=env,target=DB_PASSWORD\n"
  )

  static let security = [
    privilegedContainer, hostNamespace, confinementOff, containerSocketMount, hostFolderMount, imageWithoutTag,
    portOnEveryAddress, plaintextCredential,
  ]
}
