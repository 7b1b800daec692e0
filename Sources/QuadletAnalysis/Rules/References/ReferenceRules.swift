/// References from one unit to another, and drop-ins without a unit.
extension Rule {
  static let missingUnit = Rule(
    "missing-unit",
    .error,
    "A unit refers to another unit that does not exist.",
    why:
      "Network=, Volume=, Image=, Pod=, Mount= and the dependencies in [Unit] name units by file name; Podman must find the file.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=↓font.network\n--- front.network\n[Network]\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\n--- front.network\n[Network]\n",
    isFixable: true
  )

  static let unresolvableName = Rule(
    "unresolvable-name",
    .error,
    "A unit refers to something whose name Podman cannot determine.",
    why: """
      A unit joins a container or network by name, so Podman must know that name when it generates the services. The name \
      of a container is unknown if it contains systemd specifiers such as %i; a network has no name if Podman refuses its \
      unit.
      """,
    bad:
      "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=↓app@.container\n--- app@.container\n[Container]\nImage=quay.io/podman/hello:v1\n",
    good:
      "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=app@.container\n--- app@.container\n[Container]\nImage=quay.io/podman/hello:v1\nContainerName=app\n"
  )

  static let referenceWithoutExtension = Rule(
    "reference-without-extension",
    .warning,
    "A value is the name of a unit without its extension, so it refers to something else.",
    why: """
      Network=front.network is the network that the unit front.network creates; unless NetworkName= is set, its name is \
      systemd-front. Network=front is a different network, named front. Likewise, with Volume=data:/srv instead of \
      Volume=data.volume:/srv, podman creates a new, empty volume. Without the extension, the service also does not depend \
      on the service of the other unit. It is a note where podman makes the same volume by itself: the unit gives it this \
      very name and no options.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=↓front\n--- front.network\n[Network]\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\n--- front.network\n[Network]\n",
    isFixable: true
  )

  static let selfReference = Rule(
    "self-reference",
    .warning,
    "A unit refers to itself.",
    why: """
      Network= with the name of a container unit joins the network of that container; a container cannot join its own, and \
      podman does not start it. In [Unit], systemd drops what a service says about itself (systemd.unit(5)).
      """,
    bad:
      "--- app.container\n[Container]\nImage=quay.io/podman/hello:v1\nNetwork=↓app.container\n--- app.network\n[Network]\n",
    good:
      "--- app.container\n[Container]\nImage=quay.io/podman/hello:v1\nNetwork=app.network\n--- app.network\n[Network]\n",
    isFixable: true
  )

  static let unusedDropIn = Rule(
    "unused-drop-in",
    .warning,
    "A folder of drop-ins matches no unit.",
    why:
      "Drop-ins belong in NAME.container.d, PREFIX-.container.d or container.d; the name of this folder matches no unit, but is like that of one.",
    bad:
      "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\n--- wbe.container.d/10-user.conf\n↓[Container]\nUser=1000\n",
    good:
      "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\n--- web.container.d/10-user.conf\n[Container]\nUser=1000\n"
  )

  static let references = [
    missingUnit, unresolvableName, referenceWithoutExtension, selfReference, unusedDropIn,
  ]
}
