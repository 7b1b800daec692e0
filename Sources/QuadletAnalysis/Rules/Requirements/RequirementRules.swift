/// What a unit must have, and what it cannot combine. The generator refuses the unit, so there are no checks here.
extension Rule {
  static let missingKey = Rule(
    "missing-key",
    .error,
    "A required key is missing.",
    why: """
      For example, a .container unit needs Image= or Rootfs=, a .kube unit needs Yaml=, and a .build unit needs ImageTag= \
      and either File= or SetWorkingDirectory=.
      """,
    bad: "↓[Container]\nExec=serve\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve\n"
  )

  static let conflictingKeys = Rule(
    "conflicting-keys",
    .error,
    "Two keys exclude each other, or one key needs another.",
    why: """
      Podman refuses the unit. For example, a container cannot have both Image= and Rootfs=, Group= needs User=, and \
      Gateway= needs Subnet=.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓Rootfs=/srv/root\n",
    good: "[Container]\nRootfs=/srv/root\n"
  )

  static let requirements = [missingKey, conflictingKeys]
}
