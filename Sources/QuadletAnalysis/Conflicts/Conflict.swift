/// Something on the host that two or more units of a project claim although only one can have it.
public struct Conflict: Sendable {
  /// What units can claim.
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

  /// A claim: which unit makes it, and where.
  public struct Claim: Sendable, Hashable {
    /// The index of the unit in the project.
    public let unit: Int
    /// The index of the file.
    public let file: Int
    /// The range in the file, in bytes; empty at the start when no key makes the claim.
    public let range: Range<Int>
  }

  /// What kind of thing is claimed.
  public let kind: Kind
  /// What exactly is claimed: `0.0.0.0:8080-8085/tcp`, a name, a subnet.
  public let key: String
  /// The claims, in the order of the files.
  public let claims: [Claim]
  /// The number of claims that `claims` does not list; zero unless thousands collide.
  public var unlisted = 0
  /// What else claims it outside the project, such as the path of a service that a package installed.
  public var outside: String?
  /// Whether programs lock the files that they share; set only for mounts.
  var isLocked = false

  /// Creates a conflict.
  public init(kind: Kind, key: String, claims: [Claim]) {
    self.kind = kind
    self.key = key
    self.claims = claims
  }

  init(kind: Kind, key: String, claims: [Claim], isLocked: Bool) {
    self.init(kind: kind, key: key, claims: claims)
    self.isLocked = isLocked
  }

  /// Returns one sentence about the conflict, with the names of the units.
  public func message(in project: Project) -> String {
    let (units, unitCount) = (claims.namedUnits, claims.unitCount + unlisted)
    var text = Array(subject.utf8)
    text += units.count == 1 && outside == nil ? " more than once by ".utf8 : " by ".utf8
    Self.append(units.map(project.name), more: outside == nil ? unitCount - units.count : 0, to: &text)
    if let outside {
      text += ", and already exists at ".utf8
      text += outside.utf8
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Returns the message for one of the units: which others claim the same, and what happens as a result. Of the
  /// `unitCount` units that claim it, itself among them, the message knows those that are `named`.
  func message(in project: Project, from unit: Int, named: [Int], unitCount: Int) -> String {
    let others = named.filter { $0 != unit }.prefix(6)
    var text: [UInt8] = []
    text.reserveCapacity(240)
    text += subject.utf8
    if others.isEmpty {
      text += " more than once here".utf8
    } else {
      text += " by ".utf8
      let folder = project.folder(of: unit)
      let names = others.map { project.folder(of: $0) == folder ? project.name(of: $0) : project.path(of: $0)[...] }
      Self.append(names, more: unitCount - 1 - others.count, to: &text)
      text += " too".utf8
    }
    text += "; ".utf8
    text += consequence.utf8
    return String(decoding: text, as: UTF8.self)
  }

  private var subject: String {
    switch kind {
    case .port: "host port \(key) is used"
    case .serviceName: "service \(key) is generated"
    case .containerName: "container name \"\(key)\" is used"
    case .podName: "pod name \"\(key)\" is used"
    case .volumeName: "volume \"\(key)\" is created"
    case .networkName: "network \"\(key)\" is created"
    case .imageName: "image \"\(key)\" is built"
    case .subnet: "subnet \(key) is used"
    case .address: "address \(key) is used"
    case .mount: "\"\(key)\" is mounted"
    }
  }

  private var consequence: String {
    switch kind {
    case .port: "whichever starts last fails"
    case .serviceName: "one of the two is silently lost"
    case .containerName: "starting one removes the other's container"
    case .podName: "starting one removes the other's pod"
    case .volumeName: "both get the options of whichever starts first"
    case .networkName: "both get the options of whichever starts first"
    case .imageName: "the name refers to whichever is built last"
    case .subnet: "podman refuses to create the second network"
    case .address: "the container that starts last fails"
    case .mount where isLocked: "programs that lock their data cannot share it"
    case .mount: "\"Z\" labels it for only one container, and SELinux keeps the others out"
    }
  }

  /// Appends the names of at most six units, and how many more there are.
  private static func append(_ names: [ArraySlice<UInt8>], more: Int, to text: inout [UInt8]) {
    let count = names.count + more
    let shown = count > 6 ? names.prefix(5) : names[...]
    let last = count > 6 ? nil : shown.indices.last
    for index in shown.indices {
      if index > shown.startIndex { text += index == last ? " and ".utf8 : ", ".utf8 }
      text += shown[index]
    }
    if count > 6 { text += " and \(count - 5) more".utf8 }
  }
}

extension [Conflict.Claim] {
  /// How many units they are of.
  var unitCount: Int { Set(lazy.map(\.unit)).count }

  /// The first of these units, as many as messages need to name six others.
  var namedUnits: [Int] {
    var found: [Int] = []
    for claim in self where !found.contains(claim.unit) {
      if found.count == 7 { break }
      found.append(claim.unit)
    }
    return found
  }
}
