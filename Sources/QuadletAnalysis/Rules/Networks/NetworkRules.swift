/// Networks, ports and addresses of one unit.
extension Rule {
  static let networkModeMixed = Rule(
    "network-mode-mixed",
    .warning,
    "Several Network= lines, and one of them is no network but a mode.",
    why: """
      Only networks of the bridge kind can be joined together. podman refuses host, none, pasta or the network of another \
      container beside any other Network=.
      """,
    bad:
      "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\nNetwork=↓host\n--- front.network\n[Network]\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\n--- front.network\n[Network]\n",
    isFixable: true
  )

  static let keyAgainstNetwork = Rule(
    "key-against-network",
    .warning,
    "A key does not go with the network of the unit.",
    why: """
      A container with the host's network, with none or with that of another container has no ports to publish; podman \
      passes over PublishPort= there. A fixed address needs exactly one network of the bridge kind, name servers a network \
      of the container's own; podman refuses to start the container otherwise.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=host\n↓PublishPort=127.0.0.1:8080:80\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=127.0.0.1:8080:80\n",
    isFixable: true
  )

  static let addressOutsideSubnet = Rule(
    "address-outside-subnet",
    .warning,
    "A fixed address is not in the network that the unit joins.",
    why: """
      podman refuses an address that lies in no subnet of the network. A network without Subnet= gets the next free one, \
      which can be another on each host.
      """,
    bad:
      "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\nIP=↓10.90.0.7\n--- front.network\n[Network]\nSubnet=10.89.0.0/24\n",
    good:
      "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\nIP=10.89.0.7\n--- front.network\n[Network]\nSubnet=10.89.0.0/24\n"
  )

  static let networks = [networkModeMixed, keyAgainstNetwork, addressOutsideSubnet]
}
