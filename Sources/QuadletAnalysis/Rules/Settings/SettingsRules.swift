/// `.leger.yaml`, and what it says of the units.
extension Rule {
  static let mistakenSetting = Rule(
    "mistaken-setting",
    .warning,
    "A .leger.yaml says something that leger does not understand.",
    why: """
      It takes the keys name, description, version, scope, podman, requires, secrets, ports, volumes and lint. What is \
      mistaken is ignored; of a file that is no YAML everything is.
      """,
    bad:
      "--- .leger.yaml\nname: shop\n↓scop: user\npodman: ↓3.0\n--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\n",
    good:
      "--- .leger.yaml\nname: shop\nscope: user\npodman: 5.8\n--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let settingsDisagree = Rule(
    "settings-disagree-with-units",
    .warning,
    "A .leger.yaml lists other ports, volumes or secrets than the units have.",
    why: """
      The units decide what happens; ports: and volumes: tell people about it, and one of the two is wrong. A secret that is \
      listed and that no unit uses is a note.
      """,
    bad:
      "--- .leger.yaml\n↓ports:\n- ↓8081:80\n--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=8080:80\n",
    good:
      "--- .leger.yaml\nports:\n- 8080:80\n--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=8080:80\n"
  )

  static let unmappedSecret = Rule(
    "unmapped-secret",
    .warning,
    "A unit needs a secret that .leger.yaml does not map.",
    why: """
      Once .leger.yaml has secrets:, each secret of podman that a unit uses is expected there as podman-secret: (or name:), \
      so that it can be made before the service starts.
      """,
    bad:
      "--- .leger.yaml\nsecrets:\n- name: shop/key\n--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nSecret=↓shop-key\n",
    good:
      "--- .leger.yaml\nsecrets:\n- name: shop/key\n  podman-secret: shop-key\n--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nSecret=shop-key\n"
  )

  static let settings = [mistakenSetting, settingsDisagree, unmappedSecret]
}
