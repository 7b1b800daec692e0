/// Problems of running services: updates, health checks, restarts and slow starts.
extension Rule {
  static let autoUpdateWithoutEffect = Rule(
    "auto-update-without-effect",
    .warning,
    "AutoUpdate= cannot update the image of the container.",
    why: """
      podman auto-update compares the image with the one that the registry, or the local storage, has under the same name. \
      An image with a digest never changes, localhost/ is not a registry, and podman refuses to start the container if its image has a \
      short name or does not come from a registry.
      """,
    bad:
      "[Container]\nImage=quay.io/podman/hello@sha256:0000000000000000000000000000000000000000000000000000000000000000\nAutoUpdate=↓registry\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nAutoUpdate=registry\n",
    isFixable: true
  )

  static let neverHealthy = Rule(
    "never-healthy",
    .warning,
    "The service waits until the container is healthy, but there is no health check.",
    why: """
      With Notify=healthy, systemd waits until a health check succeeds. Without one, podman refuses to start the container; \
      with HealthCmd=none, the start times out. An image can have its own health check.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNotify=healthy\nHealthCmd=↓none\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nNotify=healthy\nHealthCmd=test -e /ready\n"
  )

  static let idleKey = Rule(
    "idle-key",
    .warning,
    "A key has no effect without another key.",
    why: """
      podman reads the intervals and counts of a health check only together with its command, and ignores them if the \
      command comes from the image. StartWithPod= needs Pod=, and ReadOnlyTmpfs= needs ReadOnly=.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓HealthInterval=30s\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nHealthCmd=test -e /ready\nHealthInterval=30s\n",
    isFixable: true
  )

  static let oneshotRestart = Rule(
    "oneshot-restart",
    .warning,
    "A service with Type=oneshot has a Restart= that restarts it after success.",
    why: """
      systemd refuses Restart=always and Restart=on-success with Type=oneshot, because the service would never finish. The \
      services of volumes, networks, images and builds have that type.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nType=oneshot\nRestart=↓always\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nType=oneshot\nRestart=on-failure\n",
    isFixable: true
  )

  static let pullDuringStart = Rule(
    "pull-during-start",
    .note,
    "The first start pulls the image, which can take longer than systemd waits.",
    why: """
      systemd stops a service that is not ready after 90 seconds, unless TimeoutStartSec= says otherwise; a large image or a \
      slow connection takes longer. A .image unit has no such limit, because its service has Type=oneshot.
      """,
    bad: "[Container]\nImage=↓quay.io/podman/hello:v1\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nTimeoutStartSec=900\n"
  )

  static let operations = [
    autoUpdateWithoutEffect, neverHealthy, idleKey, oneshotRestart, pullDuringStart,
  ]
}
