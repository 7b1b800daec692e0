/// What two units claim although only one can have it.
extension Rule {
  /// Returns the rule about one kind of conflict.
  public static func conflict(_ kind: Conflict.Kind) -> Rule {
    switch kind {
    case .port: portConflict
    case .serviceName: serviceNameConflict
    case .containerName: containerNameConflict
    case .podName: podNameConflict
    case .volumeName: volumeNameConflict
    case .networkName: networkNameConflict
    case .imageName: imageNameConflict
    case .subnet: subnetConflict
    case .address: addressConflict
    case .mount: mountConflict
    }
  }

  static let portConflict = Rule(
    "port-conflict",
    .warning,
    "Two units publish the same host port.",
    why: """
      A port can be published only once per address and protocol; without an address, it is claimed on all addresses. The \
      unit that starts last fails with "address already in use".
      """,
    bad: """
      --- blog.container
      [Container]
      Image=quay.io/podman/hello:v1
      PublishPort=↓127.0.0.1:8080:80
      --- shop.container
      [Container]
      Image=quay.io/podman/hello:v1
      PublishPort=↓8080-8081:80-81
      """,
    good: """
      --- blog.container
      [Container]
      Image=quay.io/podman/hello:v1
      PublishPort=127.0.0.1:8080:80
      --- shop.container
      [Container]
      Image=quay.io/podman/hello:v1
      PublishPort=8081:81
      """
  )

  static let serviceNameConflict = Rule(
    "service-name-conflict",
    .warning,
    "Two units become the same service.",
    why: """
      web.container and web.kube both become web.service, web.pod becomes web-pod.service, and ServiceName= can set any \
      name. The generator overwrites one service with the other, so one of the two is silently lost.
      """,
    bad: """
      --- web.pod
      ↓[Pod]
      --- web-pod.container
      ↓[Container]
      Image=quay.io/podman/hello:v1
      """,
    good: """
      --- web.pod
      [Pod]
      --- web-app.container
      [Container]
      Image=quay.io/podman/hello:v1
      """
  )

  static let containerNameConflict = Rule(
    "container-name-conflict",
    .warning,
    "Two units give their containers the same name.",
    why: """
      The generated services run `podman run --replace`, so starting one of them removes the container of the other.
      """,
    bad: """
      --- blog.container
      [Container]
      Image=quay.io/podman/hello:v1
      ContainerName=↓web
      --- shop.container
      [Container]
      Image=quay.io/podman/hello:v1
      ContainerName=↓web
      """,
    good: """
      --- blog.container
      [Container]
      Image=quay.io/podman/hello:v1
      ContainerName=blog
      --- shop.container
      [Container]
      Image=quay.io/podman/hello:v1
      ContainerName=shop
      """
  )

  static let podNameConflict = Rule(
    "pod-name-conflict",
    .warning,
    "Two units give their pods the same name.",
    why:
      "The generated services create pods with `--replace`, so starting one of them removes the pod of the other.",
    bad: "--- blog.pod\n[Pod]\nPodName=↓web\n--- shop.pod\n[Pod]\nPodName=↓web\n",
    good: "--- blog.pod\n[Pod]\nPodName=blog\n--- shop.pod\n[Pod]\nPodName=shop\n"
  )

  static let volumeNameConflict = Rule(
    "volume-name-conflict",
    .warning,
    "Two units create the same volume.",
    why: """
      The services create volumes with `--ignore`, which leaves an existing volume as it is. The unit that starts second \
      has no effect, and the containers of both write to the same data.
      """,
    bad: "--- blog.volume\n[Volume]\nVolumeName=↓data\n--- shop.volume\n[Volume]\nVolumeName=↓data\n",
    good: "--- blog.volume\n[Volume]\nVolumeName=blog-data\n--- shop.volume\n[Volume]\nVolumeName=shop-data\n"
  )

  static let networkNameConflict = Rule(
    "network-name-conflict",
    .warning,
    "Two units create the same network.",
    why: """
      The services create networks with `--ignore`, which leaves an existing network as it is. The options of the unit that \
      starts second have no effect.
      """,
    bad: "--- blog.network\n[Network]\nNetworkName=↓web\n--- shop.network\n[Network]\nNetworkName=↓web\n",
    good: "--- blog.network\n[Network]\nNetworkName=blog\n--- shop.network\n[Network]\nNetworkName=shop\n"
  )

  static let imageNameConflict = Rule(
    "image-name-conflict",
    .warning,
    "Two builds give their images the same name.",
    why:
      "The build that finishes last takes the name from the other; which image a container gets is a matter of chance.",
    bad: """
      --- blog.build
      [Build]
      ImageTag=↓localhost/web
      File=/srv/blog/Containerfile
      --- shop.build
      [Build]
      ImageTag=↓localhost/web
      File=/srv/shop/Containerfile
      """,
    good: """
      --- blog.build
      [Build]
      ImageTag=localhost/blog
      File=/srv/blog/Containerfile
      --- shop.build
      [Build]
      ImageTag=localhost/shop
      File=/srv/shop/Containerfile
      """
  )

  static let subnetConflict = Rule(
    "subnet-conflict",
    .warning,
    "The subnets of two networks overlap.",
    why: "`podman` refuses to create a network whose subnet is in use, so the second of the two services fails.",
    bad: "--- blog.network\n[Network]\nSubnet=↓10.89.0.0/16\n--- shop.network\n[Network]\nSubnet=↓10.89.7.0/24\n",
    good: "--- blog.network\n[Network]\nSubnet=10.89.0.0/24\n--- shop.network\n[Network]\nSubnet=10.89.7.0/24\n"
  )

  static let addressConflict = Rule(
    "address-conflict",
    .warning,
    "Two containers have the same address in a network.",
    why: "An address can be used only once in a network; the container that starts last fails.",
    bad: """
      --- web.network
      [Network]
      Subnet=10.89.7.0/24
      --- blog.container
      [Container]
      Image=quay.io/podman/hello:v1
      Network=web.network
      IP=↓10.89.7.5
      --- shop.container
      [Container]
      Image=quay.io/podman/hello:v1
      Network=web.network:ip=↓10.89.7.5
      """,
    good: """
      --- web.network
      [Network]
      Subnet=10.89.7.0/24
      --- blog.container
      [Container]
      Image=quay.io/podman/hello:v1
      Network=web.network
      IP=10.89.7.5
      --- shop.container
      [Container]
      Image=quay.io/podman/hello:v1
      Network=web.network:ip=10.89.7.6
      """
  )

  static let mountConflict = Rule(
    "mount-conflict",
    .warning,
    "Two units mount the same data in conflicting ways.",
    why: """
      `Z` labels a folder for a single container: with SELinux, the others can no longer read it. `z` sets a label that \
      containers share. A database locks its data; a second one on the same volume fails or corrupts it.
      """,
    bad: """
      --- blog.container
      [Container]
      Image=quay.io/podman/hello:v1
      Volume=↓/srv/web:/data:Z
      --- shop.container
      [Container]
      Image=quay.io/podman/hello:v1
      Volume=↓/srv/web:/data:ro
      """,
    good: """
      --- blog.container
      [Container]
      Image=quay.io/podman/hello:v1
      Volume=/srv/web:/data:z
      --- shop.container
      [Container]
      Image=quay.io/podman/hello:v1
      Volume=/srv/web:/data:ro,z
      """
  )

  static let conflicts = Conflict.Kind.allCases.map { conflict($0) }
}
