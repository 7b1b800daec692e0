/// Containers that join a pod.
extension Rule {
  static let keyAgainstPod = Rule(
    "key-against-pod",
    .warning,
    "A container of a pod has a key that only the pod can have.",
    why: """
      The containers of a pod share its network, its host name and its user namespace. podman run refuses ports, \
      addresses, hosts, a host name or a user namespace of one member, and passes over its name servers; the generator \
      writes them into the service without a word.
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
    "A container of a pod has a network of its own.",
    why: """
      With Network= a container leaves the network that the pod's containers share: they do not reach it on localhost, and \
      the ports that the pod publishes do not lead to it. Usually the line belongs into the pod.
      """,
    bad:
      "[Container]\nImage=quay.io/podman/hello:v1\nPod=web.pod\nNetwork=↓front.network\n--- web.pod\n[Pod]\n--- front.network\n[Network]\n",
    good:
      "[Container]\nImage=quay.io/podman/hello:v1\nPod=web.pod\n--- web.pod\n[Pod]\nNetwork=front.network\n--- front.network\n[Network]\n"
  )

  static let pods = [keyAgainstPod, networkInPod]
}
