/// Mistakes in `.leger.yaml`, and differences between it and the units.
extension Rule {
  static let mistakenSetting = Rule(
    "mistaken-setting",
    .warning,
    "A .leger.yaml contains something that leger does not understand.",
    why: """
      The keys are name, description, version, scope, podman, requires, secrets, ports, volumes and lint. leger ignores \
      what it does not understand, and the whole file if it is not valid YAML.
      """,
    bad:
      "--- .leger.yaml\nname: shop\n↓scop: user\npodman: ↓3.0\n--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\n",
    good:
      "--- .leger.yaml\nname: shop\nscope: user\npodman: 5.8\n--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let settingsDisagree = Rule(
    "settings-disagree-with-units",
    .warning,
    "A .leger.yaml lists ports, volumes or secrets that differ from those of the units.",
    why: """
      The units decide what happens; ports: and volumes: only describe it for people, so one of the two is wrong. A listed \
      secret that no unit uses is only a note.
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
      If .leger.yaml has secrets:, it must list each Podman secret that a unit uses as podman-secret: (or name:), so that \
      the secret can be created before the service starts.
      """,
    bad:
      "--- .leger.yaml\nsecrets:\n- name: shop/key\n--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nSecret=↓shop-key\n",
    good:
      "--- .leger.yaml\nsecrets:\n- name: shop/key\n  podman-secret: shop-key\n--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nSecret=shop-key\n"
  )

  static let settings = [mistakenSetting, settingsDisagree, unmappedSecret]
}
