/// Sections and keys that are unknown, or in the wrong place.
extension Rule {
  static let unknownSection = Rule(
    "unknown-section",
    .warning,
    "A section is known to nobody.",
    why: """
      Podman passes sections that it does not know on to systemd, and systemd ignores those that it does not know either. \
      Every key in it is without effect. Names that begin with `X-` are free for own use.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[↓Instal]\nWantedBy=default.target\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\nWantedBy=default.target\n",
    isFixable: true
  )

  static let misplacedSection = Rule(
    "misplaced-section",
    .warning,
    "A section belongs to another kind of unit.",
    why: "Only the section of the file's own kind is read; the keys of another kind's are without effect.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[↓Pod]\nPodName=web\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPod=web.pod\n--- web.pod\n[Pod]\nPodName=web\n"
  )

  static let missingSection = Rule(
    "missing-section",
    .error,
    "The section of the unit's kind is missing.",
    why:
      "A file named NAME.container needs a section [Container] with what the container is made of, and so on for each kind.",
    bad: "[↓Contianer]\nImage=quay.io/podman/hello:v1\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n",
    isFixable: true,
    fixSafety: .safe
  )

  static let unknownKey = Rule(
    "unknown-key",
    .error,
    "A key is not one of its section.",
    why: """
      In its own sections Podman refuses the unit over an unknown key, so the service is missing. In [Unit], [Service] and \
      [Install] systemd ignores the line, so it has no effect.
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
    why: "The key exists, and is read in the section that is named; where it stands it is an unknown one.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓Restart=always\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nRestart=always\n",
    isFixable: true
  )

  static let keyTooNew = Rule(
    "key-too-new",
    .error,
    "A key is newer than the Podman that must read it.",
    why:
      "An older generator refuses the whole unit over a key that came later. `--podman-version` says which release it is.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓ImageVolume=tmpfs\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPodmanArgs=--image-volume=tmpfs\n"
  )

  static let kindTooNew = Rule(
    "kind-too-new",
    .error,
    "A kind of unit is newer than the Podman that must read it.",
    why: "An older generator does not read files with that extension; the service is missing without a word.",
    bad: "--- files.artifact\n↓[Artifact]\nArtifact=quay.io/example/files:v1\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n",
    podman: .podman(5, 4)
  )

  static let deprecatedKey = Rule(
    "deprecated-key",
    .note,
    "A key has been replaced by another.",
    why: "Podman still reads it, and its manual advises against it.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓RemapUsers=keep-id\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nUserNS=keep-id\n"
  )

  static let overriddenKey = Rule(
    "overridden-key",
    .warning,
    "A key that takes one value is assigned again further down.",
    why: "The last assignment counts; the one before it is without effect.",
    bad: "[Container]\n↓Image=quay.io/podman/hello:v1\nImage=quay.io/podman/hello:v2\n",
    good: "[Container]\nImage=quay.io/podman/hello:v2\n"
  )

  static let sections = [
    unknownSection, misplacedSection, missingSection, unknownKey, misplacedKey, keyTooNew, kindTooNew, deprecatedKey,
    overriddenKey,
  ]
}
