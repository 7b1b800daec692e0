import TestSupport

/// Random units of a small project, and random changes to them.
struct RandomProject: Sendable, CustomStringConvertible {
  /// The files by their path within the project.
  private(set) var files: [String: String] = [:]
  /// Whether a service of it does not come up.
  private(set) var isBroken = false

  private static let service = "Exec=sh -c \"trap 'exit 0' TERM; sleep infinity & wait\""
  static let images = ["example.org/web:1", "example.org/web:2", "example.org/db:1"]
  static let broken = "example.org/web:broken"
  static let missing = "example.org/web:missing"

  var description: String {
    files.sorted { $0.key < $1.key }.map { "--- \($0.key)\n\($0.value)" }.joined(separator: "\n")
  }

  /// A project whose services all come up.
  init(using random: inout SplitMix64) {
    let hasNetwork = random.below(3) > 0
    let hasVolume = random.below(3) > 0
    let hasPod = random.below(4) == 0
    if hasNetwork { files["net.network"] = Self.network(&random) }
    if hasVolume {
      let device = random.below(4) == 0 ? "Device=/srv/data\nType=none\nOptions=bind\n" : ""
      files["data.volume"] = "[Volume]\nLabel=n=\(random.below(3))\n\(device)"
    }
    if hasPod { files["group.pod"] = "[Pod]\n" + (hasNetwork ? "Network=net.network\n" : "") }
    let count = 1 + random.below(3)
    for index in 0..<count {
      let earlier = (0..<index).map { "c\($0).container" }
      files["c\(index).container"] = container(index, earlier, hasNetwork, hasVolume, hasPod, &random)
    }
    if random.below(3) == 0 {
      files["c0.container.d/10-more.conf"] = "[Container]\nEnvironment=MORE=\(random.below(9))\n"
    }
  }

  private static func network(_ random: inout SplitMix64) -> String {
    "[Network]\nSubnet=10.9.\(random.below(3)).0/24\n"
  }

  private mutating func container(
    _ index: Int,
    _ earlier: [String],
    _ hasNetwork: Bool,
    _ hasVolume: Bool,
    _ hasPod: Bool,
    _ random: inout SplitMix64
  ) -> String {
    var unit = "[Unit]\n"
    for other in earlier where random.below(2) == 0 {
      unit += "\(random.pick(["Requires", "BindsTo", "Wants"]))=\(other)\nAfter=\(other)\n"
    }
    unit += "[Container]\nImage=\(random.pick(Self.images))\n\(Self.service)\n"
    let isInPod = hasPod && random.below(2) == 0
    if isInPod { unit += "Pod=group.pod\n" }
    if hasNetwork, !isInPod, random.below(3) > 0 { unit += "Network=net.network\n" }
    if hasVolume, random.below(2) == 0 { unit += "Volume=data.volume:/data\n" }
    if random.below(3) == 0 {
      unit += "EnvironmentFile=./c\(index).env\n"
      files["c\(index).env"] = "A=\(random.below(9))\n"
    }
    if random.below(3) == 0 {
      unit += "Volume=./conf/c\(index):/conf:ro\n"
      files["conf/c\(index)/app.conf"] = "a \(random.below(9))\n"
    }
    if random.below(3) == 0 { unit += "HealthCmd=true\nHealthInterval=1s\n" }
    if random.below(4) == 0 { unit += "ContainerName=own-\(index)\n" }
    unit += "[Service]\nRestart=\(random.pick(["no", "always", "on-failure"]))\n"
    if random.below(3) > 0 { unit += "[Install]\nWantedBy=default.target\n" }
    return unit
  }

  /// Returns the project with units whose names begin alike.
  func prefixed(_ prefix: String) -> RandomProject {
    var project = self
    project.files = [:]
    let units = files.keys.filter { !$0.contains("/") && !$0.hasSuffix(".env") }
    for (path, text) in files {
      let isUnit = !path.hasPrefix("conf/") && !path.hasSuffix(".env")
      project.files[isUnit ? prefix + path : path] = units.reduce(text) { $0.replacing($1, with: prefix + $1) }
    }
    return project
  }

  /// Returns the project without what a host can have only once.
  func copyable() -> RandomProject {
    var project = self
    project.files = files.mapValues { text in
      text.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { line in !["Subnet=", "Device=", "Type=", "Options="].contains { line.hasPrefix($0) } }
        .joined(separator: "\n")
    }
    return project
  }

  /// Returns the project after one to three changes.
  func changed(using random: inout SplitMix64) -> RandomProject {
    var project = self
    for _ in 0...random.below(3) { project.change(&random) }
    return project
  }

  private mutating func change(_ random: inout SplitMix64) {
    let containers = files.keys.filter { $0.hasSuffix(".container") }.sorted()
    let name = random.pick(containers)
    let text = files[name] ?? ""
    switch random.below(12) {
    case 0, 1: files[name] = text.replacing("[Container]\n", with: "[Container]\nEnvironment=V=\(random.below(99))\n")
    case 2: files[name] = text.replacing(Self.images[0], with: Self.images[1])
    case 3:
      files[name] = Self.images.reduce(text) { $0.replacing($1, with: Self.broken) }
      isBroken = true
    case 4:
      files[name] = Self.images.reduce(text) { $0.replacing($1, with: Self.missing) }
      isBroken = true
    case 5:
      files[name] = text.replacing(
        "[Container]\n",
        with: "[Container]\nHealthCmd=false\nHealthInterval=1s\nHealthRetries=1\n"
      )
      isBroken = true
    case 6 where containers.count > 1:
      // Nothing refers to the last one.
      if let last = containers.last { files[last] = nil }
    case 7:
      files["extra.container"] =
        "[Container]\nImage=\(Self.images[0])\n\(Self.service)\n[Install]\nWantedBy=default.target\n"
    case 8 where files["net.network"] != nil: files["net.network"] = Self.network(&random)
    case 9: for path in files.keys where path.hasSuffix(".env") { files[path] = "A=\(random.below(99))\n" }
    case 10: for path in files.keys where path.hasPrefix("conf/") { files[path] = "a \(random.below(99))\n" }
    default: files[name] = "# \(random.below(99))\n" + text
    }
  }
}
