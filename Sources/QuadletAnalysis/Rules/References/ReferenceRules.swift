/// References from one unit to another, and what a unit must have.
extension Rule {
  static let missingUnit = Rule(
    "missing-unit",
    .error,
    "A unit that is referred to is not there.",
    why:
      "Network=, Volume=, Image=, Pod=, Mount= and the dependencies of [Unit] name units by file name; Podman must find that file.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=↓font.network\n--- front.network\n[Network]\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\n--- front.network\n[Network]\n",
    isFixable: true
  )

  static let unresolvableName = Rule(
    "unresolvable-name",
    .error,
    "What a unit refers to has no name that Podman can know.",
    why: "A container whose name has specifiers, or a network that is itself refused, cannot be joined by others.",
    bad:
      "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=↓app@.container\n--- app@.container\n[Container]\nImage=quay.io/podman/hello:v1\n",
    good:
      "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=app@.container\n--- app@.container\n[Container]\nImage=quay.io/podman/hello:v1\nContainerName=app\n"
  )

  static let referenceWithoutExtension = Rule(
    "reference-without-extension",
    .warning,
    "A name is that of a unit without its extension, so it names something else.",
    why: """
      Network=front is a network called front, and Network=front.network is the one that front.network describes, called \
      systemd-front. Without the extension podman looks for another network or makes an empty volume, and the services \
      are not tied to each other.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=↓front\n--- front.network\n[Network]\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\n--- front.network\n[Network]\n",
    isFixable: true
  )

  static let unusedDropIn = Rule(
    "unused-drop-in",
    .warning,
    "A folder of drop-ins belongs to no unit.",
    why:
      "Drop-ins lie in NAME.container.d, in PREFIX-.container.d or in container.d; this folder's name fits no unit here.",
    bad:
      "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\n--- wbe.container.d/10-user.conf\n↓[Container]\nUser=1000\n",
    good:
      "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\n--- web.container.d/10-user.conf\n[Container]\nUser=1000\n"
  )

  static let references = [missingUnit, unresolvableName, referenceWithoutExtension, unusedDropIn]

  static let missingKey = Rule(
    "missing-key",
    .error,
    "A key that the unit must have is missing.",
    why:
      "A container needs Image= or Rootfs=, a kube unit Yaml=, a build ImageTag= and File= or SetWorkingDirectory=, and so on.",
    bad: "↓[Container]\nExec=serve\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve\n"
  )

  static let conflictingKeys = Rule(
    "conflicting-keys",
    .error,
    "Keys exclude each other, or one needs another.",
    why: "Podman refuses the unit, since the keys together mean nothing that it could do.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓Rootfs=/srv/root\n",
    good: "[Container]\nRootfs=/srv/root\n"
  )

  static let requirements = [missingKey, conflictingKeys]
}
