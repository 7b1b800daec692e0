/// Inputs that nobody writes by hand but someone may send; each grows in only one way.
public enum WorstCase: String, Sendable, CaseIterable {
  /// One unit of `size` bytes, all of them comments.
  case hugeUnit = "huge-unit"
  /// One unit of `size` bytes, with assignments of one list key.
  case hugeList = "huge-list"
  /// One assignment with a value of `size` bytes.
  case longLine = "long-line"
  /// One assignment with a value of `size` words.
  case manyWords = "many-words"
  /// One assignment in `size` pieces.
  case continuations
  /// `size` different unknown keys in one unit.
  case unknownKeys = "unknown-keys"
  /// `size` keys of the container in its [Service] section, each of which can be moved.
  case misplacedKeys = "misplaced-keys"
  /// `size` sections in one unit.
  case sections
  /// `size` drop-ins for one unit.
  case dropInsOfOne = "drop-ins-of-one"
  /// `size` units with a drop-in each.
  case dropInsOfEach = "drop-ins-of-each"
  /// `size` units with names of many dashes, each of which is a drop-in folder to look for.
  case dashes
  /// `size` folders side by side, each with one unit.
  case folders
  /// `size` units, each waiting for the previous one.
  case chain
  /// `size` units that wait for each other in a cycle.
  case ring
  /// 100 units that each wait for `size / 100` others.
  case edges
  /// `size` units that publish the same port.
  case onePort = "one-port"
  /// `size` units that publish the same number of ports, each starting one port later.
  case portLadder = "port-ladder"
  /// `size` units whose port ranges are nested.
  case portNest = "port-nest"
  /// `size` units with distinct addresses, except one that takes every address.
  case addresses
  /// `size` containers with the same name.
  case oneName = "one-name"
  /// `size` networks with nested subnets.
  case subnets
  /// `size` containers in one pod.
  case onePod = "one-pod"
  /// `size` containers that mount the same volume.
  case oneVolume = "one-volume"
  /// `size` containers that each have a folder and a folder in it, which all mount, for themselves.
  case oneFolder = "one-folder"
  /// `size` units that name one file of Kubernetes YAML, which describes ten pods.
  case oneYAML = "one-yaml"
  /// `size` units with the same name, in separate folders.
  case shadowed
  /// `size` files in one folder that cannot be parsed.
  case malformed
  /// One command with `size` variables.
  case variables
  /// One assignment with `size` wrong words, in a line that is not ASCII.
  case wrongWords = "wrong-words"
  /// The same, with each word in a line of its own that continues the one before.
  case wrongPieces = "wrong-pieces"
  /// One unit that publishes the same port `size` times.
  case onePortOfOne = "one-port-of-one"
  /// One unit with `size` ports, volumes and secrets, and a `.leger.yaml` that lists others.
  case listed
  /// One unit that names an environment file of `size` lines `size` times.
  case oneEnvironmentFile = "one-environment-file"
  /// `size` units that each name a network that does not exist, beside one with a similar name.
  case missingUnits = "missing-units"
  /// One line with `size` addresses, each with a password, in one word.
  case passwords
  /// Two states of a unit with `size` mounts, each of which has moved.
  case movedMounts = "moved-mounts"
  /// Two states of a unit with `size` lines in another order.
  case reversed
  /// `size` folders, each in the one before it, with one unit in the last.
  case deep
  /// `size` symbolic links to units elsewhere.
  case links

  /// The largest size at which growth is measured; a quarter and half of it are measured, too. leger reads no unit with more
  /// than 30,000 lines or 200,000 words.
  public var size: Int {
    switch self {
    case .hugeUnit, .hugeList: 900_000
    case .longLine: 4_000_000
    case .manyWords, .edges: 100_000
    case .sections: 14_000
    case .continuations, .unknownKeys, .misplacedKeys: 28_000
    case .listed: 8_000
    default: 10_000
    }
  }

  /// The commands to measure.
  public var commands: [String] {
    switch self {
    case .chain, .ring, .edges: ["validate", "graph", "generate"]
    case .onePort, .portLadder, .portNest, .addresses, .oneName, .subnets, .oneFolder: ["validate", "check-conflicts"]
    case .onePod, .oneVolume: ["validate", "generate", "graph", "check-conflicts"]
    case .missingUnits, .oneYAML: ["validate", "inspect"]
    default: ["validate", "generate"]
    }
  }

  /// Composes the files.
  public func compose(_ size: Int, _ body: (ComposedFile) -> Void) {
    switch self {
    case .hugeUnit, .hugeList, .longLine, .manyWords, .continuations, .unknownKeys, .misplacedKeys, .sections:
      body(ComposedFile("web.container", single(size)))
    case .dropInsOfOne:
      body(ComposedFile("web.container", container()))
      for index in 0..<size {
        body(ComposedFile("web.container.d/\(index).conf", "[Container]\nEnvironment=KEY\(index)=\(index)\n"))
      }
    case .variables, .wrongWords, .wrongPieces, .onePortOfOne, .listed, .oneEnvironmentFile, .passwords, .movedMounts,
      .reversed, .deep:
      composeOne(size, body)
    case .shadowed:
      for index in 0..<size { body(ComposedFile("folder\(index)/web.container", container())) }
    default:
      for index in 0..<size { compose(unit: index, of: size, body) }
    }
  }

  /// Composes a case that is about one unit.
  private func composeOne(_ size: Int, _ body: (ComposedFile) -> Void) {
    func lines(_ line: (Int) -> String) -> String { (0..<size).map(line).joined() }
    func unit(_ text: String, in folder: String = "") { body(ComposedFile(folder + "web.container", container(text))) }
    switch self {
    case .variables: unit("Exec=serve \(lines { "${NAME\($0)}" })\n")
    case .wrongWords: unit("AddCapability=é\(lines { " CAP_\($0)" })\n")
    case .wrongPieces: unit("AddCapability=é\(lines { " \\\n  CAP_\($0)" })\n")
    case .onePortOfOne: unit(lines { _ in "PublishPort=8080:80\n" })
    case .listed:
      unit(lines { "PublishPort=\(1 + $0 % 60_000):80\nVolume=data\($0):/data\($0)\nSecret=secret\($0)\n" })
      let ports = (0..<400).map { "  - \"\(65_000 - $0)\"\n" }.joined()
      let volumes = lines { "  - date\($0)\n" }
      let secrets = lines { "  - name: secrat\($0)\n" }
      body(ComposedFile(".leger.yaml", "ports:\n\(ports)volumes:\n\(volumes)secrets:\n\(secrets)"))
    case .oneEnvironmentFile:
      unit(lines { _ in "EnvironmentFile=./app.env\n" })
      body(ComposedFile("app.env", lines { "NAME\($0)=value\n" }))
    case .passwords: unit("Exec=serve \(lines { _ in "http://user:/@host" })\n")
    case .movedMounts:
      unit(lines { "Volume=data\($0):/data\($0)\n" }, in: "old/")
      unit(lines { "Volume=data\($0):/moved\($0)\n" }, in: "new/")
    case .reversed:
      unit(lines { "Label=key\($0)=value\n" }, in: "old/")
      unit(lines { "Label=key\(size - $0)=value\n" }, in: "new/")
    default: unit("", in: String(repeating: "d/", count: size))
    }
  }

  /// Returns a case that is a single unit.
  private func single(_ size: Int) -> String {
    func fill(_ line: String) -> String {
      container() + String(repeating: line, count: max(1, size / line.utf8.count))
    }
    switch self {
    case .hugeUnit: return fill("# A comment that says nothing at all about the unit it is in\n")
    case .hugeList: return fill("AddCapability=NET_BIND_SERVICE\n")
    case .longLine: return container("Label=text=\(String(repeating: "x", count: size))\n")
    case .manyWords: return container("Exec=\(String(repeating: "word ", count: size))\n")
    case .continuations: return container("Exec=serve\(String(repeating: " \\\n  --option", count: size))\n")
    case .misplacedKeys: return container("[Service]\n" + String(repeating: "Label=a=b\n", count: size))
    case .sections: return container((0..<size).map { "[X-Section\($0)]\nKey=\($0)\n" }.joined())
    default: return container((0..<size).map { "UnknownKey\($0)=\($0)\n" }.joined())
    }
  }

  private func compose(unit index: Int, of size: Int, _ body: (ComposedFile) -> Void) {
    let path = "unit\(index).container"
    switch self {
    case .dropInsOfEach:
      body(ComposedFile(path, container()))
      body(ComposedFile("\(path).d/10-site.conf", "[Container]\nEnvironment=KEY=\(index)\n"))
    case .dashes:
      body(ComposedFile("a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-\(index).container", container()))
      if index == 0 { body(ComposedFile("a-.container.d/10-site.conf", "[Container]\nEnvironment=KEY=1\n")) }
    case .folders: body(ComposedFile("folder\(index)/\(path)", container()))
    case .chain: body(ComposedFile(path, container(unit: index == 0 ? "" : wait(for: index - 1))))
    case .ring: body(ComposedFile(path, container(unit: wait(for: (index + size - 1) % size))))
    case .edges:
      if index >= 100 { return }
      let targets = (0..<size / 100).map { "After=other\(index)-\($0).service\n" }.joined()
      body(ComposedFile(path, container(unit: targets)))
    case .onePort: body(ComposedFile(path, container("PublishPort=8080:80\n")))
    case .portLadder:
      let first = 1024 + index % 25_000
      body(ComposedFile(path, container("PublishPort=\(first)-\(first + 99):1000-1099\n")))
    case .portNest:
      let first = 1 + index % 30_000
      body(ComposedFile(path, container("PublishPort=\(first)-\(65_535 - first):\(first)-\(65_535 - first)\n")))
    case .addresses:
      let address = index == 0 ? "" : "10.\(index / 65_536).\(index / 256 % 256).\(index % 256):"
      body(ComposedFile(path, container("PublishPort=\(address)8080:80\n")))
    case .oneName: body(ComposedFile(path, container("ContainerName=web\n")))
    case .subnets:
      let subnet = "10.\(index / 256 % 256).\(index % 256).0/\(8 + index % 17)"
      body(ComposedFile("unit\(index).network", "[Network]\nSubnet=\(subnet)\n"))
    case .onePod:
      if index == 0 { body(ComposedFile("web.pod", "[Pod]\nPodName=web\n")) }
      body(ComposedFile(path, container("Pod=web.pod\n")))
    case .missingUnits:
      body(ComposedFile(path, container("Network=network\(index)x.network\n")))
      body(ComposedFile("network\(index).network", "[Network]\n"))
    case .links:
      body(ComposedFile("shared/\(path)", container()))
      body(ComposedFile(path, "shared/\(path)", isLink: true))
    case .oneFolder: body(ComposedFile(path, container("Volume=/srv:/x:Z\nVolume=/srv/\(index):/y:z\n")))
    case .oneYAML:
      if index == 0 {
        let pods = (0..<10).map { "apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod\($0)\n---\n" }.joined()
        body(ComposedFile("pods.yaml", pods))
      }
      body(ComposedFile("unit\(index).kube", "[Kube]\nYaml=pods.yaml\n"))
    case .oneVolume:
      if index == 0 { body(ComposedFile("data.volume", "[Volume]\nVolumeName=data\n")) }
      body(ComposedFile(path, container("Volume=data.volume:/data\n")))
    default: body(ComposedFile(path, "this is no unit\n"))
    }
  }

  private func wait(for index: Int) -> String { "Requires=unit\(index).service\nAfter=unit\(index).service\n" }

  private func container(_ lines: String = "", unit: String = "") -> String {
    (unit.isEmpty ? "" : "[Unit]\n\(unit)\n") + "[Container]\nImage=docker.io/library/nginx:1.27.3\n\(lines)"
  }
}
