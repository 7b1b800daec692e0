import QuadletAnalysis
import TestSupport
import Testing

/// Documents are read as podman kube play reads them.
struct KubernetesFactsTests {
  private func facts(_ text: String) throws -> KubernetesFacts {
    try #require(YAMLTree.kubernetes(Array(text.utf8)).facts)
  }

  @Test(arguments: [
    ("kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: b, image: c}]}\n", "a", "a-b"),
    (
      "kind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: b, image: c}]}}}\n", "a-pod",
      "a-pod-b"
    ),
    (
      "kind: Job\nmetadata: {name: 7}\nspec: {template: {metadata: {name: x}, spec: {containers: [{name: b, image: c}]}}}\n",
      "7-pod", "7-pod-b"
    ),
    (
      "kind: List\nitems:\n- kind: DaemonSet\n  metadata: {name: a}\n  spec: {template: {spec: {initContainers: [{name: b, image: c}]}}}\n",
      "a-pod", "a-pod-b"
    ),
  ])
  func `pods and containers have the names that podman gives them`(_ text: String, _ pod: String, _ container: String)
    throws
  {
    let facts = try facts(text)
    #expect(facts.pods.map(\.name) == [pod])
    #expect(facts.pods[0].containers.map(\.name) == [container])
    #expect(facts.pods[0].containers.map(\.image) == ["c"])
    #expect(facts.mistakes == [])
  }

  @Test func `ports of the host are those with hostPort`() throws {
    let facts = try facts(
      """
      kind: Pod
      metadata: {name: a}
      spec:
        hostNetwork: false
        initContainers:
        - {name: i, image: c, ports: [{hostPort: 1}]}
        containers:
        - name: b
          image: c
          ports:
          - containerPort: 80
          - {containerPort: 80, hostPort: 8080}
          - {hostport: 53, protocol: UDP, hostIP: 127.0.0.1}
      """
    )
    let ports = facts.pods[0].ports
    #expect(ports.map(\.hostPort) == [8080, 53])
    #expect(ports.map(\.containerPort) == [80, 53])
    #expect(ports.map(\.transport) == [.tcp, .udp])
    #expect(ports.map(\.hostAddress) == [nil, "127.0.0.1"])
    #expect(ports.map(\.place.line) == [12, 13])
  }

  @Test func `volumes, secrets and config maps are told apart`() throws {
    let facts = try facts(
      """
      kind: Pod
      metadata: {name: a}
      spec:
        volumes:
        - {name: v1, persistentVolumeClaim: {claimName: data}}
        - {name: v2, hostPath: {path: /srv, type: Directory}}
        - {name: v3, configMap: {name: pages}}
        - {name: v4, secret: {secretName: key, optional: true}}
        - {name: v5, emptyDir: {}}
        - {name: v6, emptyDir: {medium: Memory}}
        - {name: v7, image: {reference: quay.io/a/b:1}}
        containers:
        - name: b
          image: c
          envFrom: [{secretRef: {name: all}}, {configMapRef: {name: settings}}]
          env:
          - {name: X, valueFrom: {secretKeyRef: {name: one, key: k}}}
          - {name: Y, value: 8080}
      ---
      kind: Secret
      metadata: {name: one}
      ---
      kind: ConfigMap
      metadata: {name: pages}
      ---
      kind: PersistentVolumeClaim
      metadata: {name: data}
      """
    )
    let pod = facts.pods[0]
    #expect(
      pod.volumes.map(\.source) == [
        .claim("data"), .hostPath("/srv", type: "Directory"), .configMap("pages"), .secret("key"), .emptyDirectory,
        .memory, .image("quay.io/a/b:1"),
      ]
    )
    #expect(pod.volumes.map(\.volumeName) == ["data", nil, "pages", "key", "v5", nil, nil])
    #expect(pod.secrets.map(\.name) == ["key", "one", "all"])
    #expect(pod.secrets.map(\.key) == [nil, "k", nil])
    #expect(facts.missingSecrets(for: .verified).map(\.name) == ["all"])
    #expect(facts.missingConfigMaps(for: .verified).map(\.name) == ["settings"])
    #expect(facts.claims.map(\.text) == ["data"])
    #expect(facts.mistakes == [])
  }

  @Test func `an older Podman does not make the pods of kinds that came later`() throws {
    let facts = try facts("kind: Job\nmetadata: {name: a}\n---\nkind: Pod\nmetadata: {name: b}\n")
    #expect(facts.pods(for: .podman(5, 2)).map(\.name) == ["b"])
    #expect(facts.pods(for: .podman(5, 3)).map(\.name) == ["a-pod", "b"])
  }

  @Test(arguments: [
    ("kind: Pod\n", "the Pod has no metadata.name"),
    ("kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: b}]}\n", "container \"b\" has no image"),
    (
      "kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: b, image: c}, {name: b, image: c}]}\n",
      "pod \"a\" has two containers named \"b\""
    ),
    (
      "kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: b, image: c, ports: [{hostPort: \"80\"}]}]}\n",
      "hostPort must be a number from 0 to 65535, without quotes"
    ),
    ("kind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: yes}\n", "hostNetwork must be true or false, without quotes"),
    ("kind: Pod\nmetadata: {name: a}\nspec: {containers: {name: b}}\n", "containers must be a list"),
    ("kind: [Pod]\n", "kind must be a string"),
    ("kind: PersistentVolumeClaim\nmetadata: {name: ' '}\n", "the PersistentVolumeClaim has no metadata.name"),
  ])
  func `what podman refuses is a mistake`(_ text: String, _ message: String) throws {
    #expect(try facts(text).mistakes.map(\.message) == [message])
  }
}
