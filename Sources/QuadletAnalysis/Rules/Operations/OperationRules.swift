/// What goes wrong while services run: updates, health, restarts, slow starts.
extension Rule {
  static let autoUpdateWithoutEffect = Rule(
    "auto-update-without-effect",
    .warning,
    "AutoUpdate= cannot update the image that the container has.",
    why: """
      podman auto-update compares the image of a name with what the registry, or the local storage, has under that name. A \
      digest never changes, localhost/ is no registry, and a short name or an image from elsewhere than a registry makes \
      podman refuse to start the container.
      """,
    bad:
      "[Container]\nImage=quay.io/podman/hello@sha256:0000000000000000000000000000000000000000000000000000000000000000\nAutoUpdate=↓registry\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nAutoUpdate=registry\n",
    isFixable: true
  )

  static let neverHealthy = Rule(
    "never-healthy",
    .warning,
    "The service is ready once the container is healthy, and no health check says when that is.",
    why: """
      With Notify=healthy systemd waits until a health check succeeds. Without any podman refuses to start the container, \
      with HealthCmd=none it waits until the start times out. An image can bring a health check of its own.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNotify=healthy\nHealthCmd=↓none\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nNotify=healthy\nHealthCmd=test -e /ready\n"
  )

  static let idleKey = Rule(
    "idle-key",
    .warning,
    "A key has no effect without another one.",
    why: """
      podman takes the times and numbers of a health check together with its command only, and passes over them when the \
      command is that of the image. StartWithPod= needs Pod=, ReadOnlyTmpfs= a read-only container.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓HealthInterval=30s\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nHealthCmd=test -e /ready\nHealthInterval=30s\n",
    isFixable: true
  )

  static let oneshotRestart = Rule(
    "oneshot-restart",
    .warning,
    "A service of Type=oneshot is to be restarted although it succeeded.",
    why: """
      systemd refuses Restart=always and Restart=on-success for Type=oneshot: the service would never be done. The services \
      of volumes, networks, images and builds are of that type.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nType=oneshot\nRestart=↓always\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nType=oneshot\nRestart=on-failure\n",
    isFixable: true
  )

  static let pullDuringStart = Rule(
    "pull-during-start",
    .note,
    "The first start pulls the image, and may take longer than systemd waits.",
    why: """
      systemd stops a service that is not ready after 90 seconds, unless TimeoutStartSec= says otherwise, and a large image \
      or a slow line takes longer. A .image unit pulls without such a limit, since its service is of Type=oneshot.
      """,
    bad: "[Container]\nImage=↓quay.io/podman/hello:v1\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nTimeoutStartSec=900\n"
  )

  static let endlessContinuation = Rule(
    "endless-continuation",
    .error,
    "An empty line follows a backslash, and the generator of this Podman never gets past it.",
    why: """
      Before Podman 5.4 the generator reads the same two lines again and again when an empty line comes after a backslash. \
      It never ends, and systemd gives up on all generators. Later releases skip the empty line.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve ↓\\\n\n[Install]\nWantedBy=default.target\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve\n\n[Install]\nWantedBy=default.target\n",
    isFixable: true,
    podman: .podman(5, 3, 2)
  )

  static let operations = [
    autoUpdateWithoutEffect, neverHealthy, idleKey, oneshotRestart, pullDuringStart, endlessContinuation,
  ]
}
