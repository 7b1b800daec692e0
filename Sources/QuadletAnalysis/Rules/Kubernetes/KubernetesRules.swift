/// The files for podman kube play that `.kube` units name.
extension Rule {
  static let missingYAML = Rule(
    "missing-yaml",
    .warning,
    "A file that Yaml= or ConfigMap= names does not exist.",
    why: """
      A relative path starts in the unit's folder. The generator does not look for the file; `podman kube play` does when \
      the service starts, and fails. A URL does not work here, because the generator turns it into a path.
      """,
    bad: "--- shop.kube\n[Kube]\nYaml=↓shop.yml\n--- shop.yaml\nkind: Pod\n",
    good:
      "--- shop.kube\n[Kube]\nYaml=shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\nspec: {containers: [{name: web, image: quay.io/podman/hello:v1}]}\n"
  )

  static let malformedYAML = Rule(
    "malformed-yaml",
    .warning,
    "podman kube play does not accept a file.",
    why: """
      The generator does not read the file. `podman` does when the service starts, and fails if the file is not valid YAML, \
      repeats a key, has no document to play, or has a pod that lacks something that `podman` requires.
      """,
    bad:
      "--- shop.kube\n[Kube]\nYaml=↓shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\nspec:\n  containers:\n  - name: web\n\timage: quay.io/podman/hello:v1\n",
    good:
      "--- shop.kube\n[Kube]\nYaml=shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\nspec:\n  containers:\n  - name: web\n    image: quay.io/podman/hello:v1\n"
  )

  static let unsupportedKubernetesKind = Rule(
    "unsupported-kubernetes-kind",
    .warning,
    "podman kube play ignores a document.",
    why: """
      It plays Pod, Deployment, DaemonSet, Job, PersistentVolumeClaim, ConfigMap and Secret, spelled exactly like this, and \
      silently ignores all other documents.
      """,
    bad:
      "--- shop.kube\n[Kube]\nYaml=↓shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\n---\nkind: PersistentVolumeclaim\nmetadata: {name: goods}\n",
    good:
      "--- shop.kube\n[Kube]\nYaml=shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\n---\nkind: PersistentVolumeClaim\nmetadata: {name: goods}\n"
  )

  static let missingConfigMap = Rule(
    "missing-config-map",
    .warning,
    "A pod uses a config map that does not exist.",
    why: """
      Podman does not store config maps. The document must be in a file that Yaml= or ConfigMap= names; without it, and without \
      optional: true, `podman kube play` fails.
      """,
    bad:
      "--- shop.kube\n[Kube]\nYaml=↓shop.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\nspec:\n  volumes:\n  - name: pages\n    configMap: {name: pages}\n",
    good:
      "--- shop.kube\n[Kube]\nYaml=shop.yaml\nConfigMap=pages.yaml\n--- shop.yaml\nkind: Pod\nmetadata: {name: shop}\nspec:\n  volumes:\n  - name: pages\n    configMap: {name: pages}\n--- pages.yaml\nkind: ConfigMap\nmetadata: {name: pages}\n"
  )

  static let kubernetes = [missingYAML, malformedYAML, unsupportedKubernetesKind, missingConfigMap]
}
