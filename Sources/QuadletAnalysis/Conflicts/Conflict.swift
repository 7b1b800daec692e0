/// Something of the host that two units of a project claim and only one can have.
public struct Conflict: Sendable {
  /// What is claimed.
  public enum Kind: String, Sendable, CaseIterable {
    case port
    case serviceName = "service-name"
    case containerName = "container-name"
    case podName = "pod-name"
    case volumeName = "volume-name"
    case networkName = "network-name"
    case imageName = "image-name"
    case subnet
    case address
    case mount
  }

  /// Who claims it, and where.
  public struct Claim: Sendable, Hashable {
    /// The index of the unit in the project.
    public let unit: Int
    /// The index of the file.
    public let file: Int
    /// Where in the file; empty at its start when no key says it.
    public let range: Range<Int>
  }

  /// What is claimed.
  public let kind: Kind
  /// What exactly: `0.0.0.0:8080-8085/tcp`, a name, a subnet.
  public let key: String
  /// The claims, in the order of the files.
  public let claims: [Claim]
  /// How many more claims there are than `claims` lists; zero but where thousands meet.
  public var unlisted = 0
  /// What else claims it that is no unit of the project, such as the path of a service that a package installed.
  public var outside: String?
  /// Whether programs lock what they share; only of mounts.
  var isLocked = false

  /// Makes a conflict.
  public init(kind: Kind, key: String, claims: [Claim]) {
    self.kind = kind
    self.key = key
    self.claims = claims
  }

  init(kind: Kind, key: String, claims: [Claim], isLocked: Bool) {
    self.init(kind: kind, key: key, claims: claims)
    self.isLocked = isLocked
  }

  /// One sentence about it, with the names of the units.
  public func message(in project: Project) -> String {
    let units = units(atMost: 7)
    var text = Array(subject.utf8)
    text += units.count == 1 && outside == nil ? " more than once by ".utf8 : " by ".utf8
    Self.append(units[...], more: outside == nil ? unitCount - units.count : 0, of: project, to: &text)
    if let outside {
      text += ", and is there already: ".utf8
      text += outside.utf8
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The same from the side of one unit: who else claims it, and what comes of that.
  func message(in project: Project, from unit: Int, unitCount: Int) -> String {
    let others = units(atMost: 7).filter { $0 != unit }.prefix(6)
    var text: [UInt8] = []
    text.reserveCapacity(240)
    text += subject.utf8
    if others.isEmpty {
      text += " more than once here".utf8
    } else {
      text += " by ".utf8
      Self.append(others, more: unitCount - 1 - others.count, of: project, to: &text)
      text += " too".utf8
    }
    text += "; ".utf8
    text += consequence.utf8
    return String(decoding: text, as: UTF8.self)
  }

  /// How many units claim it.
  var unitCount: Int { Set(claims.map(\.unit)).count + unlisted }

  /// The first units that claim it, each once.
  private func units(atMost limit: Int) -> [Int] {
    var found: [Int] = []
    for claim in claims where !found.contains(claim.unit) {
      if found.count == limit { break }
      found.append(claim.unit)
    }
    return found
  }

  private var subject: String {
    switch kind {
    case .port: "host port \(key) is published"
    case .serviceName: "service \(key) is made"
    case .containerName: "container name \"\(key)\" is taken"
    case .podName: "pod name \"\(key)\" is taken"
    case .volumeName: "volume \"\(key)\" is made"
    case .networkName: "network \"\(key)\" is made"
    case .imageName: "image \"\(key)\" is built"
    case .subnet: "subnet \(key) is used"
    case .address: "address \(key) is taken"
    case .mount: "\"\(key)\" is mounted"
    }
  }

  private var consequence: String {
    switch kind {
    case .port: "the one that starts last fails"
    case .serviceName: "one of the two is lost without a word"
    case .containerName: "whichever starts removes the other's container"
    case .podName: "whichever starts removes the other's pod"
    case .volumeName: "the options of the first one that starts are those of both"
    case .networkName: "the options of the first one that starts are those of both"
    case .imageName: "the last build is what both names stand for"
    case .subnet: "podman refuses to make the second network"
    case .address: "the container that starts last fails"
    case .mount where isLocked: "programs that lock their data cannot share them"
    case .mount: "\"Z\" labels it for one container alone, and SELinux keeps the others out"
    }
  }

  /// Names units, six at most, and tells how many more there are.
  private static func append(_ units: ArraySlice<Int>, more: Int, of project: Project, to text: inout [UInt8]) {
    let count = units.count + more
    let shown = count > 6 ? units.prefix(5) : units
    let last = count > 6 ? nil : shown.indices.last
    for index in shown.indices {
      if index > shown.startIndex { text += index == last ? " and ".utf8 : ", ".utf8 }
      text += project.name(of: shown[index])
    }
    if count > 6 { text += " and \(count - 5) more".utf8 }
  }
}
