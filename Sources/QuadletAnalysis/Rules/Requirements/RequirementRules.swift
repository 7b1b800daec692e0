/// What a unit must have, and what it cannot combine. The generator refuses the unit, so there are no checks here.
extension Rule {
  static let missingKey = Rule(
    "missing-key",
    .error,
    "A required key is missing.",
    why:
      "A container needs Image= or Rootfs=, a kube unit Yaml=, a build ImageTag= and File= or SetWorkingDirectory=, and so on.",
    bad: "↓[Container]\nExec=serve\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve\n"
  )

  static let conflictingKeys = Rule(
    "conflicting-keys",
    .error,
    "Two keys exclude each other, or one key needs another.",
    why: "Podman refuses the unit because it cannot carry out the keys together.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓Rootfs=/srv/root\n",
    good: "[Container]\nRootfs=/srv/root\n"
  )

  static let requirements = [missingKey, conflictingKeys]
}
