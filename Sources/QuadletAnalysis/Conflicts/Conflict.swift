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
    case subnet
    case address

    /// The noun for it.
    var noun: String {
      switch self {
      case .port: "host port"
      case .serviceName: "service"
      case .containerName: "container"
      case .podName: "pod"
      case .volumeName: "volume"
      case .networkName: "network"
      case .subnet: "subnet"
      case .address: "address"
      }
    }
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

  /// One sentence about it, with the names of the units.
  public func message(in project: Project) -> String {
    var names: [String] = []
    for claim in claims {
      let name = String(decoding: project.name(of: claim.unit), as: UTF8.self)
      if names.last != name { names.append(name) }
    }
    let shown = names.count > 6 ? names.prefix(5) + ["\(names.count - 5) more"] : names[...]
    let list =
      shown.count < 2 ? shown.joined() : shown.dropLast().joined(separator: ", ") + " and " + shown[shown.endIndex - 1]
    return "\(kind.noun) \(key) is claimed \(names.count == 1 ? "more than once by" : "by") \(list)"
  }
}
