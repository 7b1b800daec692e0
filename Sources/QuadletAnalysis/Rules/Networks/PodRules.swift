/// Containers that join a pod.
extension Rule {
  static let keyAgainstPod = Rule(
    "key-against-pod",
    .warning,
    "A container in a pod has a key that only the pod can have.",
    why: """
      The containers of a pod share its network, host name and user namespace, so only the pod can set them. If one of its \
      containers sets ports, addresses, entries of /etc/hosts, a host name or a user namespace, podman refuses to start \
      it; name servers are ignored. The generator warns about neither.
      """,
    bad:
      "[Container]\nImage=quay.io/podman/hello:v1\nPod=web.pod\n↓PublishPort=127.0.0.1:8080:80\n--- web.pod\n[Pod]\n",
    good:
      "[Container]\nImage=quay.io/podman/hello:v1\nPod=web.pod\n--- web.pod\n[Pod]\nPublishPort=127.0.0.1:8080:80\n",
    isFixable: true
  )

  static let networkInPod = Rule(
    "network-in-pod-member",
    .note,
    "A container in a pod has its own network.",
    why: """
      With Network=, a container does not share the network of the pod: the other containers cannot reach it on localhost, \
      and the ports that the pod publishes do not lead to it. The line usually belongs in the .pod unit.
      """,
    bad:
      "[Container]\nImage=quay.io/podman/hello:v1\nPod=web.pod\nNetwork=↓front.network\n--- web.pod\n[Pod]\n--- front.network\n[Network]\n",
    good:
      "[Container]\nImage=quay.io/podman/hello:v1\nPod=web.pod\n--- web.pod\n[Pod]\nNetwork=front.network\n--- front.network\n[Network]\n"
  )

  static let pods = [keyAgainstPod, networkInPod]
}
