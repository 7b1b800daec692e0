/// What `.kube` units name: files for podman kube play.
extension Rule {
  static let missingYAML = Rule(
    "missing-yaml",
    .warning,
    "A file that Yaml= or ConfigMap= names is not there.",
    why: """
      A relative path is meant from the folder of the unit. The generator does not look for the file; podman kube play does \
      when the service starts, and fails. It takes no URL here, since the generator makes a path of it.
      """,
    bad: "--- shop.kube\n[Kube]\nYaml=↓shop.yml\n--- shop.yaml\nkind: Pod\n",
    good:
      "--- shop.kube\n[Kube]\nYaml=shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\nspec: {containers: [{name: web, image: quay.io/podman/hello:v1}]}\n"
  )

  static let malformedYAML = Rule(
    "malformed-yaml",
    .warning,
    "podman kube play does not take a file.",
    why: """
      The generator does not read the file. podman does when the service starts, and ends when it is no YAML, has a key \
      twice, has no document to play, or a pod in it lacks what podman must have.
      """,
    bad:
      "--- shop.kube\n[Kube]\nYaml=↓shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\nspec:\n  containers:\n  - name: web\n\timage: quay.io/podman/hello:v1\n",
    good:
      "--- shop.kube\n[Kube]\nYaml=shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\nspec:\n  containers:\n  - name: web\n    image: quay.io/podman/hello:v1\n"
  )

  static let unsupportedKubernetesKind = Rule(
    "unsupported-kubernetes-kind",
    .warning,
    "podman kube play passes over a document.",
    why: """
      It plays Pod, Deployment, DaemonSet, Job, PersistentVolumeClaim, ConfigMap and Secret, in this spelling, and says \
      nothing of other documents.
      """,
    bad:
      "--- shop.kube\n[Kube]\nYaml=↓shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\n---\nkind: PersistentVolumeclaim\nmetadata: {name: goods}\n",
    good:
      "--- shop.kube\n[Kube]\nYaml=shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\n---\nkind: PersistentVolumeClaim\nmetadata: {name: goods}\n"
  )

  static let missingConfigMap = Rule(
    "missing-config-map",
    .warning,
    "A pod reads a config map that is not there.",
    why: """
      Podman keeps no config maps. The document must stand in a file of Yaml= or ConfigMap=; without it, and without \
      optional: true, podman kube play ends.
      """,
    bad:
      "--- shop.kube\n[Kube]\nYaml=↓shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\nspec:\n  volumes:\n  - name: pages\n    configMap: {name: pages}\n",
    good:
      "--- shop.kube\n[Kube]\nYaml=shop.yaml\nConfigMap=pages.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\nspec:\n  volumes:\n  - name: pages\n    configMap: {name: pages}\n--- pages.yaml\nkind: ConfigMap\nmetadata: {name: pages}\n"
  )

  static let kubernetes = [missingYAML, malformedYAML, unsupportedKubernetesKind, missingConfigMap]
}
