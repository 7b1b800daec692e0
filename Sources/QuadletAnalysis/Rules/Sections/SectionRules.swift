/// Sections and keys that are unknown, misplaced, too new, deprecated or overridden.
extension Rule {
  static let unknownSection = Rule(
    "unknown-section",
    .warning,
    "Neither Podman nor systemd knows this section.",
    why: """
      Podman copies an unknown section into the service, and systemd ignores it there, so none of its keys has any effect. \
      Names that start with `X-` are reserved for your own use.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[↓Instal]\nWantedBy=default.target\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=default.target\n",
    isFixable: true
  )

  static let misplacedSection = Rule(
    "misplaced-section",
    .warning,
    "A section belongs to another kind of unit.",
    why: "Podman reads only the section of the file's own kind; keys in the section of another kind have no effect.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[↓Pod]\nPodName=web\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPod=web.pod\n--- web.pod\n[Pod]\nPodName=web\n"
  )

  static let missingSection = Rule(
    "missing-section",
    .error,
    "The section that this kind of unit needs is missing.",
    why:
      "A file named NAME.container needs a [Container] section, which describes the container; likewise for the other kinds.",
    bad: "[↓Contianer]\nImage=quay.io/podman/hello:v1\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n",
    isFixable: true,
    fixSafety: .safe
  )

  static let unknownKey = Rule(
    "unknown-key",
    .error,
    "A section has no key of this name.",
    why: """
      Podman refuses a unit with an unknown key in one of Podman's own sections, so the service is missing. In [Unit], \
      [Service] and [Install], systemd ignores the line, so it has no effect.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓PublishPorts=8080:80\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=8080:80\n",
    isFixable: true,
    fixSafety: .depends
  )

  static let misplacedKey = Rule(
    "misplaced-key",
    .error,
    "A key belongs to another section.",
    why: "The key exists, but only in the section that the message names; here it counts as an unknown key.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓Restart=always\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nRestart=always\n",
    isFixable: true
  )

  static let keyTooNew = Rule(
    "key-too-new",
    .error,
    "A key is newer than the target Podman release.",
    why:
      "An older generator refuses a unit with a key that it does not know. Set the target release with `--podman-version`.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓ImageVolume=tmpfs\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPodmanArgs=--image-volume=tmpfs\n"
  )

  static let kindTooNew = Rule(
    "kind-too-new",
    .error,
    "A kind of unit is newer than the target Podman release.",
    why: "An older generator ignores files with this extension, so the service is silently missing.",
    bad: "--- files.artifact\n↓[Artifact]\nArtifact=quay.io/example/files:v1\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n",
    podman: .podman(5, 4)
  )

  static let deprecatedKey = Rule(
    "deprecated-key",
    .note,
    "A key has been replaced by another.",
    why: "Podman still reads the key, but its manual advises against it.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓RemapUsers=keep-id\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nUserNS=keep-id\n"
  )

  static let overriddenKey = Rule(
    "overridden-key",
    .warning,
    "A key that takes one value is assigned again later in the file.",
    why: "Only the last assignment counts; the earlier ones have no effect.",
    bad: "[Container]\n↓Image=quay.io/podman/hello:v1\nImage=quay.io/podman/hello:v2\n",
    good: "[Container]\nImage=quay.io/podman/hello:v2\n"
  )

  static let sections = [
    unknownSection, misplacedSection, missingSection, unknownKey, misplacedKey, keyTooNew, kindTooNew, deprecatedKey,
    overriddenKey,
  ]
}
