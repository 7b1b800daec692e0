/// Networks, ports and addresses of a unit.
extension Rule {
  static let networkModeMixed = Rule(
    "network-mode-mixed",
    .warning,
    "One of several Network= lines names a mode instead of a network.",
    why: """
      A container can join several bridge networks. podman refuses to combine host, none, pasta or the network of another \
      container with any other Network=.
      """,
    bad:
      "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\nNetwork=↓host\n--- front.network\n[Network]\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\n--- front.network\n[Network]\n",
    isFixable: true
  )

  static let keyAgainstNetwork = Rule(
    "key-against-network",
    .warning,
    "A key cannot be used with the unit's network.",
    why: """
      A container with the host's network, no network or the network of another container has no ports to publish, so \
      podman ignores PublishPort=. A fixed address needs exactly one bridge network, and name servers need a network that \
      belongs to the container; otherwise podman refuses to start it.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=host\n↓PublishPort=127.0.0.1:8080:80\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPublishPort=127.0.0.1:8080:80\n",
    isFixable: true
  )

  static let addressOutsideSubnet = Rule(
    "address-outside-subnet",
    .warning,
    "A fixed address is outside the network that the unit joins.",
    why: """
      podman refuses an address that is in no subnet of the network. A network without Subnet= gets the next free subnet, \
      which can differ from host to host.
      """,
    bad:
      "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\nIP=↓10.90.0.7\n--- front.network\n[Network]\nSubnet=10.89.0.0/24\n",
    good:
      "[Container]\nImage=quay.io/podman/hello:v1\nNetwork=front.network\nIP=10.89.0.7\n--- front.network\n[Network]\nSubnet=10.89.0.0/24\n"
  )

  static let networks = [networkModeMixed, keyAgainstNetwork, addressOutsideSubnet]
}
